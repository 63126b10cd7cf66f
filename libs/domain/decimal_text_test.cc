#include "libs/domain/decimal_text.h"

#include <catch2/catch.hpp>

namespace overround {
namespace {

int64_t Rounded(absl::string_view text, int32_t decimals) {
  return *RoundedScaledInteger(*SplitDecimal(text), decimals);
}

TEST_CASE("a longer fraction is rounded half to even", "[decimal]") {
  CHECK(Rounded("2.4300000000000002", 4) == 24300);
  CHECK(Rounded("0.00005", 4) == 0);
  CHECK(Rounded("0.00015", 4) == 2);
  CHECK(Rounded("0.000050000000000000000000001", 4) == 1);
  CHECK(Rounded("-0.00015", 4) == -2);
  CHECK(Rounded("1.9999999", 4) == 20000);
}

TEST_CASE("zeros behind the last digit do not count as decimals", "[decimal]") {
  CHECK(*ScaledInteger(*SplitDecimal("1.5000000000"), 1) == 15);
  CHECK(ScaledInteger(*SplitDecimal("1.55"), 1).status().code() ==
        absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace overround
