#pragma once

#include <cstdint>
#include <vector>

#include <absl/time/time.h>

#include "services/collector/feed/cadence.h"

namespace overround::collector {

// What the planner knows of one sport.
struct SportSchedule {
  // Of its open games, in order.
  std::vector<absl::Time> starts;
  // When it was last asked; InfinitePast for never.
  absl::Time last_odds = absl::InfinitePast();
  absl::Time last_scores = absl::InfinitePast();
};

struct PlanLimits {
  // The cadence is a ceiling: nothing is asked more often.
  CadenceBounds bounds;
  int64_t odds_cost = 0;
  int64_t scores_cost = 0;
  // What may be spent in the next 24 hours.
  double credits = 0;
};

// When a sport is to be asked next. A time not after now is due.
struct SportPlan {
  absl::Time odds;
  absl::Time scores;
};

// Spreads credits over sports and games, in the order of `sports`. Pure.
//
// Where the credits of the next 24 hours pay for the full cadence, that is the plan. Where they do
// not, each cluster of starts is asked about at rungs of a ladder, the one five minutes before the
// start first, as many rungs as can be paid; and where not even the first can, only the clusters
// with the most games get it. Scores come first, and so sparingly that they leave most to prices:
// at their cadence, or once when a day's games should be over, or just before the provider forgets
// them.
std::vector<SportPlan> PlanPolls(const std::vector<SportSchedule>& sports, const PlanLimits& limits,
                                 absl::Time now);

}  // namespace overround::collector
