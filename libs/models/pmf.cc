#include "libs/models/pmf.h"

#include <cmath>
#include <numeric>

#include "libs/base/check.h"

namespace overround::models {

Pmf::Pmf(int32_t min, std::vector<double> weights) : min_(min), weights_(std::move(weights)) {
  const double sum = std::accumulate(weights_.begin(), weights_.end(), 0.0);
  OVERROUND_CHECK(sum > 0);
  for (double& weight : weights_) {
    OVERROUND_CHECK(weight >= 0);
    weight /= sum;
  }
}

double Pmf::At(int32_t value) const {
  if (empty() || value < min() || value > max()) return 0;
  return weights_[static_cast<size_t>(value - min_)];
}

double Pmf::Above(double bound) const {
  double sum = 0;
  for (int32_t value = max(); value >= min() && value > bound; --value) sum += At(value);
  return sum;
}

double Pmf::Below(double bound) const {
  double sum = 0;
  for (int32_t value = min(); value <= max() && value < bound; ++value) sum += At(value);
  return sum;
}

double Pmf::Mean() const {
  double sum = 0;
  for (size_t i = 0; i < weights_.size(); ++i) sum += weights_[i] * static_cast<double>(i);
  return sum + min_;
}

double Pmf::Deviation() const {
  const double mean = Mean();
  double sum = 0;
  for (size_t i = 0; i < weights_.size(); ++i) {
    const double gap = static_cast<double>(i) + min_ - mean;
    sum += weights_[i] * gap * gap;
  }
  return std::sqrt(sum);
}

Pmf Pmf::Reweighted(const std::function<double(int32_t)>& factor) const {
  std::vector<double> weights = weights_;
  for (size_t i = 0; i < weights.size(); ++i) {
    weights[i] *= factor(min_ + static_cast<int32_t>(i));
  }
  return Pmf(min_, std::move(weights));
}

}  // namespace overround::models
