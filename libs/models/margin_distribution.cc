#include "libs/models/margin_distribution.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "libs/base/check.h"
#include "libs/models/root.h"

namespace overround::models {
namespace {

// Beyond this many deviations there is nothing to bet on.
constexpr double kReach = 7;

double NormalBelow(double z) { return std::erfc(-z * M_SQRT1_2) / 2; }

// The curve's mass around each whole number from `min` to `max`.
std::vector<double> CutNormal(double mean, double deviation, int32_t min, int32_t max) {
  std::vector<double> masses;
  masses.reserve(static_cast<size_t>(max - min + 1));
  double below = NormalBelow((min - 0.5 - mean) / deviation);
  for (int32_t value = min; value <= max; ++value) {
    const double next = NormalBelow((value + 0.5 - mean) / deviation);
    masses.push_back(next - below);
    below = next;
  }
  return masses;
}

double WeightOf(const MarginShape& shape, int32_t margin) {
  const auto size = static_cast<size_t>(std::abs(margin));
  if (size == 0) return shape.tie_weight;
  return size <= shape.weights.size() ? shape.weights[size - 1] : 1;
}

}  // namespace

Pmf DiscreteMargin(double mean, const MarginShape& shape) {
  OVERROUND_CHECK(shape.deviation > 0);
  const auto reach = static_cast<int32_t>(std::ceil(std::abs(mean) + kReach * shape.deviation));
  std::vector<double> masses = CutNormal(mean, shape.deviation, -reach, reach);
  for (int32_t margin = -reach; margin <= reach; ++margin) {
    masses[static_cast<size_t>(margin + reach)] *= WeightOf(shape, margin);
  }
  return Pmf(-reach, std::move(masses));
}

double ExpectancyOf(const Pmf& margin) { return margin.Above(0) + margin.At(0) / 2; }

double MeanForExpectancy(double expectancy, const MarginShape& shape) {
  OVERROUND_CHECK(expectancy > 0 && expectancy < 1);
  const double end = kReach * shape.deviation;
  return RisingRoot(-end, end, [&](double mean) {
    return ExpectancyOf(DiscreteMargin(mean, shape)) - expectancy;
  });
}

Pmf DiscreteTotal(double mean, double deviation) {
  OVERROUND_CHECK(deviation > 0);
  const auto max = static_cast<int32_t>(std::ceil(std::max(mean, 0.0) + kReach * deviation));
  const auto min = static_cast<int32_t>(std::floor(mean - kReach * deviation));
  return Pmf(std::max(min, 0), CutNormal(mean, deviation, std::max(min, 0), max));
}

ScoreDistribution PointsDistribution(const PointsParameters& parameters) {
  ScoreDistribution scores;
  scores.margin = DiscreteMargin(parameters.margin_mean, parameters.shape);
  scores.total = DiscreteTotal(parameters.total_mean, parameters.total_deviation);
  const double deviation = std::hypot(parameters.total_deviation, parameters.shape.deviation) / 2;
  scores.home = DiscreteTotal((parameters.total_mean + parameters.margin_mean) / 2, deviation);
  scores.away = DiscreteTotal((parameters.total_mean - parameters.margin_mean) / 2, deviation);
  return scores;
}

std::vector<double> FitMarginWeights(const std::vector<int32_t>& margins,
                                     const std::vector<double>& means, double deviation,
                                     double prior_games) {
  OVERROUND_CHECK(margins.size() == means.size() && deviation > 0);
  // Margins beyond this are too rare to tell a key number from luck.
  constexpr size_t kWeightsMax = 30;
  std::vector<double> seen(kWeightsMax, 0);
  std::vector<double> expected(kWeightsMax, 0);
  for (size_t i = 0; i < margins.size(); ++i) {
    const auto size = static_cast<size_t>(std::abs(margins[i]));
    if (size >= 1 && size <= kWeightsMax) seen[size - 1] += 1;
    constexpr auto kEnd = static_cast<int32_t>(kWeightsMax);
    const std::vector<double> masses = CutNormal(means[i], deviation, -kEnd, kEnd);
    for (size_t m = 1; m <= kWeightsMax; ++m) {
      expected[m - 1] += masses[kWeightsMax + m] + masses[kWeightsMax - m];
    }
  }
  const double games = static_cast<double>(margins.size());
  std::vector<double> weights(kWeightsMax, 1);
  for (size_t m = 0; games > 0 && m < kWeightsMax; ++m) {
    const double prior = prior_games * expected[m] / games;
    weights[m] = (seen[m] + prior) / (expected[m] + prior);
  }
  return weights;
}

}  // namespace overround::models
