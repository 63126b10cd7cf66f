#pragma once

#include <optional>
#include <string>

#include <absl/strings/string_view.h>

#include "libs/domain/market.h"

// What the market keys of The Odds API v4 mean.
namespace overround::collector::the_odds_api {

// "alternate_team_totals_h1": several lines of each team's total in the first half.
struct MarketName {
  MarketKind kind = MarketKind::kMoneyline;
  // An exchange's price to lay.
  bool lay = false;
  // Lines beside the main one, each with one side or both.
  bool is_alternate = false;
  // The part of a game; nothing for what the sport's plain markets are about.
  std::optional<Period> period;
  // Two outcomes, and a draw gives the stake back.
  bool is_draw_no_bet = false;
  // What a prop counts: "points", "pitcher_strikeouts".
  std::optional<std::string> statistic;

  // Lines and players come together in one market, each to be judged by itself.
  bool IsLadder() const { return is_alternate || kind == MarketKind::kProp; }
};

// Nothing for a market we do not keep: outrights, first innings but one and five, what is no prop
// of a player.
std::optional<MarketName> ReadMarketName(absl::string_view key);

// The key of a market of this name, before its line and subject: the full game for most sports,
// without extra time for soccer (`plain`).
//
// Overtime counts in the second half, as US books settle it, and not in the fourth quarter; the
// provider does not say.
MarketKey PlainMarket(const MarketName& name, Period plain);

}  // namespace overround::collector::the_odds_api
