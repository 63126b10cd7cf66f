#pragma once

#include <absl/status/status.h>

#include "libs/domain/odds.h"

namespace overround {

// The chances of each way a bet can end. A whole-number line can push, a quarter line can half win
// and half lose. A void bet is no outcome here: it is as if it had not been made.
struct OutcomeChances {
  double win = 0;
  double half_win = 0;
  double push = 0;
  double half_loss = 0;
  double loss = 0;

  // INVALID_ARGUMENT unless each lies in [0, 1] and they sum to 1 within 1e-9.
  absl::Status Validate() const;

  friend bool operator==(const OutcomeChances&, const OutcomeChances&) = default;
};

// Expected profit per unit staked, pushes included: 0.02 is a 2 % edge.
double ExpectedReturn(const OutcomeChances& chances, const Odds& odds);

// The chance of being right given that the bet is decided: (win + half_win / 2) over that plus
// (loss + half_loss / 2). What a de-vigged two-way price estimates, and what accuracy and log loss
// count. A half where nothing can be decided.
double DecidedWinChance(const OutcomeChances& chances);

// The same bet seen from the other side of a two-way market.
OutcomeChances Reversed(const OutcomeChances& chances);

}  // namespace overround
