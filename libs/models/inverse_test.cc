#include "libs/models/inverse.h"

#include <catch2/catch.hpp>

namespace overround::models {
namespace {

TEST_CASE("the inverse of a two-way claim is the other side at one minus p", "[inverse]") {
  const Claim claim{FullGameSpread(-12), Side::kHome, false, {0.5, 0, 0.1, 0, 0.4}};
  const auto inverse = InverseOf(claim);
  REQUIRE(inverse.ok());
  CHECK(inverse->side == Side::kAway);
  CHECK_FALSE(inverse->negated);
  CHECK(inverse->chances.win == 0.4);
  CHECK(*InverseOf(*inverse) == claim);
}

TEST_CASE("the inverse of a three-way claim is its negation", "[inverse]") {
  const Claim claim{RegulationThreeWay(), Side::kDraw, false, {0.27, 0, 0, 0, 0.73}};
  const auto inverse = InverseOf(claim);
  REQUIRE(inverse.ok());
  CHECK(inverse->side == Side::kDraw);
  CHECK(inverse->negated);
  CHECK(inverse->chances.win == 0.73);
  CHECK(*InverseOf(*inverse) == claim);
  CHECK(ClaimOutcome(*inverse, Outcome::kLoss) == Outcome::kWin);
  CHECK(ClaimOutcome(*inverse, Outcome::kWin) == Outcome::kLoss);
  CHECK(ClaimOutcome(*inverse, Outcome::kVoid) == Outcome::kVoid);
  CHECK(ClaimOutcome(claim, Outcome::kWin) == Outcome::kWin);
}

TEST_CASE("a claim on a side the market has not is refused", "[inverse]") {
  CHECK_FALSE(InverseOf({FullGameMoneyline(), Side::kOver, false, {}}).ok());
}

}  // namespace
}  // namespace overround::models
