#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/base/ids.h"
#include "libs/pg/pool.h"
#include "libs/schedule/task_runner.h"
#include "services/collector/archive/replay_listing.h"
#include "services/collector/feed/results_file.h"
#include "services/collector/games/games.h"
#include "services/collector/intake/intake.h"

namespace overround::collector {

// Plays a folder of answers in their own time, and releases the results of their games when they
// would have been known. Two tasks, each due when the next document or result is. Taking a document
// or a result in again changes nothing, so a process that begins anew begins at the front.
class ReplayFeed {
 public:
  // `sport` is whose games the results are of. All outlive this.
  struct Parts {
    pg::Pool& pool;
    Intake& intake;
    Games& games;
    const IdSource& ids;
    const Clock& wall;
    // Told of a document that is damaged or gone: the others are played all the same.
    std::function<void(const std::string& file, const absl::Status& reason)> on_unreadable = {};
  };
  ReplayFeed(ReplayListing listing, ResultsFile results, std::string sport, const Parts& parts);

  // The first document's or result's time; nothing where there is neither.
  std::optional<absl::Time> FirstDocument() const;
  std::optional<absl::Time> FirstResult() const;

  absl::Status PlayDocuments(schedule::TaskRun& run);
  absl::Status ReleaseResults(schedule::TaskRun& run);

 private:
  absl::Status Release(const schedule::TaskRun& run, const ReleasedResult& result);
  absl::Time Soon() const { return parts_.wall.Now() + absl::Seconds(60); }

  const ReplayListing listing_;
  const ResultsFile results_;
  const std::string sport_;
  const Parts parts_;
  size_t next_document_ = 0;
  size_t next_result_ = 0;
};

}  // namespace overround::collector
