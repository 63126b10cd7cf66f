#include "services/grading/clv/closing_value.h"

#include <algorithm>
#include <map>
#include <utility>
#include <vector>

#include "libs/domain/clv.h"
#include "libs/domain/devig.h"

namespace overround::grading {
namespace {

// One book's close of one market, side by side in the order of SidesOf.
struct BookClose {
  std::vector<std::optional<Odds>> odds;
  absl::Duration age;
};

std::map<std::string, BookClose> ClosesOf(std::span<const ClosingPrice> closes,
                                          const Purchase& purchase) {
  const auto sides = SidesOf(purchase.market);
  std::map<std::string, BookClose> books;
  for (const ClosingPrice& close : closes) {
    if (!close.has_closed || !close.bettable || close.lay || close.market != purchase.market)
      continue;
    if (purchase.sportsbook && close.sportsbook == *purchase.sportsbook) continue;
    const auto side = std::find(sides.begin(), sides.end(), close.side);
    if (side == sides.end()) continue;
    BookClose& book = books[close.sportsbook];
    book.odds.resize(sides.size());
    book.odds[side - sides.begin()] = close.odds;
    book.age = std::max(book.age, close.age);
  }
  std::erase_if(books, [](const auto& entry) {
    return std::any_of(entry.second.odds.begin(), entry.second.odds.end(),
                       [](const auto& odds) { return !odds; });
  });
  return books;
}

std::optional<std::vector<double>> FairOf(const BookClose& book) {
  std::vector<double> implied;
  for (const auto& odds : book.odds) implied.push_back(odds->ImpliedProbability());
  const DevigMethod method =
      Margin(implied) < kPowerFromMargin ? DevigMethod::kMultiplicative : DevigMethod::kPower;
  auto fair = Devig(method, implied);
  return fair.ok() ? std::optional(*std::move(fair)) : std::nullopt;
}

double Median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace

ClosingValue ValueAgainst(std::span<const ClosingPrice> closes, const Purchase& purchase) {
  const auto sides = SidesOf(purchase.market);
  std::vector<std::vector<double>> by_side(sides.size());
  ClosingValue value = {.state = ClosingValue::State::kNoClose};
  for (const auto& [sportsbook, book] : ClosesOf(closes, purchase)) {
    const auto fair = FairOf(book);
    if (!fair) continue;
    for (size_t i = 0; i < sides.size(); ++i) by_side[i].push_back((*fair)[i]);
    value.age = std::max(value.age.value_or(absl::ZeroDuration()), book.age);
    ++value.book_count;
  }
  if (value.book_count == 0) return value;

  double sum = 0;
  double own = 0;
  for (size_t i = 0; i < sides.size(); ++i) {
    const double median = Median(by_side[i]);
    sum += median;
    if (sides[i] == purchase.side) own = median;
  }
  value.state = ClosingValue::State::kClosed;
  value.probability = purchase.negated ? 1 - own / sum : own / sum;
  if (purchase.odds) {
    const auto expected = overround::ClosingValue(*purchase.odds, *value.probability);
    if (expected.ok()) value.value = *expected;
  }
  return value;
}

}  // namespace overround::grading
