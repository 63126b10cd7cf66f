#include "libs/domain/decimal_text.h"

#include <algorithm>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"

namespace overround {
namespace {

bool AllDigits(absl::string_view text) {
  return std::all_of(text.begin(), text.end(), absl::ascii_isdigit);
}

// Reads digits as a number of the given sign: the most negative int64 has no positive twin.
absl::StatusOr<int64_t> SignedDigits(absl::string_view digits, bool negative) {
  int64_t value = 0;
  for (const char digit : digits) {
    const int64_t step = negative ? -(digit - '0') : digit - '0';
    if (__builtin_mul_overflow(value, 10, &value) || __builtin_add_overflow(value, step, &value)) {
      return absl::OutOfRangeError(
          absl::StrCat("number: ", digits, ", want one that fits 64 bits"));
    }
  }
  return value;
}

}  // namespace

std::optional<DecimalText> SplitDecimal(absl::string_view text) {
  DecimalText number{};
  if (!text.empty() && (text[0] == '-' || text[0] == '+')) {
    number.has_sign = true;
    number.negative = text[0] == '-';
    text.remove_prefix(1);
  }
  const size_t point = text.find('.');
  number.whole = text.substr(0, point);
  if (point != absl::string_view::npos) {
    number.fraction = text.substr(point + 1);
    if (number.fraction.empty()) return std::nullopt;
  }
  if (number.whole.empty() || !AllDigits(number.whole) || !AllDigits(number.fraction)) {
    return std::nullopt;
  }
  while (!number.fraction.empty() && number.fraction.back() == '0') {
    number.fraction.remove_suffix(1);
  }
  return number;
}

absl::StatusOr<int64_t> ScaledInteger(const DecimalText& number, int32_t decimals) {
  OVERROUND_CHECK(decimals >= 0 && decimals <= 18);
  if (number.fraction.size() > static_cast<size_t>(decimals)) {
    return absl::InvalidArgumentError(absl::StrCat("number: ", number.whole, ".", number.fraction,
                                                   ", want at most ", decimals, " decimals"));
  }
  const std::string padding(decimals - number.fraction.size(), '0');
  return SignedDigits(absl::StrCat(number.whole, number.fraction, padding), number.negative);
}

absl::StatusOr<int64_t> RoundedScaledInteger(const DecimalText& number, int32_t decimals) {
  if (number.fraction.size() <= static_cast<size_t>(decimals)) {
    return ScaledInteger(number, decimals);
  }
  DecimalText kept = number;
  kept.fraction = number.fraction.substr(0, decimals);
  OVERROUND_ASSIGN_OR_RETURN(const int64_t truncated, ScaledInteger(kept, decimals));
  const absl::string_view rest = number.fraction.substr(decimals);
  // The fraction has no trailing zeros, so a lone 5 is the only exact half.
  const bool half = rest == "5";
  const bool away = half ? truncated % 2 != 0 : rest[0] >= '5';
  if (!away) return truncated;
  int64_t rounded = 0;
  if (__builtin_add_overflow(truncated, number.negative ? -1 : 1, &rounded)) {
    return absl::OutOfRangeError("number: too large, want one that fits 64 bits");
  }
  return rounded;
}

}  // namespace overround
