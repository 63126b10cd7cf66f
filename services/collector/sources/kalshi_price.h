#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/json/json.h"
#include "services/collector/sources/kalshi.h"

// Kalshi's numbers: dollars and counts as text, and the whole cents of older answers.
namespace overround::collector::kalshi {

// What a contract pays.
inline constexpr int64_t kPayoutMicros = 1'000'000;

// "0.5600" in millionths of a dollar. INVALID_ARGUMENT for a double, a sign, more than six decimals
// or more than a dollar.
absl::StatusOr<int64_t> ParseDollars(absl::string_view text);
// "227.27" in hundredths. INVALID_ARGUMENT for anything finer.
absl::StatusOr<int64_t> ParseCount(absl::string_view text);
// "0.5600", "0.812345".
std::string DollarsText(int64_t micros);

// The member in millionths of a dollar: `name`_dollars as text, else `name` as whole cents; nothing
// where neither is there.
absl::StatusOr<std::optional<int64_t>> ReadPrice(const json::Value& market, absl::string_view name);

// Nothing at 0 and 1, which nobody sells at, and where nothing is left to buy.
std::optional<Ask> AskAt(int64_t micros, std::optional<int64_t> count_hundredths);

}  // namespace overround::collector::kalshi
