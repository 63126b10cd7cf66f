#include "services/collector/quotes/main_markets.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include <absl/strings/string_view.h>

namespace overround::collector {
namespace {

// How far the market is from an even one.
double Unevenness(const SideQuotes& sides) {
  double worst = 0;
  for (const auto& [side, quotes] : sides) {
    worst = std::max(worst, std::abs(MeanImpliedProbability(quotes) - 0.5));
  }
  return worst;
}

}  // namespace

bool CountsForMains(const Quote& quote) { return !quote.is_lay && quote.is_bettable; }

int BooksOf(const SideQuotes& sides) {
  std::set<absl::string_view> books;
  for (const auto& [side, quotes] : sides) {
    for (const Quote* quote : quotes) books.insert(quote->sportsbook);
  }
  return static_cast<int>(books.size());
}

double MeanImpliedProbability(const std::vector<const Quote*>& quotes) {
  double sum = 0;
  for (const Quote* quote : quotes) sum += quote->odds.ImpliedProbability();
  return sum / static_cast<double>(quotes.size());
}

std::map<Slot, MainMarket> MainMarketsOf(const std::vector<const Quote*>& quotes) {
  std::map<MarketKey, SideQuotes> markets;
  for (const Quote* quote : quotes) markets[quote->market][quote->side].push_back(quote);
  std::map<Slot, MainMarket> mains;
  for (auto& [market, sides] : markets) {
    const auto [main, is_new] = mains.try_emplace(SlotOf(market), MainMarket{market, sides});
    if (is_new) continue;
    const int books = BooksOf(sides);
    const int main_books = BooksOf(main->second.sides);
    const bool is_better =
        books > main_books ||
        (books == main_books && Unevenness(sides) < Unevenness(main->second.sides));
    if (is_better) main->second = {market, std::move(sides)};
  }
  return mains;
}

}  // namespace overround::collector
