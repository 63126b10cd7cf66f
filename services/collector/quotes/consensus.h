#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "services/collector/quotes/quote.h"

namespace overround::collector {

// The median price of one side over books, margin included.
struct MedianPrice {
  MarketKey market;
  Side side = Side::kHome;
  // The lower middle one where the books are even in number: always one that was quoted.
  Quote median;
  int book_count = 0;
  // Of the latest quote counted.
  Stamp latest;
};

// At the line most books have (among equals the one nearest to even), for each slot. Prices to lay
// and prices nobody can take do not count. Pure.
// Requires: of each selection at most one quote.
std::vector<MedianPrice> MediansOf(const std::vector<Quote>& quotes);

// The prices that stood at `time`, which is not after the start: of each selection the last one
// known and stamped before it, unless that was its end. By the times and not by the flag, which
// holds for the start as it was known then. Requires: `quotes` in the order they became known.
std::vector<Quote> StandingAt(const std::vector<Quote>& quotes, absl::Time time);

// The first price of each selection before the start.
std::vector<Quote> FirstOf(const std::vector<Quote>& quotes, absl::Time start);

}  // namespace overround::collector
