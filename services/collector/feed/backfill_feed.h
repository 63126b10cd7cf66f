#pragma once

#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/schedule/task_runner.h"
#include "services/collector/feed/asker.h"
#include "services/collector/sources/the_odds_api_requests.h"

namespace overround::collector {

// A stretch of the past, seen every so often.
struct Backfill {
  absl::Time from;
  absl::Time to;
  absl::Duration step;

  // "2026-05-01T00:00:00Z/2026-05-08T00:00:00Z/1h". INVALID_ARGUMENT for anything else.
  static absl::StatusOr<Backfill> Parse(absl::string_view text);
  // How often each sport is asked about.
  int64_t Questions() const { return (to - from) / step + 1; }
};

struct BackfillOptions {
  std::string url;
  std::string key;
  the_odds_api::Wanted wanted;
  int64_t credits = 0;
  // Of a month's credits, what it may take; it goes on in the next where that is too little.
  double share_of_month = 1;
  std::vector<std::string> sports;
  Backfill past;
};

// Asks The Odds API for the prices of a stretch of the past, one question a sport and run, and goes
// on where it ended.
class BackfillFeed {
 public:
  // `asker` outlives this.
  BackfillFeed(BackfillOptions options, const Asker& asker)
      : options_(std::move(options)), asker_(asker) {}

  // What the whole of it costs. An answer about the past is ten times as dear as a present one.
  static int64_t CostOf(const BackfillOptions& options);

  absl::Status Poll(schedule::TaskRun& run);

 private:
  // The next moment to ask about.
  absl::StatusOr<absl::Time> NextOf(const std::string& sport) const;
  // When to come back; InfiniteFuture where nothing is left.
  absl::StatusOr<absl::Time> AskAbout(const schedule::TaskRun& run, const std::string& sport);

  const BackfillOptions options_;
  const Asker& asker_;
};

}  // namespace overround::collector
