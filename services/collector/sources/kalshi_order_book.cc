#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/sources/kalshi.h"
#include "services/collector/sources/kalshi_price.h"

namespace overround::collector::kalshi {
namespace {

using json::Elements;
using json::Value;

constexpr int64_t kMicrosPerCent = 10'000;

struct Bid {
  int64_t micros;
  int64_t count_hundredths;
};

// ["0.5800", "227.27"], or [58, 200] in whole cents and contracts.
absl::StatusOr<Bid> ReadBid(const Value& level) {
  OVERROUND_ASSIGN_OR_RETURN(const Elements pair, level.Array());
  if (pair.size() != 2) return level.Refuse("no pair", "a price and a count");
  const Value price = *pair.begin();
  const Value count = *++pair.begin();
  if (price.kind() == json::Kind::kNumber) {
    OVERROUND_ASSIGN_OR_RETURN(const int64_t cents, price.Int64());
    OVERROUND_ASSIGN_OR_RETURN(const int64_t contracts, count.Int64());
    if (cents < 1 || cents > 99 || contracts < 0 || contracts > 1'000'000'000'000) {
      return level.Refuse(absl::StrCat(cents, " for ", contracts), "1 to 99 cents");
    }
    return Bid{cents * kMicrosPerCent, contracts * 100};
  }
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view dollars, price.Text());
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view contracts, count.Text());
  const absl::StatusOr<int64_t> micros = ParseDollars(dollars);
  if (!micros.ok() || *micros == 0 || *micros == kPayoutMicros) {
    return price.Refuse(dollars, "dollars between 0 and 1 with at most six decimals");
  }
  const absl::StatusOr<int64_t> hundredths = ParseCount(contracts);
  if (!hundredths.ok()) return count.Refuse(contracts, "a count with at most two decimals");
  return Bid{*micros, *hundredths};
}

// The offers that the bids for the other side make, the cheapest first.
absl::StatusOr<std::vector<Ask>> AsksFrom(const Value& book, absl::string_view bids) {
  std::vector<Ask> asks;
  const std::optional<Value> side = book.Find(bids);
  if (!side || side->is_null()) return asks;
  OVERROUND_ASSIGN_OR_RETURN(const Elements levels, side->Array());
  for (const Value level : levels) {
    OVERROUND_ASSIGN_OR_RETURN(const Bid bid, ReadBid(level));
    if (auto ask = AskAt(kPayoutMicros - bid.micros, bid.count_hundredths)) {
      asks.push_back(*std::move(ask));
    }
  }
  std::stable_sort(asks.begin(), asks.end(),
                   [](const Ask& a, const Ask& b) { return a.odds > b.odds; });
  return asks;
}

}  // namespace

absl::StatusOr<BackPrices> ParseOrderBook(std::string body) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Document document, json::Document::Parse(std::move(body)));
  BackPrices prices;
  if (const std::optional<Value> book = document.root().Find("orderbook_fp")) {
    if (book->kind() != json::Kind::kObject) return book->Refuse("no object", "an order book");
    OVERROUND_ASSIGN_OR_RETURN(prices.yes, AsksFrom(*book, "no_dollars"));
    OVERROUND_ASSIGN_OR_RETURN(prices.no, AsksFrom(*book, "yes_dollars"));
    return prices;
  }
  OVERROUND_ASSIGN_OR_RETURN(const Value book, document.root().Get("orderbook"));
  if (book.kind() != json::Kind::kObject) return book.Refuse("no object", "an order book");
  OVERROUND_ASSIGN_OR_RETURN(prices.yes, AsksFrom(book, "no"));
  OVERROUND_ASSIGN_OR_RETURN(prices.no, AsksFrom(book, "yes"));
  return prices;
}

}  // namespace overround::collector::kalshi
