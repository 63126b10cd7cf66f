#include "libs/models/sport_shape.h"

#include <algorithm>
#include <cmath>

namespace overround::models {
namespace {

// A shrunken mean: as if `prior_games` games had shown the starting value.
double Shrunk(double start, double prior_games, double sum, double count) {
  return (start * prior_games + sum) / (prior_games + count);
}

// The margin the ratings expected. A straight line through the middle of the normal curve is all
// that is needed to measure the spread around it.
double ExpectedMargin(double expectancy, double deviation) {
  return (expectancy - 0.5) * deviation * std::sqrt(2 * M_PI);
}

}  // namespace

SportParameters ShapedBy(const std::vector<RatedGame>& rated, SportParameters start) {
  const size_t from = rated.size() > kShapeGames ? rated.size() - kShapeGames : 0;
  const double count = static_cast<double>(rated.size() - from);
  if (count == 0) return start;
  const double prior = start.prior_games;
  SportParameters shaped = start;

  double total = 0;
  for (size_t i = from; i < rated.size(); ++i) total += rated[i].score.home + rated[i].score.away;
  shaped.total_mean = Shrunk(start.total_mean, prior, total, count);

  std::vector<int32_t> margins;
  std::vector<double> means;
  double total_squares = 0;
  double margin_squares = 0;
  for (size_t i = from; i < rated.size(); ++i) {
    const auto& [fixture, score, expectancy] = rated[i];
    margins.push_back(score.home - score.away);
    means.push_back(ExpectedMargin(expectancy, start.margin.deviation));
    total_squares += std::pow(score.home + score.away - shaped.total_mean, 2);
    margin_squares += std::pow(margins.back() - means.back(), 2);
  }
  const auto deviation = [&](double starting, double squares) {
    return std::sqrt(Shrunk(starting * starting, prior, squares, count));
  };
  shaped.total_deviation = deviation(start.total_deviation, total_squares);
  if (start.scoring != SportParameters::Scoring::kPoints) return shaped;
  shaped.margin.deviation = deviation(start.margin.deviation, margin_squares);
  if (margins.size() >= kKeyNumberGames) {
    shaped.margin.weights = FitMarginWeights(margins, means, shaped.margin.deviation, prior);
  }
  return shaped;
}

}  // namespace overround::models
