#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "services/collector/sources/sheet.h"

// What The Odds API v4 is asked, without the key, and what asking costs.
namespace overround::collector::the_odds_api {

// Whose prices of what.
struct Wanted {
  // "us", "eu". Each costs as much again.
  std::vector<std::string> regions;
  // These books instead of regions, when there are any; ten cost as much as a region.
  std::vector<std::string> bookmakers;
  std::vector<std::string> markets;
  QuoteFormat format = QuoteFormat::kAmerican;
};

struct Query {
  // "/v4/sports/baseball_mlb/odds?regions=us&..."
  std::string path;
  // Credits at most: an answer without odds costs nothing.
  int64_t cost = 0;
};

Query SportsQuery();
Query EventsQuery(absl::string_view sport);
Query OddsQuery(absl::string_view sport, const Wanted& wanted);
// Everything of one event: player props and alternate lines are only here.
Query EventOddsQuery(absl::string_view sport, absl::string_view event, const Wanted& wanted);

// The state nearest to `at`, at or before it. Ten times as dear, but for the events.
Query HistoricalEventsQuery(absl::string_view sport, absl::Time at);
Query HistoricalOddsQuery(absl::string_view sport, const Wanted& wanted, absl::Time at);
Query HistoricalEventOddsQuery(absl::string_view sport, absl::string_view event,
                               const Wanted& wanted, absl::Time at);

}  // namespace overround::collector::the_odds_api
