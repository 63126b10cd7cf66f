#pragma once

#include "services/collector/import/layout.h"

namespace overround::collector {

// How far from possible a spread's price may be for rounding and margins.
inline constexpr double kSpreadSignTolerance = 0.02;

// Refuses the spreads of a game that contradict the winner's prices of the same book at the same
// instant, as lines whose sign was lost do (swapped_sides). Whoever is given points is at least as
// likely to cover as to win; whoever gives them is no likelier to cover than to win a game that
// does not end level. Prices in play, and lines of less than half a point, tell nothing. Pure.
void RefuseFlippedSpreads(ImportedGame& game);

}  // namespace overround::collector
