#include "libs/domain/outcome_chances.h"

#include <catch2/catch.hpp>

namespace overround {
namespace {

TEST_CASE("a fair price has no expected return, pushes or not", "[chances]") {
  CHECK(ExpectedReturn({0.4, 0, 0, 0, 0.6}, *Odds::FromFraction(3, 2)) == Approx(0).margin(1e-15));
  CHECK(ExpectedReturn({0.36, 0, 0.1, 0, 0.54}, *Odds::FromFraction(3, 2)) ==
        Approx(0).margin(1e-15));
  CHECK(ExpectedReturn({0.5, 0.1, 0, 0.1, 0.3}, *Odds::FromAmerican(100)) == Approx(0.2));
}

TEST_CASE("the decided share leaves pushes out and counts halves as halves", "[chances]") {
  CHECK(DecidedWinChance({0.36, 0, 0.1, 0, 0.54}) == Approx(0.4));
  CHECK(DecidedWinChance({0.4, 0.2, 0, 0, 0.4}) == Approx(0.5 / 0.9));
  CHECK(DecidedWinChance({0, 0, 1, 0, 0}) == 0.5);
}

TEST_CASE("the other side wins what this one loses", "[chances]") {
  const OutcomeChances chances{0.3, 0.1, 0.2, 0.15, 0.25};
  CHECK(Reversed(chances) == OutcomeChances{0.25, 0.15, 0.2, 0.1, 0.3});
  CHECK(DecidedWinChance(chances) + DecidedWinChance(Reversed(chances)) == Approx(1));
}

}  // namespace
}  // namespace overround
