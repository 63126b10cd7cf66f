#pragma once

#include <absl/time/time.h>

#include "services/collector/sources/sheet.h"

namespace overround::collector {

// Clocks differ by so much at most.
inline constexpr absl::Duration kClockSkewMax = absl::Minutes(1);

// Takes away the stamps of prices that were made after we received them: their provider's clock is
// wrong, and would put prices before a start in play. Such a price is dated by us alone. How many
// they are. Pure.
int DropFutureStamps(absl::Time receive_time, GameSheet& game);

}  // namespace overround::collector
