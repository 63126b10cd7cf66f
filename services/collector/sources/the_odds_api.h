#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/domain/market.h"
#include "services/collector/sources/sheet.h"

// The bodies of The Odds API v4, parsed: pure functions of the bytes. How an answer is told from an
// error is in the_odds_api_answer.h.
namespace overround::collector::the_odds_api {

inline constexpr char kSource[] = "odds_api";

struct OddsRules {
  // What oddsFormat was asked for; where nobody knows (a captured body), it is told from the
  // prices: an American price is whole and never between -99 and 99.
  std::optional<QuoteFormat> format;
  // The part of a game this sport's plain markets are about: kRegulation for soccer, whose h2h has
  // a Draw and whose totals end with the whistle.
  Period period = Period::kFullGame;
};

// /odds, /events/{id}/odds, /historical/.../odds and /events: an array of events, one event, or
// either wrapped as {timestamp, data}.
//
// A fault costs the smallest thing that cannot be believed without it: an outcome's takes its
// market, a market's the market, a book's the book, an event's the event; each is in `refused` with
// its prices. INVALID_ARGUMENT only where the body as a whole is not such an answer.
absl::StatusOr<OddsSheet> ParseOdds(std::string body, const OddsRules& rules);

// /scores. INVALID_ARGUMENT as above.
absl::StatusOr<ScoresSheet> ParseScores(std::string body);

// /sports.
absl::StatusOr<std::vector<SportSheet>> ParseSports(std::string body);

// The newest last_update anywhere inside an odds or scores body: when it was current at the
// earliest. Nothing where it has none; INVALID_ARGUMENT where it is not JSON.
absl::StatusOr<std::optional<absl::Time>> NewestUpdate(std::string body);

}  // namespace overround::collector::the_odds_api
