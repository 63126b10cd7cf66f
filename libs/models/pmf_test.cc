#include "libs/models/pmf.h"

#include <catch2/catch.hpp>

namespace overround::models {
namespace {

TEST_CASE("weights are scaled, and nothing lies outside the run", "[pmf]") {
  const Pmf pmf(-1, {1, 2, 1});
  CHECK(pmf.At(0) == 0.5);
  CHECK(pmf.At(-2) == 0);
  CHECK(pmf.At(2) == 0);
  CHECK(pmf.max() == 1);
  CHECK(pmf.Above(0) == 0.25);
  CHECK(pmf.Below(0.5) == 0.75);
  CHECK(pmf.Mean() == Approx(0).margin(1e-15));
  CHECK(pmf.Deviation() == Approx(std::sqrt(0.5)));
}

TEST_CASE("reweighting moves mass and keeps the sum", "[pmf]") {
  const Pmf pmf = Pmf(0, {1, 1}).Reweighted([](int32_t value) { return value == 1 ? 3.0 : 1.0; });
  CHECK(pmf.At(1) == 0.75);
}

}  // namespace
}  // namespace overround::models
