#include "libs/domain/rounding.h"

#include <limits>

#include <catch2/catch.hpp>

namespace overround {
namespace {

TEST_CASE("halves go to the even neighbour, whatever the sign", "[rounding]") {
  CHECK(*MultiplyDivideHalfEven(1, 1, 2) == 0);
  CHECK(*MultiplyDivideHalfEven(3, 1, 2) == 2);
  CHECK(*MultiplyDivideHalfEven(5, 1, 2) == 2);
  CHECK(*MultiplyDivideHalfEven(-1, 1, 2) == 0);
  CHECK(*MultiplyDivideHalfEven(-3, 1, 2) == -2);
  CHECK(*MultiplyDivideHalfEven(2, 1, 3) == 1);
  CHECK(*MultiplyDivideHalfEven(-2, 1, 3) == -1);
}

TEST_CASE("a product beyond 64 bits is fine while its quotient fits", "[rounding]") {
  constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
  CHECK(*MultiplyDivideHalfEven(kMost, 1'000'000, 1'000'000) == kMost);
  CHECK(MultiplyDivideHalfEven(kMost, 2, 1).status().code() == absl::StatusCode::kOutOfRange);
  CHECK(MultiplyDivideHalfEven(kMost, -3, 2).status().code() == absl::StatusCode::kOutOfRange);
}

}  // namespace
}  // namespace overround
