#include "libs/models/inverse.h"

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"

namespace overround::models {

absl::StatusOr<Claim> InverseOf(const Claim& claim) {
  OVERROUND_RETURN_IF_ERROR(claim.market.Validate());
  if (!HasSide(claim.market, claim.side)) {
    return absl::InvalidArgumentError(
        absl::StrCat("side: ", ToString(claim.side), ", want a side of ", claim.market.ToString()));
  }
  Claim inverse = claim;
  inverse.chances = Reversed(claim.chances);
  const std::optional<Side> other = OppositeSide(claim.market, claim.side);
  if (other) {
    inverse.side = *other;
  } else {
    inverse.negated = !claim.negated;
  }
  return inverse;
}

Outcome ClaimOutcome(const Claim& claim, Outcome outcome) {
  if (!claim.negated) return outcome;
  switch (outcome) {
    case Outcome::kWin:
      return Outcome::kLoss;
    case Outcome::kLoss:
      return Outcome::kWin;
    default:
      return outcome;  // a three-way market has no halves, and a void one stays void
  }
}

}  // namespace overround::models
