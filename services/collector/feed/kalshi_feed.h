#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "libs/schedule/task_runner.h"
#include "services/collector/feed/asker.h"
#include "services/collector/feed/store.h"

namespace overround::collector {

struct KalshiOptions {
  // https://api.elections.kalshi.com, without a path.
  std::string url;
  absl::Duration interval_min;
  absl::Duration interval_max;
  // How often it looks whether there are other games to ask about.
  absl::Duration idle = absl::Minutes(1);
};

// Asks Kalshi for what the games that others have told of can be bought at, series by series and
// page by page; the oftener the nearer the next start.
class KalshiFeed {
 public:
  // `asker` outlives this.
  KalshiFeed(KalshiOptions options, const Asker& asker)
      : options_(std::move(options)), asker_(asker) {}

  absl::Status Poll(schedule::TaskRun& run);

 private:
  // When a series is to be asked for; InfiniteFuture where none of its games is to come.
  absl::StatusOr<absl::Time> DueTime(const feed::ProviderSport& series);
  // Every page; when to come back where the provider wants us to wait.
  absl::StatusOr<absl::Time> AskSeries(const schedule::TaskRun& run, const std::string& series);

  const KalshiOptions options_;
  const Asker& asker_;
};

}  // namespace overround::collector
