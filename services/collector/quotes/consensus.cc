#include "services/collector/quotes/consensus.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <utility>

#include "services/collector/quotes/selection_key.h"

namespace overround::collector {
namespace {

bool Counts(const Quote& quote) { return !quote.is_lay && quote.is_bettable; }

bool IsBefore(const Quote& quote, absl::Time time) {
  return quote.stamp.known_time < time && (!quote.provider_time || *quote.provider_time < time);
}

// The sides of one market, each with the quotes of its books.
using Sides = std::map<Side, std::vector<const Quote*>>;

int BooksOf(const Sides& sides) {
  std::set<std::string> books;
  for (const auto& [side, quotes] : sides) {
    for (const Quote* quote : quotes) books.insert(quote->sportsbook);
  }
  return static_cast<int>(books.size());
}

double MeanImplied(const std::vector<const Quote*>& quotes) {
  double sum = 0;
  for (const Quote* quote : quotes) sum += quote->odds.ImpliedProbability();
  return sum / static_cast<double>(quotes.size());
}

// How far the market is from an even one.
double Unevenness(const Sides& sides) {
  double worst = 0;
  for (const auto& [side, quotes] : sides) {
    worst = std::max(worst, std::abs(MeanImplied(quotes) - 0.5));
  }
  return worst;
}

// The main market of each slot.
std::map<Slot, std::pair<MarketKey, Sides>> MainMarkets(const std::vector<const Quote*>& quotes) {
  std::map<MarketKey, Sides> markets;
  for (const Quote* quote : quotes) markets[quote->market][quote->side].push_back(quote);
  std::map<Slot, std::pair<MarketKey, Sides>> mains;
  for (auto& [market, sides] : markets) {
    const auto [main, is_new] = mains.try_emplace(SlotOf(market), market, sides);
    if (is_new) continue;
    const int books = BooksOf(sides);
    const int main_books = BooksOf(main->second.second);
    const bool is_better =
        books > main_books ||
        (books == main_books && Unevenness(sides) < Unevenness(main->second.second));
    if (is_better) main->second = {market, sides};
  }
  return mains;
}

std::vector<const Quote*> Counted(const std::vector<Quote>& quotes) {
  std::vector<const Quote*> counted;
  for (const Quote& quote : quotes) {
    if (Counts(quote)) counted.push_back(&quote);
  }
  return counted;
}

}  // namespace

std::vector<MedianPrice> MediansOf(const std::vector<Quote>& quotes) {
  std::vector<MedianPrice> medians;
  for (auto& [slot, main] : MainMarkets(Counted(quotes))) {
    for (auto& [side, offered] : main.second) {
      std::stable_sort(offered.begin(), offered.end(), [](const Quote* a, const Quote* b) {
        return std::pair(a->odds.Decimal(), a->sportsbook) <
               std::pair(b->odds.Decimal(), b->sportsbook);
      });
      const Quote* latest =
          *std::max_element(offered.begin(), offered.end(), [](const Quote* a, const Quote* b) {
            return std::pair(a->stamp.known_time, a->stamp.fact_id) <
                   std::pair(b->stamp.known_time, b->stamp.fact_id);
          });
      medians.push_back({main.first, side, *offered[(offered.size() - 1) / 2],
                         static_cast<int>(offered.size()), latest->stamp});
    }
  }
  return medians;
}

std::vector<Quote> StandingAt(const std::vector<Quote>& quotes, absl::Time time) {
  std::map<std::string, const Quote*> last;
  for (const Quote& quote : quotes) {
    if (!IsBefore(quote, time)) continue;
    last[SelectionText(quote)] = &quote;
  }
  std::vector<Quote> standing;
  for (const auto& [text, quote] : last) {
    if (quote->state == QuoteState::kOffered) standing.push_back(*quote);
  }
  return standing;
}

std::vector<Quote> FirstOf(const std::vector<Quote>& quotes, absl::Time start) {
  std::map<std::string, const Quote*> first;
  for (const Quote& quote : quotes) {
    if (quote.state == QuoteState::kOffered && IsBefore(quote, start)) {
      first.try_emplace(SelectionText(quote), &quote);
    }
  }
  std::vector<Quote> opened;
  for (const auto& [text, quote] : first) opened.push_back(*quote);
  return opened;
}

std::vector<BoardLine> BoardOf(const std::vector<CurrentQuote>& offered) {
  std::vector<const Quote*> counted;
  std::map<const Quote*, const CurrentQuote*> current;
  for (const CurrentQuote& each : offered) {
    if (!Counts(each.quote) || each.quote.state != QuoteState::kOffered) continue;
    counted.push_back(&each.quote);
    current[&each.quote] = &each;
  }
  std::vector<BoardLine> board;
  for (const auto& [slot, main] : MainMarkets(counted)) {
    BoardLine line{main.first, {}, BooksOf(main.second)};
    for (const auto& [side, quotes] : main.second) {
      // The greatest price; among equals the one offered first.
      const Quote* best =
          *std::min_element(quotes.begin(), quotes.end(), [](const Quote* a, const Quote* b) {
            if (a->odds != b->odds) return a->odds > b->odds;
            return std::pair(a->stamp.receive_time, a->sportsbook) <
                   std::pair(b->stamp.receive_time, b->sportsbook);
          });
      line.sides.push_back({side, *current[best], MeanImplied(quotes)});
    }
    const auto order = SidesOf(line.market);
    std::sort(line.sides.begin(), line.sides.end(), [&](const BoardSide& a, const BoardSide& b) {
      return std::find(order.begin(), order.end(), a.side) <
             std::find(order.begin(), order.end(), b.side);
    });
    board.push_back(std::move(line));
  }
  return board;
}

}  // namespace overround::collector
