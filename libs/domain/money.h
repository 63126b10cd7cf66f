#pragma once

#include <array>
#include <compare>
#include <cstdint>
#include <string>
#include <utility>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/base/check.h"

namespace overround {

// A currency: its code and the decimal places of its minor unit (2 for cents, 6 for Kalshi). The
// same code at another scale is another currency: amounts of the two never mix silently.
class Currency {
 public:
  static constexpr size_t kCodeLengthMax = 8;
  static constexpr int32_t kScaleMax = 9;

  // For constants: Currency("USD", 2). Checked as Parse checks.
  constexpr Currency(const char* code, int32_t scale) : code_{}, scale_(scale) {
    size_t length = 0;
    for (; code[length] != '\0'; ++length) {
      OVERROUND_CHECK(length < kCodeLengthMax && IsCodeLetter(code[length]));
      code_[length] = code[length];
    }
    OVERROUND_CHECK(length >= 3 && scale >= 0 && scale <= kScaleMax);
  }

  // INVALID_ARGUMENT unless `code` is 3 to 8 capitals or digits and `scale` lies in [0, 9].
  static absl::StatusOr<Currency> Parse(absl::string_view code, int32_t scale);

  absl::string_view code() const;
  constexpr int32_t scale() const { return scale_; }

  friend constexpr auto operator<=>(const Currency&, const Currency&) = default;

  template <typename H>
  friend H AbslHashValue(H h, const Currency& currency) {
    return H::combine(std::move(h), currency.code_, currency.scale_);
  }

 private:
  static constexpr bool IsCodeLetter(char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
  }

  std::array<char, kCodeLengthMax> code_;  // padded with zeros
  int32_t scale_;
};

inline constexpr Currency kUsd("USD", 2);

// An exact amount: a whole number of minor units of one currency. No float ever touches it.
struct Money {
  int64_t minor_units;
  Currency currency;

  friend constexpr bool operator==(const Money&, const Money&) = default;
};

// INVALID_ARGUMENT for two currencies, OUT_OF_RANGE on overflow.
absl::StatusOr<Money> Add(Money a, Money b);
absl::StatusOr<Money> Subtract(Money a, Money b);

// OUT_OF_RANGE for the one amount that has no opposite.
absl::StatusOr<Money> Negate(Money amount);

// Reads "12.34", "-0.5" or "7" exactly. INVALID_ARGUMENT for anything else, and for more decimals
// than the currency has unless the rest are zeros; OUT_OF_RANGE beyond int64.
absl::StatusOr<Money> ParseMoney(absl::string_view text, Currency currency);

// "12.34 USD": as many decimals as the currency has.
std::string ToString(Money amount);

// The amount alone: "12.34".
std::string ToAmountText(Money amount);

}  // namespace overround
