#pragma once

#include <absl/status/statusor.h>

#include "libs/domain/market.h"
#include "libs/domain/outcome_chances.h"
#include "libs/models/pmf.h"

namespace overround::models {

// What a model believes about a game's score, from which every market is read, so that moneyline,
// three-way, spread, total and alternates never contradict each other. Margins are home less away.
struct ScoreDistribution {
  // Overtime included.
  Pmf margin;
  Pmf total;
  Pmf home;
  Pmf away;
  // Overtime excluded: in a sport without overtime the same. Empty where a model does not know.
  Pmf regulation_margin;
  Pmf regulation_total;

  friend bool operator==(const ScoreDistribution&, const ScoreDistribution&) = default;
};

// The chances of each way a bet on one side can end, graded value by value by the rules of
// settlement.h. INVALID_ARGUMENT for an invalid market or a side it has not; UNIMPLEMENTED for
// props and for what the distribution knows nothing of.
absl::StatusOr<OutcomeChances> ChancesOf(const ScoreDistribution& distribution,
                                         const MarketKey& market, Side side);

// The chances of a side that leads by each value plus the line: home with its spread, over with its
// total's line taken away.
OutcomeChances LeadChances(const Pmf& pmf, int32_t line_quarters);

// The half-point line, in quarters, whose two sides are nearest to even: as added to the home side
// for spreads.
int32_t EvenSpreadQuarters(const ScoreDistribution& distribution);
int32_t EvenTotalQuarters(const ScoreDistribution& distribution);

}  // namespace overround::models
