#pragma once

#include <vector>

#include "services/collector/sources/sheet.h"

namespace overround::collector {

// A contract whose buyers and sellers are further apart than this is offered at nobody's price.
inline constexpr double kContractSpreadMax = 0.35;

// Takes out of a game's prices the contracts that nobody trades: bought at both sides they cost
// more than a dollar and the spread, where a side that nobody sells costs its whole dollar. Not a
// mistake to be judged by a person, and no price to compare either: each is one of the refusals
// returned (thin_market). A long shot that nobody bids for is kept. Pure.
std::vector<Refused> LeaveOutThin(GameSheet& game);

}  // namespace overround::collector
