#pragma once

#include <cstdint>
#include <vector>

#include "libs/models/pmf.h"
#include "libs/models/score_distribution.h"

namespace overround::models {

// How the margins of a sport of many points depart from a normal curve.
struct MarginShape {
  double deviation = 13;
  // What is left of the curve at zero: 0 where a game cannot end level.
  double tie_weight = 0;
  // Weight of a margin of 1, 2, ... either way; 1 beyond the end. Key numbers (3 and 7 in American
  // football) weigh more, so that their lines push as often as they do.
  std::vector<double> weights;
};

// The normal curve cut at the half points, times the shape's weights. Requires: deviation > 0.
Pmf DiscreteMargin(double mean, const MarginShape& shape);

// The `mean` for which P(margin > 0) + P(margin = 0) / 2 is `expectancy`, which lies in (0, 1).
double MeanForExpectancy(double expectancy, const MarginShape& shape);

// P(margin > 0) + P(margin = 0) / 2.
double ExpectancyOf(const Pmf& margin);

// A total of points: the normal curve cut at the half points, nothing below zero.
Pmf DiscreteTotal(double mean, double deviation);

struct PointsParameters {
  double margin_mean = 0;
  MarginShape shape;
  double total_mean = 45;
  double total_deviation = 13.5;
  // Of normal margin and total, each side's score is normal too.
};
ScoreDistribution PointsDistribution(const PointsParameters& parameters);

// How often margins of 1, 2, ... occur against what the normal curve would give, shrunk towards
// one by `prior_games` games' worth. `margins` are results, `means` what was expected of each.
// Requires: both equally long, deviation > 0.
std::vector<double> FitMarginWeights(const std::vector<int32_t>& margins,
                                     const std::vector<double>& means, double deviation,
                                     double prior_games);

}  // namespace overround::models
