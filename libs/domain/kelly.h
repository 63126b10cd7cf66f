#pragma once

#include <cstdint>

#include <absl/status/statusor.h>

#include "libs/domain/money.h"
#include "libs/domain/odds.h"
#include "libs/domain/outcome_chances.h"

namespace overround {

// The share of the bankroll that maximises its expected logarithm: raw Kelly, in [0, 1). Zero
// where the bet has no edge. A bet that cannot lose stakes everything: 1.
//
// A diagnostic, and the seed of a stake: what is actually staked is a fraction of it, capped.
// INVALID_ARGUMENT as OutcomeChances::Validate.
absl::StatusOr<double> KellyFraction(const OutcomeChances& chances, const Odds& odds);

// How a raw Kelly fraction becomes a stake.
struct KellyPlan {
  double fraction = 0.5;  // half Kelly
  double cap = 0.05;      // of the bankroll
};

// Shares of a bankroll are whole millionths before they meet money.
inline constexpr int64_t kMillionths = 1'000'000;

// min(plan.cap, plan.fraction * raw), in millionths, rounded down.
// INVALID_ARGUMENT unless fraction and cap lie in (0, 1] and raw in [0, 1].
absl::StatusOr<int64_t> StakeMillionths(double raw_kelly, const KellyPlan& plan);

// That share of a bankroll, rounded down to whole minor units. INVALID_ARGUMENT unless the share
// lies in [0, kMillionths] and the bankroll is not negative.
absl::StatusOr<Money> StakeOf(Money bankroll, int64_t millionths);

}  // namespace overround
