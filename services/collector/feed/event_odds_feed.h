#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "libs/schedule/task_runner.h"
#include "services/collector/feed/asker.h"
#include "services/collector/feed/store.h"
#include "services/collector/sources/the_odds_api_requests.h"

namespace overround::collector {

struct EventOddsOptions {
  std::string url;
  std::string key;
  // Whose prices of which markets: "player_points", "alternate_spreads".
  the_odds_api::Wanted wanted;
  int64_t credits = 0;
  // Of a month's credits, what they may take: none of it before it is earned.
  double share_of_month = 1;
  // As the provider names them; all it has in season when empty.
  std::vector<std::string> sports = {};
  // How long before its start an event is asked about for the first time.
  absl::Duration ahead = absl::Hours(2);
  absl::Duration interval_min;
  // How often it looks whether there are other games to ask about.
  absl::Duration idle = absl::Minutes(1);
};

// Asks The Odds API for single events' own markets, which cost as much for one event as the main
// lines of a whole sport: only shortly before the start, and the oftener the nearer it is.
class EventOddsFeed {
 public:
  // `asker` outlives this.
  EventOddsFeed(EventOddsOptions options, const Asker& asker)
      : options_(std::move(options)), asker_(asker) {}

  absl::Status Poll(schedule::TaskRun& run);

 private:
  absl::Time DueTime(const feed::EventToAsk& event, absl::Time now) const;
  // When to come back where the budget says so, else now.
  absl::StatusOr<absl::Time> AskAbout(const schedule::TaskRun& run, const feed::EventToAsk& event);
  absl::StatusOr<std::vector<feed::EventToAsk>> Events() const;

  const EventOddsOptions options_;
  const Asker& asker_;
};

}  // namespace overround::collector
