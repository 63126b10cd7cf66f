#pragma once

#include <cstdint>
#include <functional>
#include <vector>

namespace overround::models {

// Probabilities of a run of whole numbers: a margin, a total. Outside the run there is nothing.
class Pmf {
 public:
  // Nothing at all; only a place to assign to.
  Pmf() = default;
  // `weights` are scaled to sum to one. Requires: none negative, not all zero.
  Pmf(int32_t min, std::vector<double> weights);

  int32_t min() const { return min_; }
  int32_t max() const { return min_ + static_cast<int32_t>(weights_.size()) - 1; }
  bool empty() const { return weights_.empty(); }
  const std::vector<double>& probabilities() const { return weights_; }

  double At(int32_t value) const;
  double Above(double bound) const;
  double Below(double bound) const;
  double Mean() const;
  double Deviation() const;

  // The same with each probability multiplied by `factor` of its value, scaled to sum to one.
  // Requires: no factor is negative, and some mass is left.
  Pmf Reweighted(const std::function<double(int32_t)>& factor) const;

  friend bool operator==(const Pmf&, const Pmf&) = default;

 private:
  int32_t min_ = 0;
  std::vector<double> weights_;
};

}  // namespace overround::models
