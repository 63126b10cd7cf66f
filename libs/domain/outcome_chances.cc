#include "libs/domain/outcome_chances.h"

#include <cmath>

#include <absl/strings/str_cat.h>

namespace overround {
namespace {

constexpr double kSumTolerance = 1e-9;

// Written so that NaN is refused.
bool IsChance(double value) { return value >= 0 && value <= 1; }

}  // namespace

absl::Status OutcomeChances::Validate() const {
  const double sum = win + half_win + push + half_loss + loss;
  if (IsChance(win) && IsChance(half_win) && IsChance(push) && IsChance(half_loss) &&
      IsChance(loss) && std::abs(sum - 1) <= kSumTolerance) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(absl::StrCat("chances: ", win, " ", half_win, " ", push, " ",
                                                 half_loss, " ", loss,
                                                 ", want five in [0, 1] that sum to 1"));
}

double ExpectedReturn(const OutcomeChances& chances, const Odds& odds) {
  const double profit = static_cast<double>(odds.profit()) / odds.stake();
  return (chances.win + chances.half_win / 2) * profit - (chances.loss + chances.half_loss / 2);
}

double DecidedWinChance(const OutcomeChances& chances) {
  const double won = chances.win + chances.half_win / 2;
  const double lost = chances.loss + chances.half_loss / 2;
  if (won + lost <= 0) return 0.5;
  return won / (won + lost);
}

OutcomeChances Reversed(const OutcomeChances& chances) {
  return {chances.loss, chances.half_loss, chances.push, chances.half_win, chances.win};
}

}  // namespace overround
