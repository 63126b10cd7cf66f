#pragma once

#include <cmath>

namespace overround::models {

// Where a rising function crosses zero between `low` and `high`, by the Illinois variant of regula
// falsi: a bracket, and far fewer calls than bisection. Where it does not cross, the nearer end.
template <typename Function>
double RisingRoot(double low, double high, const Function& value_at) {
  constexpr int kStepsMax = 100;
  constexpr double kTolerance = 1e-13;
  double low_value = value_at(low);
  double high_value = value_at(high);
  if (low_value >= 0) return low;
  if (high_value <= 0) return high;
  double root = low;
  int side = 0;  // which end was kept last time
  for (int i = 0; i < kStepsMax; ++i) {
    root = (low * high_value - high * low_value) / (high_value - low_value);
    const double value = value_at(root);
    if (std::abs(value) <= kTolerance) break;
    if (value > 0) {
      high = root;
      high_value = value;
      if (side == 1) low_value /= 2;
      side = 1;
    } else {
      low = root;
      low_value = value;
      if (side == -1) high_value /= 2;
      side = -1;
    }
  }
  return root;
}

}  // namespace overround::models
