#include "libs/models/score_distribution.h"

#include <cmath>

#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "libs/domain/line.h"
#include "libs/domain/settlement.h"

namespace overround::models {
namespace {

double& ShareOf(OutcomeChances& chances, Outcome outcome) {
  switch (outcome) {
    case Outcome::kWin:
      return chances.win;
    case Outcome::kHalfWin:
      return chances.half_win;
    case Outcome::kPush:
      return chances.push;
    case Outcome::kHalfLoss:
      return chances.half_loss;
    default:
      return chances.loss;
  }
}

OutcomeChances ThreeWayChances(const Pmf& margin, Side side) {
  OutcomeChances chances;
  chances.win = side == Side::kDraw   ? margin.At(0)
                : side == Side::kHome ? margin.Above(0)
                                      : margin.Below(0);
  chances.loss = 1 - chances.win;
  return chances;
}

// Null for what the distribution does not know.
const Pmf* PmfFor(const ScoreDistribution& scores, const MarketKey& market) {
  const bool full = market.period == Period::kFullGame;
  if (!full && market.period != Period::kRegulation) return nullptr;
  switch (market.kind) {
    case MarketKind::kMoneyline:
    case MarketKind::kThreeWay:
    case MarketKind::kSpread:
      return full ? &scores.margin : &scores.regulation_margin;
    case MarketKind::kTotal:
      return full ? &scores.total : &scores.regulation_total;
    case MarketKind::kTeamTotal:
      if (!full) return nullptr;
      return market.subject == kHomeSubject ? &scores.home : &scores.away;
    case MarketKind::kProp:
      break;
  }
  return nullptr;
}

// The half-point line, as added to the values, that splits them most evenly.
int32_t EvenLine(const Pmf& pmf) {
  OVERROUND_CHECK(!pmf.empty());
  double below = 0;
  double best_gap = 2;
  int32_t best = 0;
  for (int32_t value = pmf.min(); value < pmf.max(); ++value) {
    below += pmf.At(value);
    const double gap = std::abs(1 - 2 * below);
    if (gap < best_gap) {
      best_gap = gap;
      best = value * kQuartersPerPoint + kQuartersPerPoint / 2;
    }
  }
  return best;
}

}  // namespace

OutcomeChances LeadChances(const Pmf& pmf, int32_t line_quarters) {
  OutcomeChances chances;
  for (int32_t value = pmf.min(); value <= pmf.max(); ++value) {
    const int32_t lead = value * kQuartersPerPoint + line_quarters;
    ShareOf(chances, OutcomeOfLead(lead)) += pmf.At(value);
  }
  return chances;
}

absl::StatusOr<OutcomeChances> ChancesOf(const ScoreDistribution& distribution,
                                         const MarketKey& market, Side side) {
  OVERROUND_RETURN_IF_ERROR(market.Validate());
  if (!HasSide(market, side)) {
    return absl::InvalidArgumentError(
        absl::StrCat("side: ", ToString(side), ", want a side of ", market.ToString()));
  }
  const Pmf* pmf = PmfFor(distribution, market);
  if (pmf == nullptr || pmf->empty()) {
    return absl::UnimplementedError(
        absl::StrCat("market: ", market.ToString(), ", want one this distribution knows"));
  }
  if (market.kind == MarketKind::kThreeWay) return ThreeWayChances(*pmf, side);
  const int32_t line = market.line_quarters.value_or(0);
  const bool added = market.kind == MarketKind::kSpread || market.kind == MarketKind::kMoneyline;
  const OutcomeChances first = LeadChances(*pmf, added ? line : -line);
  return side == SidesOf(market)[0] ? first : Reversed(first);
}

int32_t EvenSpreadQuarters(const ScoreDistribution& distribution) {
  return -EvenLine(distribution.margin);
}

int32_t EvenTotalQuarters(const ScoreDistribution& distribution) {
  return EvenLine(distribution.total);
}

}  // namespace overround::models
