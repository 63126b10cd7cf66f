#include "libs/domain/money.h"

#include <algorithm>
#include <limits>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/domain/decimal_text.h"

namespace overround {
namespace {

absl::Status MustBeOneCurrency(const Money& a, const Money& b) {
  if (a.currency == b.currency) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat("currency: ", b.currency.code(), " at scale ",
                                                 b.currency.scale(), ", want ", a.currency.code(),
                                                 " at scale ", a.currency.scale()));
}

absl::Status Overflow(const Money& a, const Money& b) {
  return absl::OutOfRangeError(absl::StrCat("minor_units: ", a.minor_units, " with ", b.minor_units,
                                            ", want a result that fits 64 bits"));
}

}  // namespace

absl::StatusOr<Currency> Currency::Parse(absl::string_view code, int32_t scale) {
  if (code.size() < 3 || code.size() > kCodeLengthMax ||
      !std::all_of(code.begin(), code.end(), IsCodeLetter)) {
    return absl::InvalidArgumentError(
        absl::StrCat("currency_code: \"", code, "\", want 3 to 8 capitals or digits"));
  }
  if (scale < 0 || scale > kScaleMax) {
    return absl::InvalidArgumentError(absl::StrCat("scale: ", scale, ", want 0 to ", kScaleMax));
  }
  return Currency(std::string(code).c_str(), scale);
}

absl::string_view Currency::code() const {
  const auto end = std::find(code_.begin(), code_.end(), '\0');
  return {code_.data(), static_cast<size_t>(end - code_.begin())};
}

absl::StatusOr<Money> Add(Money a, Money b) {
  OVERROUND_RETURN_IF_ERROR(MustBeOneCurrency(a, b));
  Money sum = a;
  if (__builtin_add_overflow(a.minor_units, b.minor_units, &sum.minor_units)) return Overflow(a, b);
  return sum;
}

absl::StatusOr<Money> Subtract(Money a, Money b) {
  OVERROUND_RETURN_IF_ERROR(MustBeOneCurrency(a, b));
  Money rest = a;
  if (__builtin_sub_overflow(a.minor_units, b.minor_units, &rest.minor_units)) {
    return Overflow(a, b);
  }
  return rest;
}

absl::StatusOr<Money> Negate(Money amount) { return Subtract({0, amount.currency}, amount); }

absl::StatusOr<Money> ParseMoney(absl::string_view text, Currency currency) {
  const std::optional<DecimalText> number = SplitDecimal(text);
  if (!number) {
    return absl::InvalidArgumentError(
        absl::StrCat("amount: \"", text, "\", want a number such as 12.34"));
  }
  OVERROUND_ASSIGN_OR_RETURN(const int64_t minor_units, ScaledInteger(*number, currency.scale()));
  return Money{minor_units, currency};
}

std::string ToAmountText(Money amount) {
  const bool negative = amount.minor_units < 0;
  // Negated as unsigned: the most negative amount has no signed opposite.
  const uint64_t magnitude = negative ? -static_cast<uint64_t>(amount.minor_units)
                                      : static_cast<uint64_t>(amount.minor_units);
  std::string digits = absl::StrCat(magnitude);
  const size_t scale = static_cast<size_t>(amount.currency.scale());
  const absl::string_view sign = negative ? "-" : "";
  if (digits.size() <= scale) digits = std::string(scale + 1 - digits.size(), '0') + digits;
  if (scale == 0) return absl::StrCat(sign, digits);
  const size_t point = digits.size() - scale;
  return absl::StrCat(sign, digits.substr(0, point), ".", digits.substr(point));
}

std::string ToString(Money amount) {
  return absl::StrCat(ToAmountText(amount), " ", amount.currency.code());
}

}  // namespace overround
