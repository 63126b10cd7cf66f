#include "libs/domain/clv.h"

#include <absl/strings/str_cat.h>

namespace overround {
namespace {

// Zero at evens, +5 at +105, -10 at -110.
double FoldedAmerican(const Odds& odds) {
  const double profit = odds.profit();
  const double stake = odds.stake();
  if (profit >= stake) return 100 * profit / stake - 100;
  return 100 - 100 * stake / profit;
}

}  // namespace

absl::StatusOr<double> ClosingValue(const Odds& taken, double fair_win, double push) {
  if (!(fair_win > 0 && fair_win < 1 && push >= 0 && push < 1)) {
    return absl::InvalidArgumentError(
        absl::StrCat("fair_win: ", fair_win, ", push: ", push, ", want (0, 1) and [0, 1)"));
  }
  OutcomeChances chances;
  chances.win = fair_win * (1 - push);
  chances.push = push;
  chances.loss = (1 - fair_win) * (1 - push);
  return ExpectedReturn(chances, taken);
}

double RawRatio(const Odds& taken, const Odds& closing) {
  return taken.Decimal() / closing.Decimal() - 1;
}

absl::StatusOr<int32_t> QuartersGained(const MarketKey& taken, const MarketKey& closing,
                                       Side side) {
  if (!IsSameSlot(taken, closing) || !HasSide(taken, side) ||
      taken.line_quarters.has_value() != closing.line_quarters.has_value()) {
    return absl::InvalidArgumentError(absl::StrCat("closing: ", closing.ToString(), " ",
                                                   ToString(side), ", want the slot of ",
                                                   taken.ToString()));
  }
  if (!taken.line_quarters) return 0;
  const int32_t rise = *closing.line_quarters - *taken.line_quarters;
  // A spread's line is added to the home side, a total's is what over must pass: a rise helps
  // those who hold the away side or the over.
  return side == Side::kAway || side == Side::kOver ? rise : -rise;
}

double AmericanCents(const Odds& taken, const Odds& closing) {
  return FoldedAmerican(taken) - FoldedAmerican(closing);
}

double ContractCents(const Odds& taken, const Odds& closing) {
  return 100 * (closing.ImpliedProbability() - taken.ImpliedProbability());
}

}  // namespace overround
