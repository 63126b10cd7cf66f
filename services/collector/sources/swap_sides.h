#pragma once

#include "services/collector/sources/sheet.h"

namespace overround::collector {

// Seen from the other side: home and away changed about, and with them lines and team totals.
void SwapSides(Offer& offer);
void SwapSides(GameSheet& game);

}  // namespace overround::collector
