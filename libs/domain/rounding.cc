#include "libs/domain/rounding.h"

#include <limits>

#include <absl/strings/str_cat.h>

#include "libs/base/check.h"

namespace overround {

absl::StatusOr<int64_t> MultiplyDivideHalfEven(int64_t a, int64_t b, int64_t c) {
  OVERROUND_CHECK(c > 0);
  const __int128 product = static_cast<__int128>(a) * b;
  __int128 quotient = product / c;
  const __int128 remainder = product % c;
  const __int128 twice = (remainder < 0 ? -remainder : remainder) * 2;
  if (twice > c || (twice == c && quotient % 2 != 0)) quotient += product < 0 ? -1 : 1;
  if (quotient > std::numeric_limits<int64_t>::max() ||
      quotient < std::numeric_limits<int64_t>::min()) {
    return absl::OutOfRangeError(
        absl::StrCat("amount: ", a, " * ", b, " / ", c, ", want one that fits 64 bits"));
  }
  return static_cast<int64_t>(quotient);
}

}  // namespace overround
