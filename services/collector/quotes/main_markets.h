#pragma once

#include <map>
#include <vector>

#include "services/collector/quotes/quote.h"

namespace overround::collector {

// The sides of one market, each with the quotes of its books.
using SideQuotes = std::map<Side, std::vector<const Quote*>>;

struct MainMarket {
  MarketKey market;
  SideQuotes sides;
};

// Not a price to lay, and one somebody can take.
bool CountsForMains(const Quote& quote);

// Of each slot the market most books have; among equals the one nearest to even. Pure.
std::map<Slot, MainMarket> MainMarketsOf(const std::vector<const Quote*>& quotes);

int BooksOf(const SideQuotes& sides);

// Margin included, in [0, 1]. Requires: !quotes.empty().
double MeanImpliedProbability(const std::vector<const Quote*>& quotes);

}  // namespace overround::collector
