#include "services/collector/quotes/consensus.h"

#include <algorithm>
#include <map>
#include <utility>

#include "services/collector/quotes/main_markets.h"
#include "services/collector/quotes/selection_key.h"

namespace overround::collector {
namespace {

bool IsBefore(const Quote& quote, absl::Time time) {
  return quote.stamp.known_time < time && (!quote.provider_time || *quote.provider_time < time);
}

std::vector<const Quote*> Counted(const std::vector<Quote>& quotes) {
  std::vector<const Quote*> counted;
  for (const Quote& quote : quotes) {
    if (CountsForMains(quote)) counted.push_back(&quote);
  }
  return counted;
}

}  // namespace

std::vector<MedianPrice> MediansOf(const std::vector<Quote>& quotes) {
  std::vector<MedianPrice> medians;
  for (auto& [slot, main] : MainMarketsOf(Counted(quotes))) {
    for (auto& [side, offered] : main.sides) {
      std::stable_sort(offered.begin(), offered.end(), [](const Quote* a, const Quote* b) {
        return std::pair(a->odds.Decimal(), a->sportsbook) <
               std::pair(b->odds.Decimal(), b->sportsbook);
      });
      const Quote* latest =
          *std::max_element(offered.begin(), offered.end(), [](const Quote* a, const Quote* b) {
            return std::pair(a->stamp.known_time, a->stamp.fact_id) <
                   std::pair(b->stamp.known_time, b->stamp.fact_id);
          });
      medians.push_back({main.market, side, *offered[(offered.size() - 1) / 2],
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
  opened.reserve(first.size());
  for (const auto& [text, quote] : first) opened.push_back(*quote);
  return opened;
}

}  // namespace overround::collector
