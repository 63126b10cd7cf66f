#pragma once

#include <cstdint>

#include <absl/status/statusor.h>

#include "libs/domain/market.h"
#include "libs/domain/odds.h"
#include "libs/domain/outcome_chances.h"

namespace overround {

// Closing line value: how much better than the close a bet was. The headline is
// ExpectedReturn(closing chances, odds taken), from outcome_chances.h; these stand beside it.

// Headline at the same line: expected return per unit at the odds taken when the fair close gives
// the side `fair_win` of the decided bets and the line pushes with chance `push`.
// INVALID_ARGUMENT unless fair_win lies in (0, 1) and push in [0, 1).
absl::StatusOr<double> ClosingValue(const Odds& taken, double fair_win, double push = 0);

// Decimal odds taken over decimal closing odds, less one. The margin is still in it.
double RawRatio(const Odds& taken, const Odds& closing);

// How many quarters of a point the line moved in the bet's favour: taking home -3 that closes
// at -4 is +4. Zero where the kind has no line.
// INVALID_ARGUMENT when one line is missing or the side is not one of a line market.
absl::StatusOr<int32_t> QuartersGained(const MarketKey& taken, const MarketKey& closing, Side side);

// On the scale of American odds, without its gap between -100 and +100: -110 taken and -120 at the
// close is +10, +105 against -105 also.
double AmericanCents(const Odds& taken, const Odds& closing);

// In cents of a one-unit contract: the price at the close less the price paid, times 100.
double ContractCents(const Odds& taken, const Odds& closing);

}  // namespace overround
