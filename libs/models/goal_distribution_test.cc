#include "libs/models/goal_distribution.h"

#include <cmath>

#include <catch2/catch.hpp>

#include "libs/models/margin_distribution.h"

namespace overround::models {
namespace {

TEST_CASE("without correction the grid is two Poisson counts", "[goals]") {
  const ScoreDistribution scores = GoalDistribution({.home_mean = 1.5, .away_mean = 1.2});
  CHECK(scores.total.Mean() == Approx(2.7).epsilon(1e-9));
  CHECK(scores.total.At(0) == Approx(std::exp(-2.7)).epsilon(1e-9));
  CHECK(scores.margin.Mean() == Approx(0.3).epsilon(1e-9));
  CHECK(scores.margin.Deviation() == Approx(std::sqrt(2.7)).epsilon(1e-9));
  CHECK(scores.home.At(2) == Approx(std::exp(-1.5) * 1.125).epsilon(1e-9));
}

TEST_CASE("Dixon and Coles' correction moves the four low scores as published", "[goals]") {
  const double rho = -0.1;
  const double l1 = 1.5;
  const double l2 = 1.2;
  const ScoreDistribution plain = GoalDistribution({.home_mean = l1, .away_mean = l2});
  const ScoreDistribution moved = GoalDistribution({.home_mean = l1, .away_mean = l2, .rho = rho});
  // The four corrections cancel, so the mass stays one and each can be read off.
  CHECK(moved.total.At(0) == Approx(plain.total.At(0) * (1 - l1 * l2 * rho)).epsilon(1e-9));
  const double low = std::exp(-l1 - l2);
  CHECK(moved.total.At(1) ==
        Approx(low * (l2 * (1 + l1 * rho) + l1 * (1 + l2 * rho))).epsilon(1e-9));
  CHECK(moved.margin.At(0) > plain.margin.At(0));
  CHECK(moved.home.At(0) == Approx(plain.home.At(0)).epsilon(1e-9));
}

TEST_CASE("overtime leaves no draw but in regulation", "[goals]") {
  const auto overtime =
      GENERATE(GoalParameters::Overtime::kOneGoal, GoalParameters::Overtime::kInnings);
  const ScoreDistribution scores = GoalDistribution(
      {.home_mean = 3.1, .away_mean = 2.9, .dispersion = 0.1, .overtime = overtime});
  CHECK(scores.margin.At(0) == 0);
  CHECK(scores.regulation_margin.At(0) > 0.1);
  CHECK(scores.margin.At(1) > scores.regulation_margin.At(1));
  CHECK(scores.total.Mean() > scores.regulation_total.Mean());
  const auto draw = ChancesOf(scores, RegulationThreeWay(), Side::kDraw);
  CHECK(draw->win == scores.regulation_margin.At(0));
}

TEST_CASE("a shoot-out adds exactly one goal to a level game", "[goals]") {
  const ScoreDistribution scores = GoalDistribution(
      {.home_mean = 3, .away_mean = 3, .overtime = GoalParameters::Overtime::kOneGoal});
  CHECK(scores.total.Mean() ==
        Approx(scores.regulation_total.Mean() + scores.regulation_margin.At(0)).epsilon(1e-9));
  CHECK(ExpectancyOf(scores.margin) == Approx(0.5));
}

TEST_CASE("runs vary more than goals with the same mean", "[goals]") {
  const ScoreDistribution goals = GoalDistribution({.home_mean = 4.5, .away_mean = 4.5});
  const ScoreDistribution runs =
      GoalDistribution({.home_mean = 4.5, .away_mean = 4.5, .dispersion = 0.26});
  CHECK(runs.total.Mean() == Approx(goals.total.Mean()).epsilon(1e-6));
  CHECK(runs.total.Deviation() == Approx(std::sqrt(9 + 2 * 0.26 * 4.5 * 4.5)).epsilon(1e-4));
}

TEST_CASE("the means found have the expectancy asked for", "[goals][property]") {
  const auto expectancy = GENERATE(take(20, random(0.03, 0.97)));
  const auto overtime =
      GENERATE(GoalParameters::Overtime::kNone, GoalParameters::Overtime::kInnings);
  CAPTURE(Catch::rngSeed(), expectancy);
  GoalParameters rest;
  rest.rho = -0.06;
  rest.overtime = overtime;
  const GoalParameters found = GoalsForExpectancy(expectancy, 2.7, rest);
  CHECK(found.home_mean + found.away_mean == Approx(2.7));
  CHECK(ExpectancyOf(GoalDistribution(found).margin) == Approx(expectancy).margin(1e-11));
}

TEST_CASE("the sides of a three-way market sum to one", "[goals]") {
  const ScoreDistribution scores = GoalDistribution({});
  double sum = 0;
  for (const Side side : SidesOf(RegulationThreeWay())) {
    const auto chances = ChancesOf(scores, RegulationThreeWay(), side);
    REQUIRE(chances->Validate().ok());
    sum += chances->win;
  }
  CHECK(sum == Approx(1).epsilon(1e-12));
}

}  // namespace
}  // namespace overround::models
