#include "libs/domain/clv.h"

#include <catch2/catch.hpp>

namespace overround {
namespace {

TEST_CASE("beating a fair close is worth the difference in price", "[clv]") {
  CHECK(*ClosingValue(*Odds::FromAmerican(110), 0.5) == Approx(0.05));
  CHECK(*ClosingValue(*Odds::FromAmerican(110), 0.5, 0.1) == Approx(0.045));
  CHECK(*ClosingValue(*Odds::FromAmerican(-110), 0.5) == Approx(-1.0 / 22));
  CHECK_FALSE(ClosingValue(*Odds::FromAmerican(110), 1.0).ok());
  CHECK_FALSE(ClosingValue(*Odds::FromAmerican(110), 0.5, 1.0).ok());
}

TEST_CASE("cents are counted across the gap at evens", "[clv]") {
  CHECK(AmericanCents(*Odds::FromAmerican(-110), *Odds::FromAmerican(-120)) == Approx(10));
  CHECK(AmericanCents(*Odds::FromAmerican(105), *Odds::FromAmerican(-105)) == Approx(10));
  CHECK(AmericanCents(*Odds::FromAmerican(150), *Odds::FromAmerican(160)) == Approx(-10));
  CHECK(ContractCents(*Odds::FromFraction(50, 50), *Odds::FromFraction(45, 55)) == Approx(5));
}

TEST_CASE("the raw ratio compares what the two prices return", "[clv]") {
  CHECK(RawRatio(*Odds::ParseDecimal("2.1"), *Odds::ParseDecimal("2")) == Approx(0.05));
}

TEST_CASE("points are gained by the side the line moved for", "[clv]") {
  const MarketKey minus_three = FullGameSpread(-12);
  const MarketKey minus_four = FullGameSpread(-16);
  CHECK(*QuartersGained(minus_three, minus_four, Side::kHome) == 4);
  CHECK(*QuartersGained(minus_three, minus_four, Side::kAway) == -4);
  CHECK(*QuartersGained(FullGameTotal(160), FullGameTotal(166), Side::kOver) == 6);
  CHECK(*QuartersGained(FullGameTotal(160), FullGameTotal(166), Side::kUnder) == -6);
  CHECK(*QuartersGained(FullGameMoneyline(), FullGameMoneyline(), Side::kHome) == 0);
  CHECK_FALSE(QuartersGained(minus_three, FullGameTotal(160), Side::kHome).ok());
  CHECK_FALSE(QuartersGained(minus_three, minus_four, Side::kOver).ok());
}

}  // namespace
}  // namespace overround
