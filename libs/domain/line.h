#pragma once

#include <cstdint>
#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace overround {

// Lines are whole numbers of quarters: -3.5 is -14, 2.25 is 9. For spreads always as added to the
// home (first-listed) side, for both sides of the quote.
inline constexpr int32_t kQuartersPerPoint = 4;
inline constexpr int32_t kLineQuartersMax = 40'000;

// Reads "-3.5", "+2.25", "40", "3.50", "0". INVALID_ARGUMENT for what is not a multiple of a
// quarter, not a plain decimal number, or beyond 10,000 points either way.
absl::StatusOr<int32_t> ParseLineQuarters(absl::string_view text);

// "-3.5", "2.25", "40", "0".
std::string LineText(int32_t line_quarters);

// As a bookmaker shows a spread: "+3.5", "-3.5", and "PK" for zero.
std::string SpreadText(int32_t line_quarters);

// A quarter line (2.25) is two bets of half the stake, on 2 and on 2.5.
constexpr bool IsQuarterLine(int32_t line_quarters) { return line_quarters % 2 != 0; }

}  // namespace overround
