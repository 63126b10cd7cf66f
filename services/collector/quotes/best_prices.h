#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "services/collector/quotes/quote.h"

namespace overround::collector {

// The best price that can be taken on one side.
struct BestPrice {
  Side side = Side::kHome;
  // Among equal prices the one offered first.
  std::string sportsbook;
  Odds odds;
  std::string odds_text;
  QuoteFormat format = QuoteFormat::kAmerican;
  std::optional<PreviousOdds> previous;
  absl::Time receive_time;
  // Of an event's own markets, and not of the main ones.
  bool is_event = false;
  // The mean over books of this side's implied probability, margin included, in [0, 1].
  double mean_implied_probability = 0;
  // When the book was last seen offering it; nothing where only its own answer showed it.
  std::optional<absl::Time> sight_time = {};
};

// What the odds board shows of one market.
struct BoardLine {
  MarketKey market;
  // In the market's order; a side that nobody offers is missing.
  std::vector<BestPrice> sides;
  int book_count = 0;
};

// Of what is offered on a game: moneyline or three-way, spread and total of the full game or of
// regulation, each at the line most books have (among equals the one nearest to even). Prices to
// lay and those nobody can take do not count. Pure. Requires: of each selection at most one quote.
std::vector<BoardLine> BoardOf(const std::vector<const CurrentQuote*>& offered);

}  // namespace overround::collector
