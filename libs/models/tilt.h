#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <vector>

#include "libs/models/pmf.h"

namespace overround::models {

// What a distribution must say: of the values that decide, which share each side has. A value
// belongs to the sides by weights between 0 and 1; with none it decides nothing (a push).
struct Demand {
  static constexpr size_t kSidesMax = 3;
  using Weights = std::array<double, kSidesMax>;

  std::vector<double> shares;  // two or three, positive, with sum one
  std::function<Weights(int32_t)> weights_of;
};

// Demands as markets make them.
Demand LeadDemand(int32_t line_quarters, double share);    // leads by value + line
Demand ThreeWayDemand(const std::vector<double>& shares);  // home, draw, away

struct Tilted {
  Pmf pmf;
  double gap;  // the largest difference left between a demanded share and its own
};

// Re-weights a distribution, side by side and round after round, until it meets every demand: of
// all distributions that do, the one nearest to where it began. Demands that contradict each other
// leave a gap.
Tilted Tilt(const Pmf& pmf, const std::vector<Demand>& demands);

}  // namespace overround::models
