#pragma once

#include <cstdint>

#include "libs/models/score_distribution.h"

namespace overround::models {

// Two counts of rare events, as goals and runs are. Dixon and Coles' correction moves mass between
// the four low scores; a dispersion above zero makes each count negative binomial, as runs are.
struct GoalParameters {
  double home_mean = 1.5;
  double away_mean = 1.2;
  double rho = 0;         // Dixon-Coles: tau(0,0) = 1 - l1 l2 rho, (0,1) = 1 + l1 rho, ...
  double dispersion = 0;  // variance = mean + dispersion * mean^2
  // What happens to a game that is level after regulation.
  enum class Overtime : uint8_t { kNone, kOneGoal, kInnings };
  Overtime overtime = Overtime::kNone;
};

// Scores up to this many a side are kept.
inline constexpr int32_t kGoalsMax = 40;

// With kOneGoal the winner of overtime leads by one; with kInnings by one or more, geometrically,
// and each side may add to the total. The stronger side wins overtime in proportion to the means.
// Requires: positive means, dispersion >= 0, rho small enough that no probability is negative
// (clipped at zero otherwise).
ScoreDistribution GoalDistribution(const GoalParameters& parameters);

// The means with this sum for which P(home leads) + P(level) / 2, overtime included, is
// `expectancy`. Requires: total_mean > 0, expectancy in (0, 1).
GoalParameters GoalsForExpectancy(double expectancy, double total_mean, GoalParameters rest);

}  // namespace overround::models
