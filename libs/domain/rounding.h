#pragma once

#include <cstdint>

#include <absl/status/statusor.h>

namespace overround {

// a * b / c, rounded half to even. The product is kept in 128 bits. OUT_OF_RANGE when the result
// does not fit. Requires: c > 0.
absl::StatusOr<int64_t> MultiplyDivideHalfEven(int64_t a, int64_t b, int64_t c);

}  // namespace overround
