#include "libs/models/tilt.h"

#include <algorithm>
#include <cmath>

#include "libs/domain/line.h"
#include "libs/domain/settlement.h"

namespace overround::models {
namespace {

constexpr int kRoundsMax = 500;
constexpr double kGapEnough = 1e-13;

using Weights = Demand::Weights;

// A demand with the weights of each value looked up once.
struct Table {
  const Demand* demand;
  std::vector<Weights> weights;
};

Weights MassOf(const Table& table, const std::vector<double>& masses) {
  Weights sides{};
  for (size_t i = 0; i < masses.size(); ++i) {
    for (size_t side = 0; side < sides.size(); ++side) {
      sides[side] += masses[i] * table.weights[i][side];
    }
  }
  return sides;
}

double Sum(const Weights& weights) { return weights[0] + weights[1] + weights[2]; }

// Scales the sides' masses to the demanded shares. Gives the gap there was.
double Meet(const Table& table, std::vector<double>& masses) {
  const Weights sides = MassOf(table, masses);
  const double decided = Sum(sides);
  const std::vector<double>& shares = table.demand->shares;
  double gap = 0;
  Weights factors{1, 1, 1};
  for (size_t side = 0; side < shares.size(); ++side) {
    if (sides[side] <= 0) return 1;  // nothing there to scale
    const double share = sides[side] / decided;
    factors[side] = shares[side] / share;
    gap = std::max(gap, std::abs(shares[side] - share));
  }
  for (size_t i = 0; i < masses.size(); ++i) {
    const Weights& weights = table.weights[i];
    // Of a value that decides half, half is scaled.
    double factor = 1 - Sum(weights);
    for (size_t side = 0; side < shares.size(); ++side) factor += weights[side] * factors[side];
    masses[i] *= factor;
  }
  return gap;
}

}  // namespace

Demand LeadDemand(int32_t line_quarters, double share) {
  return {{share, 1 - share}, [line_quarters](int32_t value) -> Weights {
            switch (OutcomeOfLead(value * kQuartersPerPoint + line_quarters)) {
              case Outcome::kWin:
                return {1, 0, 0};
              case Outcome::kHalfWin:
                return {0.5, 0, 0};
              case Outcome::kLoss:
                return {0, 1, 0};
              case Outcome::kHalfLoss:
                return {0, 0.5, 0};
              default:
                return {0, 0, 0};
            }
          }};
}

Demand ThreeWayDemand(const std::vector<double>& shares) {
  return {shares, [](int32_t value) -> Weights {
            if (value == 0) return {0, 1, 0};
            return value > 0 ? Weights{1, 0, 0} : Weights{0, 0, 1};
          }};
}

Tilted Tilt(const Pmf& pmf, const std::vector<Demand>& demands) {
  std::vector<Table> tables;
  for (const Demand& demand : demands) {
    Table table{&demand, {}};
    for (int32_t value = pmf.min(); value <= pmf.max(); ++value) {
      table.weights.push_back(demand.weights_of(value));
    }
    tables.push_back(std::move(table));
  }
  std::vector<double> masses = pmf.probabilities();
  double gap = 0;
  for (int round = 0; round < kRoundsMax; ++round) {
    gap = 0;
    for (const Table& table : tables) gap = std::max(gap, Meet(table, masses));
    if (gap <= kGapEnough || gap == 1) break;
  }
  return {Pmf(pmf.min(), std::move(masses)), gap};
}

}  // namespace overround::models
