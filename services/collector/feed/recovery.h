#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/pg/pool.h"
#include "libs/schedule/task_runner.h"
#include "services/collector/archive/archive.h"
#include "services/collector/feed/closer.h"
#include "services/collector/intake/intake.h"

namespace overround::collector {

inline constexpr char kRecoveryTask[] = "recover_archive";

// Whether a document failed because archive or database are away, or we are asked to stop: then the
// others fail as well, and nothing is said of the document. Pure.
bool IsAway(const absl::Status& status);

// Takes in what was received and never became facts. Where a process was killed between archive and
// database, the next one finds it in the archive; where archive or database went away under a
// running one, it is held in memory. In the order they were received, as of then, each once: what
// others have taken in meanwhile, or are about to, stays as it is.
//
// What asks or closes settles first, so that nothing newer overtakes what is missing, and nobody
// pays for answers that cannot be kept. Safe to share between threads; several processes may look
// at once.
class Recovery {
 public:
  // All outlive this.
  struct Parts {
    pg::Pool& pool;
    const Archive& archive;
    Intake& intake;
    Closer& closer;
    Clocks clocks;
    // Told of each document that was missing, and of each that cannot be taken in and is left.
    std::function<void(const std::string& file)> on_recovered = {};
    std::function<void(const std::string& file, const absl::Status& reason)> on_unreadable = {};
  };
  explicit Recovery(Parts parts) : parts_(std::move(parts)) {}

  static constexpr size_t kHeldMax = 100;

  // Looks, where this process has just begun, and takes in what is held. UNAVAILABLE and the like
  // where archive or database are: to be tried again. A document that runs into its deadline time
  // and again while the database answers is told of as unreadable and left.
  absl::Status Settle(const schedule::TaskRun& run);
  // Looks in any case: another process may have left something.
  absl::Status Look(const schedule::TaskRun& run);
  // Holds a document that could not be taken in, archived or not. Beyond kHeldMax the oldest is
  // given up and told of as unreadable: whoever settles first never gets there.
  void Hold(const RawDocument& document);
  // How many are held.
  int64_t held() const;
  // OK, or why the last attempt to settle failed, for health.
  absl::Status state() const;

 private:
  absl::Status LookLocked(const schedule::TaskRun& run);
  absl::Status TakeHeld(const schedule::TaskRun& run);
  absl::StatusOr<absl::Time> FindBeginning();
  absl::Status Take(const schedule::TaskRun& run, const std::string& file);
  absl::Status TakeDocument(const schedule::TaskRun& run, const std::string& file,
                            const RawDocument& document);
  // Whether it has failed like this so often, while the database answers, that it is left to the
  // archive: one document must not keep all others from being asked for.
  bool IsTooMuch(const std::string& file, const absl::Status& failure);
  bool IsGivenUp(const std::string& file) const;
  // But for those that are still found missing.
  void ForgetGivenUp(const std::vector<std::string>& missing);
  // Starts and closes what was due by then, as the clock did when the document came.
  absl::Status CloseUntil(const schedule::TaskRun& run, absl::Time time);
  absl::Time Soon() const { return parts_.clocks.wall.Now() + absl::Seconds(60); }

  const Parts parts_;
  // One settles at a time; it is held while documents are taken in, `mutex_` never is.
  std::mutex settling_;
  bool has_looked_ = false;
  // How often each document has run into its deadline.
  std::map<std::string, int> attempts_;
  mutable std::mutex mutex_;
  std::deque<RawDocument> held_;
  absl::Status state_;
};

}  // namespace overround::collector
