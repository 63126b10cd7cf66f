#include "services/grading/clv/closing_value.h"

#include <vector>

#include <catch2/catch.hpp>

namespace overround::grading {
namespace {

ClosingPrice Close(const std::string& book, Side side, int32_t american,
                   const MarketKey& market = FullGameMoneyline()) {
  return {.sportsbook = book,
          .market = market,
          .side = side,
          .odds = *Odds::FromAmerican(american),
          .has_closed = true,
          .age = absl::Minutes(3)};
}

Purchase HomeAt(int32_t american, const std::string& book) {
  return {.market = FullGameMoneyline(),
          .side = Side::kHome,
          .odds = *Odds::FromAmerican(american),
          .sportsbook = book};
}

TEST_CASE("a price is worth what the no-vig close of the other books says", "[clv]") {
  const std::vector<ClosingPrice> closes = {Close("sharp", Side::kHome, -110),
                                            Close("sharp", Side::kAway, -110)};
  const ClosingValue value = ValueAgainst(closes, HomeAt(110, "soft"));
  REQUIRE(value.state == ClosingValue::State::kClosed);
  CHECK(*value.probability == Approx(0.5));
  CHECK(*value.value == Approx(0.5 * 1.1 - 0.5));
  CHECK(value.book_count == 1);
  CHECK(value.age == absl::Minutes(3));
}

TEST_CASE("the bet's own book has no say in its close", "[clv]") {
  const std::vector<ClosingPrice> closes = {Close("soft", Side::kHome, -300),
                                            Close("soft", Side::kAway, 250)};
  CHECK(ValueAgainst(closes, HomeAt(110, "soft")).state == ClosingValue::State::kNoClose);
  CHECK(ValueAgainst(closes, HomeAt(110, "other")).state == ClosingValue::State::kClosed);
}

TEST_CASE("a book counts only with a close on every side, at the same line, that can be backed",
          "[clv]") {
  std::vector<ClosingPrice> closes = {Close("a", Side::kHome, -110), Close("a", Side::kAway, -110)};
  SECTION("one side has gone") { closes[1].has_closed = false; }
  SECTION("one side is a lay price") { closes[1].lay = true; }
  SECTION("nobody can take it") { closes[0].bettable = false; }
  SECTION("one side is missing") { closes.pop_back(); }
  CHECK(ValueAgainst(closes, HomeAt(110, "b")).state == ClosingValue::State::kNoClose);
}

TEST_CASE("another line is no close", "[clv]") {
  const std::vector<ClosingPrice> closes = {Close("a", Side::kHome, -110, FullGameSpread(-14)),
                                            Close("a", Side::kAway, -110, FullGameSpread(-14))};
  Purchase taken = HomeAt(-110, "b");
  taken.market = FullGameSpread(-12);
  CHECK(ValueAgainst(closes, taken).state == ClosingValue::State::kNoClose);
  taken.market = FullGameSpread(-14);
  CHECK(ValueAgainst(closes, taken).state == ClosingValue::State::kClosed);
}

TEST_CASE("a negated purchase has the rest of the probability and, without a price, no value",
          "[clv]") {
  const MarketKey market = RegulationThreeWay();
  const std::vector<ClosingPrice> closes = {Close("a", Side::kHome, 160, market),
                                            Close("a", Side::kDraw, 140, market),
                                            Close("a", Side::kAway, 330, market)};
  const Purchase home = {.market = market, .side = Side::kHome};
  Purchase not_home = home;
  not_home.negated = true;
  CHECK(*ValueAgainst(closes, home).probability + *ValueAgainst(closes, not_home).probability ==
        Approx(1));
  CHECK_FALSE(ValueAgainst(closes, not_home).value.has_value());
}

}  // namespace
}  // namespace overround::grading
