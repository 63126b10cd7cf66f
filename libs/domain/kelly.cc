#include "libs/domain/kelly.h"

#include <algorithm>
#include <cmath>

#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"

namespace overround {
namespace {

constexpr int kBisections = 60;

// The slope of the expected logarithm at stake f, for a profit of `b` per unit.
double GrowthSlope(const OutcomeChances& chances, double b, double f) {
  double slope = chances.win * b / (1 + f * b) + chances.half_win * b / (2 + f * b) -
                 chances.half_loss / (2 - f);
  if (chances.loss > 0) slope -= chances.loss / (1 - f);
  return slope;
}

// The slope falls in f, so its root is bracketed by the ends.
double Bisected(const OutcomeChances& chances, double b) {
  double low = 0;
  double high = 1;
  for (int i = 0; i < kBisections; ++i) {
    const double middle = (low + high) / 2;
    (GrowthSlope(chances, b, middle) > 0 ? low : high) = middle;
  }
  return low;
}

// Written so that NaN is refused.
bool IsShare(double value) { return value >= 0 && value <= 1; }

}  // namespace

absl::StatusOr<double> KellyFraction(const OutcomeChances& chances, const Odds& odds) {
  OVERROUND_RETURN_IF_ERROR(chances.Validate());
  if (ExpectedReturn(chances, odds) <= 0) return 0.0;
  const double b = static_cast<double>(odds.profit()) / odds.stake();
  if (chances.half_win == 0 && chances.half_loss == 0) {
    // The pushes drop out: the textbook formula over the decided share.
    const double decided = chances.win + chances.loss;
    return std::clamp((chances.win * b - chances.loss) / (b * decided), 0.0, 1.0);
  }
  if (chances.loss == 0 && GrowthSlope(chances, b, 1) >= 0) return 1.0;
  return Bisected(chances, b);
}

absl::StatusOr<int64_t> StakeMillionths(double raw_kelly, const KellyPlan& plan) {
  if (!IsShare(raw_kelly)) {
    return absl::InvalidArgumentError(absl::StrCat("raw_kelly: ", raw_kelly, ", want [0, 1]"));
  }
  if (!IsShare(plan.fraction) || !IsShare(plan.cap) || plan.fraction == 0 || plan.cap == 0) {
    return absl::InvalidArgumentError(absl::StrCat("plan: fraction ", plan.fraction, ", cap ",
                                                   plan.cap, ", want both in (0, 1]"));
  }
  const double share = std::min(plan.cap, plan.fraction * raw_kelly);
  return static_cast<int64_t>(std::floor(share * static_cast<double>(kMillionths)));
}

absl::StatusOr<Money> StakeOf(Money bankroll, int64_t millionths) {
  if (bankroll.minor_units < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("bankroll: ", bankroll.minor_units, ", want no debt"));
  }
  if (millionths < 0 || millionths > kMillionths) {
    return absl::InvalidArgumentError(
        absl::StrCat("millionths: ", millionths, ", want 0 to ", kMillionths));
  }
  const __int128 product = static_cast<__int128>(bankroll.minor_units) * millionths;
  return Money{static_cast<int64_t>(product / kMillionths), bankroll.currency};
}

}  // namespace overround
