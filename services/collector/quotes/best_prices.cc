#include "services/collector/quotes/best_prices.h"

#include <algorithm>
#include <map>
#include <utility>

#include "services/collector/archive/raw_document.h"
#include "services/collector/quotes/main_markets.h"

namespace overround::collector {
namespace {

bool IsOnBoard(const CurrentQuote& current) {
  const Quote& quote = current.quote;
  const MarketKey& market = quote.market;
  return CountsForMains(quote) && quote.state == QuoteState::kOffered && !market.subject &&
         !market.statistic &&
         (market.period == Period::kFullGame || market.period == Period::kRegulation);
}

BestPrice BestOf(Side side, const std::vector<const Quote*>& quotes,
                 const std::map<const Quote*, const CurrentQuote*>& current) {
  const Quote& best =
      **std::min_element(quotes.begin(), quotes.end(), [](const Quote* a, const Quote* b) {
        if (a->odds != b->odds) return a->odds > b->odds;
        return std::pair(a->stamp.receive_time, a->sportsbook) <
               std::pair(b->stamp.receive_time, b->sportsbook);
      });
  return {side,
          best.sportsbook,
          best.odds,
          best.odds_text,
          best.format,
          current.at(&best)->previous,
          best.stamp.receive_time,
          IsEventDocument(best.raw_document),
          MeanImpliedProbability(quotes)};
}

}  // namespace

std::vector<BoardLine> BoardOf(const std::vector<const CurrentQuote*>& offered) {
  std::vector<const Quote*> counted;
  std::map<const Quote*, const CurrentQuote*> current;
  for (const CurrentQuote* each : offered) {
    if (!IsOnBoard(*each)) continue;
    counted.push_back(&each->quote);
    current[&each->quote] = each;
  }
  std::vector<BoardLine> board;
  for (const auto& [slot, main] : MainMarketsOf(counted)) {
    BoardLine line{main.market, {}, BooksOf(main.sides)};
    for (const Side side : SidesOf(line.market)) {
      const auto quotes = main.sides.find(side);
      if (quotes != main.sides.end()) {
        line.sides.push_back(BestOf(side, quotes->second, current));
      }
    }
    board.push_back(std::move(line));
  }
  return board;
}

}  // namespace overround::collector
