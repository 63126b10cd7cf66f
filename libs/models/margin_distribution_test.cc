#include "libs/models/margin_distribution.h"

#include <cmath>
#include <numeric>
#include <random>

#include <catch2/catch.hpp>

#include "libs/domain/line.h"

namespace overround::models {
namespace {

MarginShape KeyNumbers() {
  MarginShape shape;
  shape.tie_weight = 0.1;
  shape.weights = {0.9, 0.8, 2.6, 0.9, 0.8, 1.2, 1.7};
  return shape;
}

PointsParameters SomePoints(double mean) {
  PointsParameters points;
  points.margin_mean = mean;
  points.shape = KeyNumbers();
  return points;
}

TEST_CASE("a plain margin has the curve's mean, deviation and symmetry", "[margin]") {
  const MarginShape plain{.deviation = 13, .tie_weight = 1, .weights = {}};
  const Pmf margin = DiscreteMargin(2.3, plain);
  CHECK(margin.Mean() == Approx(2.3).epsilon(1e-9));
  CHECK(margin.Deviation() == Approx(std::sqrt(169 + 1.0 / 12)).epsilon(1e-6));
  CHECK(ExpectancyOf(DiscreteMargin(0, KeyNumbers())) == Approx(0.5).epsilon(1e-13));
}

TEST_CASE("the mean found has the expectancy asked for", "[margin][property]") {
  const auto expectancy = GENERATE(take(60, random(0.001, 0.999)));
  const auto deviation = GENERATE(11.0, 16.5);
  MarginShape shape = KeyNumbers();
  shape.deviation = deviation;
  CAPTURE(Catch::rngSeed(), expectancy, deviation);
  const double mean = MeanForExpectancy(expectancy, shape);
  CHECK(ExpectancyOf(DiscreteMargin(mean, shape)) == Approx(expectancy).margin(1e-12));
}

TEST_CASE("a key number pushes more often than its neighbours", "[margin]") {
  const Pmf margin = DiscreteMargin(2.5, KeyNumbers());
  CHECK(margin.At(3) > 2 * margin.At(4));
  CHECK(margin.At(7) > 1.5 * margin.At(8));
}

TEST_CASE("a game that cannot end level never does", "[margin]") {
  CHECK(DiscreteMargin(1, MarginShape{}).At(0) == 0);
}

TEST_CASE("totals are never negative", "[margin]") {
  CHECK(DiscreteTotal(3, 5).min() == 0);
  CHECK(DiscreteTotal(45, 13).Mean() == Approx(45).margin(0.02));
}

TEST_CASE("every market of one distribution sums to one and never contradicts its neighbour",
          "[margin][property]") {
  const auto mean = GENERATE(take(20, random(-20.0, 20.0)));
  CAPTURE(Catch::rngSeed(), mean);
  const ScoreDistribution scores = PointsDistribution(SomePoints(mean));
  double last = 0;
  for (int32_t line = -160; line <= 160; ++line) {
    const auto home = ChancesOf(scores, FullGameSpread(line), Side::kHome);
    const auto away = ChancesOf(scores, FullGameSpread(line), Side::kAway);
    REQUIRE(home->Validate().ok());
    CHECK(*away == Reversed(*home));
    // More points for the home side never hurt it.
    const double value =
        home->win + home->half_win * 0.75 + home->push * 0.5 + home->half_loss * 0.25;
    CHECK(value >= last - 1e-12);
    last = value;
  }
  const auto moneyline = ChancesOf(scores, FullGameMoneyline(), Side::kHome);
  const auto pick = ChancesOf(scores, FullGameSpread(0), Side::kHome);
  CHECK(*moneyline == *pick);
}

TEST_CASE("the even line has both sides near a half", "[margin]") {
  const ScoreDistribution scores = PointsDistribution(SomePoints(4.6));
  const auto home = ChancesOf(scores, FullGameSpread(EvenSpreadQuarters(scores)), Side::kHome);
  CHECK(home->win == Approx(0.5).margin(0.03));
  const auto over = ChancesOf(scores, FullGameTotal(EvenTotalQuarters(scores)), Side::kOver);
  CHECK(over->win == Approx(0.5).margin(0.02));
  CHECK(EvenSpreadQuarters(scores) < 0);
}

TEST_CASE("what the distribution does not know is not answered", "[margin]") {
  const ScoreDistribution scores = PointsDistribution(SomePoints(0));
  const auto market =
      GENERATE("prop.full_game.included.players/1.points.10", "moneyline.first_half.excluded.-.-.-",
               "three_way.regulation.excluded.-.-.-");
  const auto key = MarketKey::Parse(market);
  CHECK(ChancesOf(scores, *key, SidesOf(*key)[0]).status().code() ==
        absl::StatusCode::kUnimplemented);
  CHECK(ChancesOf(scores, FullGameMoneyline(), Side::kDraw).status().code() ==
        absl::StatusCode::kInvalidArgument);
}

TEST_CASE("team totals share the game's total", "[margin]") {
  PointsParameters points = SomePoints(6);
  points.total_mean = 100;  // far enough from zero for nothing to be cut off
  const ScoreDistribution scores = PointsDistribution(points);
  CHECK(scores.home.Mean() + scores.away.Mean() == Approx(100).margin(0.1));
  CHECK(scores.home.Mean() - scores.away.Mean() == Approx(6).margin(0.1));
}

TEST_CASE("key numbers are found again in games drawn from them", "[margin]") {
  const MarginShape truth = KeyNumbers();
  const Pmf margin = DiscreteMargin(0, truth);
  std::mt19937_64 random(7);
  std::discrete_distribution<int32_t> draw(margin.probabilities().begin(),
                                           margin.probabilities().end());
  std::vector<int32_t> margins;
  for (int i = 0; i < 20'000; ++i) margins.push_back(margin.min() + draw(random));
  const std::vector<double> weights =
      FitMarginWeights(margins, std::vector<double>(margins.size(), 0), truth.deviation, 100);
  // Against the whole curve, which the weights above lift by a little.
  CHECK(weights[2] / weights[3] == Approx(2.6 / 0.9).epsilon(0.12));
  CHECK(weights[6] / weights[7] == Approx(1.7).epsilon(0.12));
  CHECK(FitMarginWeights({}, {}, 13, 100)[2] == 1);
}

}  // namespace
}  // namespace overround::models
