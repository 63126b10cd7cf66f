#include "services/grading/results/results.h"

#include <algorithm>
#include <functional>
#include <vector>

#include "migrations/grading_migrations.h"
#include <catch2/catch.hpp>

#include "libs/base/clock.h"
#include "libs/ops/run_service.h"
#include "libs/testing/catalogue.h"
#include "libs/testing/postgres.h"
#include "libs/testing/status_matchers.h"
#include "services/grading/performance/performance.h"
#include "services/grading/results/store.h"

namespace overround::grading {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'785'000'000);
const IdSource kIds("test");
const GameId kGame(kIds.Derive(kStart, "game", "1"));

Game Planned(const GameId& id = kGame) {
  return {.id = id, .sport = "mlb", .title = "Boston at New York", .start_time = kStart};
}

Game Final(int32_t home, int32_t away, int32_t revision = 1, const GameId& id = kGame) {
  Game game = Planned(id);
  game.result_revision = revision;
  game.sheet = FinalSheet({home, away});
  return game;
}

Prediction HomeToWin(absl::Duration before = absl::Hours(1), const GameId& game = kGame) {
  return {.id = PredictionId(kIds.Derive(kStart - before, "prediction", game.ToString())),
          .game = game,
          .model = "elo",
          .model_version = "1",
          .purchase = {.market = FullGameMoneyline(),
                       .side = Side::kHome,
                       .odds = *Odds::FromAmerican(-110),
                       .sportsbook = "soft"},
          .main_line = true,
          .probability = 0.6,
          .make_time = kStart - before};
}

SettledBet Bet(int64_t profit_minor, int32_t settlement = 1) {
  return {.id = BetId(kIds.Derive(kStart, "bet", "1")),
          .game = kGame,
          .bankroll = BankrollId(kIds.Derive(kStart, "bankroll", "1")),
          .owner = "agents/benny",
          .purchase = HomeToWin().purchase,
          .stake = {1100, kUsd},
          .profit = {profit_minor, kUsd},
          .outcome = profit_minor > 0 ? Outcome::kWin : Outcome::kLoss,
          .settlement_number = settlement};
}

std::vector<ClosingPrice> EvenClose() {
  std::vector<ClosingPrice> closes;
  for (const Side side : {Side::kHome, Side::kAway}) {
    closes.push_back({.sportsbook = "sharp",
                      .market = FullGameMoneyline(),
                      .side = side,
                      .odds = *Odds::FromAmerican(-105),
                      .has_closed = true,
                      .age = absl::Seconds(90)});
  }
  return closes;
}

struct Fixture {
  testing::TestDatabase database{"grading", ops::MigrationSetsOf("grading", kMigrations)};
  SettableClock world{kStart + absl::Hours(3)};
  int told_predictions = 0;
  int told_bets = 0;
  Results results{world,
                  {.prediction_graded =
                       [this](pg::Transaction&, const PredictionResult&) {
                         ++told_predictions;
                         return absl::OkStatus();
                       },
                   .bet_graded =
                       [this](pg::Transaction&, const BetGrade&) {
                         ++told_bets;
                         return absl::OkStatus();
                       }}};

  using Telling = std::function<absl::Status(pg::Transaction&, Touched&)>;

  absl::Status Tell(const Telling& telling) {
    return database.pool().InTransaction(testing::Soon(), [&](pg::Transaction& tx) -> absl::Status {
      Touched touched;
      if (const absl::Status told = telling(tx, touched); !told.ok()) return told;
      return results.GradeTouched(tx, touched);
    });
  }
  absl::Status TellGame(const Game& game) {
    return Tell(
        [&](pg::Transaction& tx, Touched& touched) { return results.TellGame(tx, game, touched); });
  }
  absl::Status TellPrediction(const Prediction& prediction) {
    return Tell([&](pg::Transaction& tx, Touched& touched) {
      return results.TellPredictions(tx, absl::MakeConstSpan(&prediction, 1), touched);
    });
  }
  absl::Status TellBet(const SettledBet& bet) {
    return Tell(
        [&](pg::Transaction& tx, Touched& touched) { return results.TellBet(tx, bet, touched); });
  }
  absl::Status TellClose() {
    return Tell([&](pg::Transaction& tx, Touched& touched) {
      return results.TellCloses(tx, kGame, 1, kStart, EvenClose(), touched);
    });
  }
  std::vector<PredictionResult> Graded(const GameId& game = kGame) {
    return *database.pool().InTransaction(testing::Soon(), [&](pg::Transaction& tx) {
      return results_store::ListResults(tx, {game});
    });
  }
  BetGrade GradedBet() {
    return database.pool()
        .InTransaction(
            testing::Soon(),
            [&](pg::Transaction& tx) { return results_store::ListBetGrades(tx, {kGame}); })
        ->front();
  }
};

TEST_CASE("grading's tables follow the rules of distribution", "[grading][pg]") {
  const Fixture fixture;
  CHECK(testing::CatalogueFaults(fixture.database, "grading") == std::vector<std::string>{});
}

TEST_CASE("grades are the same in whatever order the logs speak", "[grading][pg]") {
  // The collector's own events keep their order; predictions and bets come anywhere between.
  std::vector<int> order = {0, 1, 2};
  const int variant = GENERATE(range(0, 6));
  for (int i = 0; i < variant; ++i) std::next_permutation(order.begin(), order.end());
  CAPTURE(order);
  Fixture fixture;
  REQUIRE(IsOk(fixture.TellGame(Planned())));
  for (const int step : order) {
    if (step == 0) {
      REQUIRE(IsOk(fixture.TellClose()));
      REQUIRE(IsOk(fixture.TellGame(Final(3, 1))));
    }
    if (step == 1) REQUIRE(IsOk(fixture.TellPrediction(HomeToWin())));
    if (step == 2) REQUIRE(IsOk(fixture.TellBet(Bet(1000))));
  }
  const auto graded = fixture.Graded();
  REQUIRE(graded.size() == 1);
  CHECK(graded[0].grade.official);
  CHECK(graded[0].grade.outcome == Outcome::kWin);
  CHECK(*graded[0].grade.closing_value.probability == Approx(0.5));
  CHECK(fixture.GradedBet().closing_value == graded[0].grade.closing_value);
}

TEST_CASE("being told the same again changes nothing and tells nobody", "[grading][pg]") {
  Fixture fixture;
  for (int i = 0; i < 2; ++i) {
    REQUIRE(IsOk(fixture.TellGame(Final(3, 1))));
    REQUIRE(IsOk(fixture.TellPrediction(HomeToWin())));
    REQUIRE(IsOk(fixture.TellBet(Bet(1000))));
  }
  CHECK(fixture.told_predictions == 1);
  CHECK(fixture.told_bets == 1);
  CHECK(fixture.Graded()[0].revision == 1);
}

TEST_CASE("a corrected result grades again under the next revision", "[grading][pg]") {
  Fixture fixture;
  REQUIRE(IsOk(fixture.TellPrediction(HomeToWin())));
  REQUIRE(IsOk(fixture.TellGame(Final(3, 1))));
  REQUIRE(IsOk(fixture.TellGame(Final(3, 4, 2))));
  REQUIRE(IsOk(fixture.TellBet(Bet(1000))));
  REQUIRE(IsOk(fixture.TellBet(Bet(-1100, 2))));
  const auto graded = fixture.Graded();
  CHECK(graded[0].grade.outcome == Outcome::kLoss);
  CHECK(graded[0].revision == 2);
  CHECK(graded[0].grade.result_revision == 2);
  CHECK(fixture.GradedBet().bet.profit.minor_units == -1100);
  CHECK(fixture.told_bets == 2);
}

TEST_CASE("predictions of a record that was merged are graded with the survivor", "[grading][pg]") {
  const GameId other(kIds.Derive(kStart, "game", "2"));
  Fixture fixture;
  REQUIRE(IsOk(fixture.TellGame(Planned(other))));
  REQUIRE(IsOk(fixture.TellPrediction(HomeToWin(absl::Hours(2), other))));
  REQUIRE(IsOk(fixture.TellPrediction(HomeToWin())));
  Game merged = Planned(other);
  merged.merged_into = kGame;
  REQUIRE(IsOk(fixture.TellGame(merged)));
  REQUIRE(IsOk(fixture.TellGame(Final(3, 1))));
  REQUIRE(fixture.Graded(other).size() == 1);
  CHECK_FALSE(fixture.Graded(other)[0].grade.official);
  CHECK(fixture.Graded(kGame)[0].grade.official);
}

TEST_CASE("performance counts official rows only and leaves pushes out of accuracy",
          "[grading][pg]") {
  Fixture fixture;
  REQUIRE(IsOk(fixture.TellPrediction(HomeToWin(absl::Hours(5)))));
  REQUIRE(IsOk(fixture.TellPrediction(HomeToWin())));
  REQUIRE(IsOk(fixture.TellGame(Final(3, 1))));
  const GameId tied(kIds.Derive(kStart, "game", "3"));
  REQUIRE(IsOk(fixture.TellPrediction(HomeToWin(absl::Hours(1), tied))));
  REQUIRE(IsOk(fixture.TellGame(Final(2, 2, 1, tied))));
  const auto comparisons = *fixture.database.pool().InTransaction(
      testing::Soon(), [](pg::Transaction& tx) { return ListComparisons(tx, {}); });
  REQUIRE(comparisons.size() == 1);
  const Performance& elo = comparisons[0].original;
  CHECK(elo.official == 2);
  CHECK(elo.pushes == 1);
  CHECK(elo.accuracy == 1.0);
  CHECK(*elo.roi == Approx((10.0 / 11) / 2));
  CHECK(*elo.log_loss == Approx(-std::log(0.6)));
  CHECK(comparisons[0].inverse.official == 0);
}

TEST_CASE("a plan told after the result does not take it back", "[grading][pg]") {
  Fixture grading;
  REQUIRE(IsOk(grading.TellPrediction(HomeToWin())));
  REQUIRE(IsOk(grading.TellGame(Final(4, 2))));
  REQUIRE(IsOk(grading.TellGame(Planned())));
  CHECK(grading.Graded().size() == 1);
  // A prediction that comes later still finds the result.
  REQUIRE(IsOk(grading.TellPrediction(HomeToWin(absl::Hours(2)))));
  CHECK(grading.Graded().size() == 2);
}

TEST_CASE("closes and bets may be told before their game", "[grading][pg]") {
  Fixture grading;
  REQUIRE(IsOk(grading.TellClose()));
  REQUIRE(IsOk(grading.TellBet(Bet(1000))));
  REQUIRE(IsOk(grading.TellPrediction(HomeToWin())));
  CHECK(grading.told_bets == 0);
  REQUIRE(IsOk(grading.TellGame(Final(4, 2))));
  REQUIRE(grading.Graded().size() == 1);
  CHECK(grading.Graded().front().grade.close_revision == 1);
  CHECK(grading.told_bets == 1);
}

TEST_CASE("a record merged by way of another is graded with the last survivor", "[grading][pg]") {
  Fixture grading;
  const GameId second(kIds.Derive(kStart, "game", "2"));
  const GameId third(kIds.Derive(kStart, "game", "3"));
  REQUIRE(IsOk(grading.TellPrediction(HomeToWin())));
  Game merged = Planned();
  merged.merged_into = second;
  REQUIRE(IsOk(grading.TellGame(merged)));
  merged = Planned(second);
  merged.merged_into = third;
  REQUIRE(IsOk(grading.TellGame(merged)));
  REQUIRE(IsOk(grading.TellGame(Final(4, 2, 1, third))));
  CHECK(grading.Graded().size() == 1);
  // What the plan of the first says anew undoes no merger.
  REQUIRE(IsOk(grading.TellGame(Planned())));
  REQUIRE(IsOk(grading.TellGame(Final(1, 2, 2, third))));
  CHECK(grading.Graded().front().grade.outcome == Outcome::kLoss);
}

}  // namespace
}  // namespace overround::grading
