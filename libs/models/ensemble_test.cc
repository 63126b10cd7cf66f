#include "libs/models/ensemble.h"

#include <cmath>

#include <catch2/catch.hpp>

#include "libs/models/margin_distribution.h"
#include "libs/models/model_test_fixtures.h"

namespace overround::models {
namespace {

ScoreDistribution Points(double margin_mean) {
  PointsParameters points;
  points.margin_mean = margin_mean;
  return PointsDistribution(points);
}

double Logit(double p) { return std::log(p / (1 - p)); }

TEST_CASE("between two values a pool averages the logits", "[ensemble]") {
  const ScoreDistribution low = Points(-4);
  const ScoreDistribution high = Points(6);
  const ScoreDistribution pooled = LogitPool({{"a", &low, 3}, {"b", &high, 1}});
  const auto odds = [](const ScoreDistribution& scores) {
    return std::log(scores.margin.At(7) / scores.margin.At(-3));
  };
  CHECK(odds(pooled) == Approx(0.75 * odds(low) + 0.25 * odds(high)).epsilon(1e-9));
}

TEST_CASE("the pool of alike members is what each of them says", "[ensemble]") {
  const ScoreDistribution one = Points(3);
  const ScoreDistribution pooled = LogitPool({{"a", &one, 1}, {"b", &one, 5}});
  for (int32_t margin = -30; margin <= 30; ++margin) {
    CHECK(pooled.margin.At(margin) == Approx(one.margin.At(margin)).epsilon(1e-9));
  }
}

TEST_CASE("a pooled win probability lies between its members', near their mean logit",
          "[ensemble]") {
  const ScoreDistribution low = Points(-4);
  const ScoreDistribution high = Points(6);
  const double pooled = Logit(ExpectancyOf(LogitPool({{"a", &low, 1}, {"b", &high, 1}}).margin));
  const double mean = (Logit(ExpectancyOf(low.margin)) + Logit(ExpectancyOf(high.margin))) / 2;
  CHECK(pooled == Approx(mean).margin(0.01));
}

TEST_CASE("the ensemble says who spoke and goes on without who did not", "[ensemble]") {
  League league("nfl");
  const auto ensemble = StandardEnsemble(KnownSports());
  const GameId silent = league.Schedule(2, 3);
  const auto none = ensemble->Judge(league.AsOfNow(), silent);
  CHECK(std::get<Abstention>(*none).reason == "no_members");
  CHECK_THAT(std::get<Abstention>(*none).message, Catch::Contains("elo: Team 2 has 0"));

  league.PlayRounds(12);
  const GameId game = league.Schedule(0, 1);
  const auto alone = std::get<Forecast>(*ensemble->Judge(league.AsOfNow(), game));
  CHECK(alone.features == std::vector<Feature>{{"weight_elo", 1}});

  for (const char* book : {"one", "two"}) {
    league.Offer(game, book, FullGameMoneyline(), Side::kHome, *Odds::FromAmerican(-110));
    league.Offer(game, book, FullGameMoneyline(), Side::kAway, *Odds::FromAmerican(-110));
  }
  const auto both = std::get<Forecast>(*ensemble->Judge(league.AsOfNow(), game));
  CHECK(both.features == std::vector<Feature>{{"weight_consensus", 0.8}, {"weight_elo", 0.2}});
  const double elo = ExpectancyOf(alone.distribution.margin);
  const double pooled = ExpectancyOf(both.distribution.margin);
  CHECK(pooled > 0.5);
  CHECK(pooled < elo);
}

TEST_CASE("the same view of the same facts gives the same bits", "[ensemble]") {
  League league("mlb");
  league.PlayRounds(12);
  const GameId game = league.Schedule(0, 1);
  for (const char* book : {"one", "two"}) {
    league.Offer(game, book, FullGameMoneyline(), Side::kHome, *Odds::FromAmerican(-130));
    league.Offer(game, book, FullGameMoneyline(), Side::kAway, *Odds::FromAmerican(115));
  }
  const auto ensemble = StandardEnsemble(KnownSports());
  const history::AsOf then = league.AsOfNow();
  const Verdict before = *ensemble->Judge(then, game);
  league.PlayRounds(5);
  league.Offer(game, "one", FullGameMoneyline(), Side::kHome, *Odds::FromAmerican(200));
  CHECK(*ensemble->Judge(then, game) == before);
  CHECK(std::get<Forecast>(*ensemble->Judge(league.AsOfNow(), game)).distribution !=
        std::get<Forecast>(before).distribution);
}

}  // namespace
}  // namespace overround::models
