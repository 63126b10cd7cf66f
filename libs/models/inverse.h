#pragma once

#include <absl/status/statusor.h>

#include "libs/domain/market.h"
#include "libs/domain/outcome_chances.h"
#include "libs/domain/settlement.h"

namespace overround::models {

// What is predicted of one selection: that it wins, with these chances; or, negated, that it does
// not.
struct Claim {
  MarketKey market;
  Side side = Side::kHome;
  bool negated = false;
  OutcomeChances chances;

  friend bool operator==(const Claim&, const Claim&) = default;
};

// Every claim has an inverse, graded alike. Two-way: the other side, with the chances reversed.
// Three-way: the same side, negated, which nobody need have priced.
// INVALID_ARGUMENT unless the market is valid and has the side.
absl::StatusOr<Claim> InverseOf(const Claim& claim);

// How a claim came out where its side was graded `outcome`: a negated one wins when the side loses.
Outcome ClaimOutcome(const Claim& claim, Outcome outcome);

}  // namespace overround::models
