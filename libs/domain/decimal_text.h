#pragma once

#include <cstdint>
#include <optional>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace overround {

// A plain decimal number as text, cut at its point and never turned into a double: an optional
// sign, digits, and optionally a point with digits behind it. No exponents, no spaces.
struct DecimalText {
  bool negative;
  bool has_sign;  // a plus counts
  absl::string_view whole;
  absl::string_view fraction;  // without trailing zeros
};

// None where `text` is not such a number.
std::optional<DecimalText> SplitDecimal(absl::string_view text);

// The number times 10^decimals, exactly. INVALID_ARGUMENT where the fraction is longer than
// `decimals`, OUT_OF_RANGE beyond int64. Requires: 0 <= decimals <= 18.
absl::StatusOr<int64_t> ScaledInteger(const DecimalText& number, int32_t decimals);

// The same, rounded half to even where the fraction is longer.
absl::StatusOr<int64_t> RoundedScaledInteger(const DecimalText& number, int32_t decimals);

}  // namespace overround
