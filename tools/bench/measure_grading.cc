#include "migrations/grading_migrations.h"
#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/base/clock.h"
#include "libs/base/ids.h"
#include "libs/ops/run_service.h"
#include "libs/testing/postgres.h"
#include "services/grading/results/results.h"
#include "tools/bench/measures.h"

namespace overround::bench {
namespace {

using grading::Game;
using grading::Prediction;
using grading::PredictionId;
using grading::Results;
using grading::Touched;

constexpr int kGames = 500;
constexpr int kPredictionsPerGame = 200;
constexpr absl::Duration kPatience = absl::Minutes(5);

absl::Time StartTime() { return absl::FromUnixSeconds(1'785'000'000); }

Game GameAt(const IdSource& ids, int number) {
  return {.id = GameId(ids.Derive(StartTime(), "game", absl::StrCat(number))),
          .sport = "mlb",
          .title = "Boston at New York",
          .start_time = StartTime()};
}

std::vector<Prediction> PredictionsOf(const IdSource& ids, const GameId& game) {
  std::vector<Prediction> predictions;
  for (int i = 0; i < kPredictionsPerGame; ++i) {
    const absl::Time made = StartTime() - absl::Minutes(i + 1);
    predictions.push_back({.id = PredictionId(ids.Derive(made, "prediction", game.ToString())),
                           .game = game,
                           .model = "consensus",
                           .model_version = "1",
                           .purchase = {.market = FullGameMoneyline(),
                                        .side = i % 2 == 0 ? Side::kHome : Side::kAway,
                                        .odds = *Odds::FromAmerican(-110),
                                        .sportsbook = "book1"},
                           .inverse = i % 2 == 1,
                           .main_line = true,
                           .probability = 0.5,
                           .make_time = made});
  }
  return predictions;
}

using Telling = std::function<absl::Status(pg::Transaction&, Touched&)>;

void Tell(const testing::TestDatabase& database, const Results& results, const Telling& telling) {
  const absl::Status told = database.pool().InTransaction(
      absl::Now() + kPatience, [&](pg::Transaction& tx) -> absl::Status {
        Touched touched;
        if (absl::Status status = telling(tx, touched); !status.ok()) return status;
        return results.GradeTouched(tx, touched);
      });
  OVERROUND_CHECK(told.ok());
}

}  // namespace

std::vector<Figure> MeasureGrading() {
  const testing::TestDatabase database{"grading",
                                       ops::MigrationSetsOf("grading", grading::kMigrations)};
  const SettableClock world{StartTime() + absl::Hours(3)};
  const IdSource ids{"bench"};
  int64_t graded = 0;
  const Results results(
      world,
      {.prediction_graded =
           [&](pg::Transaction&, const grading::PredictionResult&) {
             ++graded;
             return absl::OkStatus();
           },
       .bet_graded = [](pg::Transaction&, const grading::BetGrade&) { return absl::OkStatus(); }});
  for (int i = 0; i < kGames; ++i) {
    Tell(database, results, [&](pg::Transaction& tx, Touched& touched) -> absl::Status {
      const Game game = GameAt(ids, i);
      if (auto told = results.TellGame(tx, game, touched); !told.ok()) return told;
      return results.TellPredictions(tx, PredictionsOf(ids, game.id), touched);
    });
  }
  const double seconds = SecondsOf([&] {
    for (int i = 0; i < kGames; ++i) {
      Tell(database, results, [&](pg::Transaction& tx, Touched& touched) {
        Game game = GameAt(ids, i);
        game.result_revision = 1;
        game.sheet = grading::FinalSheet({4, 2});
        return results.TellGame(tx, game, touched);
      });
    }
  });
  OVERROUND_CHECK(graded == int64_t{kGames} * kPredictionsPerGame);
  // 100,000 in five seconds.
  return {{.name = "grading",
           .value = static_cast<double>(graded) / seconds,
           .reference = 20'000,
           .unit = "predictions",
           .against = "the 20,000 wanted"}};
}

}  // namespace overround::bench
