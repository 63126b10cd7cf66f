#pragma once

#include <vector>

#include <absl/time/time.h>

#include "services/collector/games/game.h"
#include "services/collector/quotes/quote.h"

namespace overround::collector {

// A close older than this is none.
inline constexpr absl::Duration kCloseAgeMax = absl::Minutes(15);

// How every book closed a game: for each selection ever offered before the start its last price not
// gone, known and stamped before the start, and when its book was last seen before it. Pure.
//
// Requires: `quotes` in the order they became known.
std::vector<ClosingLine> ComputeCloses(const std::vector<Quote>& quotes,
                                       const std::vector<Sighting>& sightings, absl::Time start,
                                       StartPrecision precision);

}  // namespace overround::collector
