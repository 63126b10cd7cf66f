#include "services/collector/sources/kalshi_price.h"

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "libs/base/status_macros.h"
#include "libs/domain/decimal_text.h"

namespace overround::collector::kalshi {
namespace {

constexpr int64_t kMicrosPerCent = 10'000;
constexpr int64_t kCentsMax = 100;

absl::StatusOr<int64_t> ParseScaled(absl::string_view text, int decimals, absl::string_view want) {
  const std::optional<DecimalText> number = SplitDecimal(text);
  absl::StatusOr<int64_t> scaled = number && !number->has_sign
                                       ? ScaledInteger(*number, decimals)
                                       : absl::InvalidArgumentError("no plain number");
  if (scaled.ok()) return scaled;
  return absl::InvalidArgumentError(absl::StrCat("\"", text, "\", want ", want));
}

}  // namespace

absl::StatusOr<int64_t> ParseDollars(absl::string_view text) {
  constexpr absl::string_view kWant = "dollars from 0 to 1 with at most six decimals";
  OVERROUND_ASSIGN_OR_RETURN(const int64_t micros, ParseScaled(text, 6, kWant));
  if (micros <= kPayoutMicros) return micros;
  return absl::InvalidArgumentError(absl::StrCat("\"", text, "\", want ", kWant));
}

absl::StatusOr<int64_t> ParseCount(absl::string_view text) {
  return ParseScaled(text, 2, "a count with at most two decimals");
}

std::string DollarsText(int64_t micros) {
  std::string text = absl::StrFormat("%d.%06d", micros / kPayoutMicros, micros % kPayoutMicros);
  // Kalshi writes four decimals, and more only where it has to.
  for (int spare = 0; spare < 2 && text.back() == '0'; ++spare) text.pop_back();
  return text;
}

absl::StatusOr<std::optional<int64_t>> ReadPrice(const json::Value& market,
                                                 absl::string_view name) {
  const std::string key = absl::StrCat(name, "_dollars");
  OVERROUND_ASSIGN_OR_RETURN(const auto dollars, market.OptionalText(key));
  if (dollars) {
    const absl::StatusOr<int64_t> micros = ParseDollars(*dollars);
    if (micros.ok()) return std::optional<int64_t>(*micros);
    return absl::InvalidArgumentError(
        absl::StrCat(market.Path(), ".", key, ": ", micros.status().message()));
  }
  OVERROUND_ASSIGN_OR_RETURN(const auto cents, market.OptionalInt64(name));
  if (!cents) return std::optional<int64_t>();
  if (*cents < 0 || *cents > kCentsMax) {
    return market.Refuse(absl::StrCat(name, " ", *cents), "cents from 0 to 100");
  }
  return std::optional<int64_t>(*cents * kMicrosPerCent);
}

std::optional<Ask> AskAt(int64_t micros, std::optional<int64_t> count_hundredths) {
  if (micros <= 0 || micros >= kPayoutMicros || count_hundredths == 0) return std::nullopt;
  std::string text = DollarsText(micros);
  // Six decimals always fit.
  const Odds odds = *Odds::ParseProbability(text);
  return Ask{odds, std::move(text), count_hundredths};
}

}  // namespace overround::collector::kalshi
