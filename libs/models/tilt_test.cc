#include "libs/models/tilt.h"

#include <cmath>

#include <catch2/catch.hpp>

#include "libs/models/margin_distribution.h"
#include "libs/models/score_distribution.h"

namespace overround::models {
namespace {

double Share(const Pmf& pmf, int32_t line) { return DecidedWinChance(LeadChances(pmf, line)); }

TEST_CASE("a tilted margin meets its moneyline and its spread at once", "[tilt][property]") {
  const auto mean = GENERATE(take(10, random(-8.0, 8.0)));
  const auto line = GENERATE(-30, -14, -12, -11, 6, 13, 28);
  const auto shift = GENERATE(take(3, random(-0.012, 0.012)));
  CAPTURE(Catch::rngSeed(), mean, line, shift);
  const Pmf margin = DiscreteMargin(mean, {.deviation = 12, .tie_weight = 0.1, .weights = {}});
  const double win = Share(margin, 0) + shift;
  const double cover = Share(margin, line) - shift / 2;
  const Tilted tilted = Tilt(margin, {LeadDemand(0, win), LeadDemand(line, cover)});
  CHECK(tilted.gap <= 1e-9);
  CHECK(Share(tilted.pmf, 0) == Approx(win).margin(1e-9));
  CHECK(Share(tilted.pmf, line) == Approx(cover).margin(1e-9));
}

TEST_CASE("a distribution that says it already is left alone", "[tilt]") {
  const Pmf margin = DiscreteMargin(3, {.deviation = 12, .tie_weight = 0, .weights = {}});
  const Tilted tilted = Tilt(margin, {LeadDemand(-12, Share(margin, -12))});
  for (int32_t value = -20; value <= 20; ++value) {
    CHECK(tilted.pmf.At(value) == Approx(margin.At(value)).epsilon(1e-10));
  }
}

TEST_CASE("three sides are met", "[tilt]") {
  const Tilted tilted = Tilt(Pmf(-2, {1, 1, 1, 1, 1}), {ThreeWayDemand({0.5, 0.3, 0.2})});
  CHECK(tilted.pmf.Above(0) == Approx(0.5));
  CHECK(tilted.pmf.At(0) == Approx(0.3));
  CHECK(tilted.pmf.At(-1) == Approx(0.1));
}

TEST_CASE("demands that contradict each other leave a gap", "[tilt]") {
  const Pmf margin = DiscreteMargin(0, {.deviation = 12, .tie_weight = 0, .weights = {}});
  CHECK(Tilt(margin, {LeadDemand(0, 0.5), LeadDemand(0, 0.52)}).gap > 1e-3);
  CHECK(Tilt(Pmf(1, {1, 1}), {LeadDemand(0, 0.5)}).gap == 1);
}

}  // namespace
}  // namespace overround::models
