#include "libs/domain/line.h"

#include <cstdlib>
#include <optional>

#include <absl/strings/str_cat.h>

#include "libs/domain/decimal_text.h"

namespace overround {
namespace {

constexpr absl::string_view kFractions[] = {"", ".25", ".5", ".75"};

}  // namespace

absl::StatusOr<int32_t> ParseLineQuarters(absl::string_view text) {
  const auto refused = [&] {
    return absl::InvalidArgumentError(
        absl::StrCat("line: \"", text, "\", want a multiple of a quarter such as -3.5"));
  };
  const std::optional<DecimalText> number = SplitDecimal(text);
  if (!number) return refused();
  const absl::StatusOr<int64_t> hundredths = ScaledInteger(*number, 2);
  if (!hundredths.ok() || *hundredths % 25 != 0) return refused();
  const int64_t quarters = *hundredths / 25;
  if (std::abs(quarters) > kLineQuartersMax) return refused();
  return static_cast<int32_t>(quarters);
}

std::string LineText(int32_t line_quarters) {
  const int32_t magnitude = std::abs(line_quarters);
  return absl::StrCat(line_quarters < 0 ? "-" : "", magnitude / kQuartersPerPoint,
                      kFractions[magnitude % kQuartersPerPoint]);
}

std::string SpreadText(int32_t line_quarters) {
  if (line_quarters == 0) return "PK";
  return absl::StrCat(line_quarters > 0 ? "+" : "", LineText(line_quarters));
}

}  // namespace overround
