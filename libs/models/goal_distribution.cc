#include "libs/models/goal_distribution.h"

#include <algorithm>
#include <cmath>

#include "libs/base/check.h"
#include "libs/models/margin_distribution.h"
#include "libs/models/root.h"

namespace overround::models {
namespace {

constexpr size_t kSize = kGoalsMax + 1;
// Of the margins of extra innings that pass one run, the share that pass each further one. The
// home side stops at its winning run unless a home run carries more.
constexpr double kAwayInningsRatio = 0.45;
constexpr double kHomeInningsRatio = 0.2;

// Poisson, or negative binomial with variance mean + dispersion * mean^2.
std::vector<double> CountMasses(double mean, double dispersion) {
  std::vector<double> masses(kSize);
  if (dispersion <= 0) {
    masses[0] = std::exp(-mean);
    for (size_t n = 1; n < kSize; ++n) masses[n] = masses[n - 1] * mean / static_cast<double>(n);
    return masses;
  }
  const double size = 1 / dispersion;
  const double ratio = mean / (mean + size);
  masses[0] = std::pow(1 - ratio, size);
  for (size_t n = 1; n < kSize; ++n) {
    const double count = static_cast<double>(n);
    masses[n] = masses[n - 1] * ratio * (count - 1 + size) / count;
  }
  return masses;
}

// Probabilities by home and away score.
class Grid {
 public:
  Grid() : cells_(kSize * kSize, 0) {}

  double& At(size_t home, size_t away) { return cells_[home * kSize + away]; }
  double At(size_t home, size_t away) const { return cells_[home * kSize + away]; }
  // What passes the edge stays on it.
  void Add(size_t home, size_t away, double mass) {
    At(std::min(home, kSize - 1), std::min(away, kSize - 1)) += mass;
  }

 private:
  std::vector<double> cells_;
};

Grid RegulationGrid(const GoalParameters& parameters) {
  const double l1 = parameters.home_mean;
  const double l2 = parameters.away_mean;
  const std::vector<double> home = CountMasses(l1, parameters.dispersion);
  const std::vector<double> away = CountMasses(l2, parameters.dispersion);
  Grid grid;
  for (size_t h = 0; h < kSize; ++h) {
    for (size_t a = 0; a < kSize; ++a) grid.At(h, a) = home[h] * away[a];
  }
  const double rho = parameters.rho;
  grid.At(0, 0) *= std::max(0.0, 1 - l1 * l2 * rho);
  grid.At(0, 1) *= std::max(0.0, 1 + l1 * rho);
  grid.At(1, 0) *= std::max(0.0, 1 + l2 * rho);
  grid.At(1, 1) *= std::max(0.0, 1 - rho);
  return grid;
}

void PlayOvertime(const GoalParameters& parameters, size_t level, double mass, Grid& grid) {
  const double home_share = parameters.home_mean / (parameters.home_mean + parameters.away_mean);
  if (parameters.overtime == GoalParameters::Overtime::kOneGoal) {
    grid.Add(level + 1, level, mass * home_share);
    grid.Add(level, level + 1, mass * (1 - home_share));
    return;
  }
  constexpr size_t kLeadMax = 8;
  double home_left = mass * home_share;
  double away_left = mass * (1 - home_share);
  for (size_t lead = 1; lead <= kLeadMax; ++lead) {
    const bool last = lead == kLeadMax;
    const double home = last ? home_left : home_left * (1 - kHomeInningsRatio);
    const double away = last ? away_left : away_left * (1 - kAwayInningsRatio);
    grid.Add(level + lead, level, home);
    grid.Add(level, level + lead, away);
    home_left -= home;
    away_left -= away;
  }
}

Grid FullGrid(const GoalParameters& parameters, Grid grid) {
  if (parameters.overtime == GoalParameters::Overtime::kNone) return grid;
  for (size_t level = 0; level < kSize; ++level) {
    // The edge of the grid stays level: its mass is nothing anybody can see.
    if (level + 1 == kSize) break;
    const double mass = grid.At(level, level);
    grid.At(level, level) = 0;
    PlayOvertime(parameters, level, mass, grid);
  }
  grid.At(kSize - 1, kSize - 1) = 0;
  return grid;
}

Pmf MarginOf(const Grid& grid) {
  std::vector<double> masses(2 * kSize - 1, 0);
  for (size_t h = 0; h < kSize; ++h) {
    for (size_t a = 0; a < kSize; ++a) masses[h + kSize - 1 - a] += grid.At(h, a);
  }
  return Pmf(-kGoalsMax, std::move(masses));
}

Pmf TotalOf(const Grid& grid) {
  std::vector<double> masses(2 * kSize - 1, 0);
  for (size_t h = 0; h < kSize; ++h) {
    for (size_t a = 0; a < kSize; ++a) masses[h + a] += grid.At(h, a);
  }
  return Pmf(0, std::move(masses));
}

}  // namespace

ScoreDistribution GoalDistribution(const GoalParameters& parameters) {
  OVERROUND_CHECK(parameters.home_mean > 0 && parameters.away_mean > 0 &&
                  parameters.dispersion >= 0);
  const Grid regulation = RegulationGrid(parameters);
  const Grid full = FullGrid(parameters, regulation);
  std::vector<double> home(kSize, 0);
  std::vector<double> away(kSize, 0);
  for (size_t h = 0; h < kSize; ++h) {
    for (size_t a = 0; a < kSize; ++a) {
      home[h] += full.At(h, a);
      away[a] += full.At(h, a);
    }
  }
  return {MarginOf(full),          TotalOf(full),        Pmf(0, std::move(home)),
          Pmf(0, std::move(away)), MarginOf(regulation), TotalOf(regulation)};
}

GoalParameters GoalsForExpectancy(double expectancy, double total_mean, GoalParameters rest) {
  OVERROUND_CHECK(expectancy > 0 && expectancy < 1 && total_mean > 0);
  const auto at = [&](double logit) {
    GoalParameters parameters = rest;
    parameters.home_mean = total_mean / (1 + std::exp(-logit));
    parameters.away_mean = total_mean / (1 + std::exp(logit));
    return parameters;
  };
  constexpr double kLogitMax = 8;
  const double logit = RisingRoot(-kLogitMax, kLogitMax, [&](double candidate) {
    return ExpectancyOf(GoalDistribution(at(candidate)).margin) - expectancy;
  });
  return at(logit);
}

}  // namespace overround::models
