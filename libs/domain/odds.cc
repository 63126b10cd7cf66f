#include "libs/domain/odds.h"

#include <numeric>
#include <optional>

#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "libs/domain/decimal_text.h"
#include "libs/domain/rounding.h"

namespace overround {
namespace {

constexpr int32_t kDecimalsMax = 6;
constexpr int64_t kDecimalScale = 1'000'000;
constexpr int32_t kNoisyDecimals = 4;
constexpr int64_t kNoisyScale = 10'000;

absl::Status Refused(absl::string_view text, absl::string_view wanted) {
  return absl::InvalidArgumentError(absl::StrCat("odds: \"", text, "\", want ", wanted));
}

}  // namespace

absl::StatusOr<Odds> Odds::Reduced(int64_t profit, int64_t stake, absl::string_view text) {
  if (profit < 1 || stake < 1) return Refused(text, "a positive profit on a positive stake");
  const int64_t divisor = std::gcd(profit, stake);
  profit /= divisor;
  stake /= divisor;
  if (profit > kPartMax || stake > kPartMax) {
    return Refused(text, absl::StrCat("a ratio of parts up to ", kPartMax));
  }
  return Odds(static_cast<int32_t>(profit), static_cast<int32_t>(stake));
}

absl::StatusOr<Odds> Odds::FromFraction(int32_t profit, int32_t stake) {
  if (profit < 1 || profit > kPartMax || stake < 1 || stake > kPartMax) {
    return Refused(absl::StrCat(profit, "/", stake), absl::StrCat("parts from 1 to ", kPartMax));
  }
  return Reduced(profit, stake, "");
}

absl::StatusOr<Odds> Odds::FromAmerican(int32_t quote) {
  if (quote >= 100 && quote <= kPartMax) return FromFraction(quote, 100);
  if (quote <= -100 && quote >= -kPartMax) return FromFraction(100, -quote);
  return Refused(absl::StrCat(quote), "an American quote of at least 100 either way");
}

absl::StatusOr<Odds> Odds::ParseAmerican(absl::string_view text) {
  if (absl::EqualsIgnoreCase(text, "EVEN")) return FromAmerican(100);
  const std::optional<DecimalText> number = SplitDecimal(text);
  int32_t quote = 0;
  if (!number || !number->fraction.empty() || !absl::SimpleAtoi(number->whole, &quote)) {
    return Refused(text, "an American quote such as +150 or -110");
  }
  return FromAmerican(number->negative ? -quote : quote);
}

absl::StatusOr<Odds> Odds::ParseDecimal(absl::string_view text) {
  const std::optional<DecimalText> number = SplitDecimal(text);
  if (!number || number->has_sign) return Refused(text, "decimal odds such as 1.91");
  const absl::StatusOr<int64_t> scaled = ScaledInteger(*number, kDecimalsMax);
  if (!scaled.ok()) return Refused(text, "decimal odds with at most six decimals");
  return Reduced(*scaled - kDecimalScale, kDecimalScale, text);
}

absl::StatusOr<Odds> Odds::ParseNoisyDecimal(absl::string_view text) {
  const std::optional<DecimalText> number = SplitDecimal(text);
  if (!number || number->has_sign) return Refused(text, "decimal odds such as 1.91");
  if (number->fraction.size() <= static_cast<size_t>(kDecimalsMax)) return ParseDecimal(text);
  const absl::StatusOr<int64_t> scaled = RoundedScaledInteger(*number, kNoisyDecimals);
  if (!scaled.ok()) return Refused(text, "decimal odds below a million");
  return Reduced(*scaled - kNoisyScale, kNoisyScale, text);
}

absl::StatusOr<Odds> Odds::ParseProbability(absl::string_view text) {
  const std::optional<DecimalText> number = SplitDecimal(text);
  if (!number || number->has_sign) return Refused(text, "a price below 1 such as 0.56");
  const absl::StatusOr<int64_t> scaled = ScaledInteger(*number, kDecimalsMax);
  if (!scaled.ok()) return Refused(text, "a price with at most six decimals");
  return Reduced(kDecimalScale - *scaled, *scaled, text);
}

double Odds::ImpliedProbability() const {
  return static_cast<double>(stake_) / (static_cast<double>(profit_) + stake_);
}

double Odds::Decimal() const { return (static_cast<double>(profit_) + stake_) / stake_; }

absl::StatusOr<Money> Odds::ProfitOn(Money stake) const {
  OVERROUND_CHECK(stake.minor_units >= 0);
  OVERROUND_ASSIGN_OR_RETURN(const int64_t profit,
                             MultiplyDivideHalfEven(stake.minor_units, profit_, stake_));
  return Money{profit, stake.currency};
}

std::string Odds::ToAmericanText() const {
  const bool underdog = profit_ >= stake_;
  const int64_t above = underdog ? profit_ : stake_;
  const int64_t below = underdog ? stake_ : profit_;
  const int64_t quote = *MultiplyDivideHalfEven(above, 100, below);
  // -100.4 is nearer to evens than to any other whole quote.
  return absl::StrFormat("%c%d", underdog || quote == 100 ? '+' : '-', quote);
}

std::string Odds::ToDecimalText() const {
  const int64_t thousandths = *MultiplyDivideHalfEven(int64_t{profit_} + stake_, 1000, stake_);
  const std::string whole = absl::StrCat(thousandths / 1000);
  if (thousandths % 10 == 0) return absl::StrFormat("%s.%02d", whole, thousandths % 1000 / 10);
  return absl::StrFormat("%s.%03d", whole, thousandths % 1000);
}

std::string Odds::ToFractionText() const { return absl::StrCat(profit_, "/", stake_); }

}  // namespace overround
