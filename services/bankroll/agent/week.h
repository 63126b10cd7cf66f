#pragma once

#include <string>

#include <absl/time/time.h>

namespace overround::bankroll {

// The ISO 8601 week of an instant, in UTC: "2026-W33". Sorts as text.
std::string IsoWeekOf(absl::Time time);

}  // namespace overround::bankroll
