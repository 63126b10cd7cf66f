#include "services/grading/results/grade.h"

#include <vector>

#include <catch2/catch.hpp>

namespace overround::grading {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'785'000'000);
const IdSource kIds("test");
const GameId kGame(kIds.Derive(kStart, "game", "1"));

Game Final(int32_t home, int32_t away) {
  return {.id = kGame,
          .start_time = kStart,
          .result_revision = 1,
          .close_revision = 1,
          .sheet = FinalSheet({home, away})};
}

Prediction Made(absl::Duration before, const MarketKey& market = FullGameMoneyline(),
                Side side = Side::kHome) {
  const absl::Time time = kStart - before;
  return {.id = PredictionId(kIds.Derive(time, "prediction", market.ToString())),
          .game = kGame,
          .model = "elo",
          .model_version = "1",
          .purchase = {.market = market,
                       .side = side,
                       .odds = *Odds::FromAmerican(150),
                       .sportsbook = "book"},
          .main_line = true,
          .probability = 0.6,
          .make_time = time};
}

TEST_CASE("profit is at the odds available when the prediction was made", "[grade]") {
  const std::vector<Prediction> predictions = {Made(absl::Hours(1))};
  CHECK(GradeGame(Final(3, 1), predictions, {})[0].profit_units == 1.5);
  CHECK(GradeGame(Final(1, 3), predictions, {})[0].profit_units == -1.0);
  CHECK(GradeGame(Final(2, 2), predictions, {})[0].outcome == Outcome::kPush);
}

TEST_CASE("the last at the main line before the start is official", "[grade]") {
  std::vector<Prediction> predictions = {Made(absl::Hours(5)), Made(absl::Hours(1)),
                                         Made(absl::Minutes(-5)), Made(absl::Minutes(30))};
  predictions[3].main_line = false;
  const auto grades = GradeGame(Final(3, 1), predictions, {});
  CHECK_FALSE(grades[0].official);
  CHECK(grades[1].official);
  CHECK_FALSE(grades[2].official);
  CHECK_FALSE(grades[3].official);
}

TEST_CASE("markets, versions and inverses have official rows of their own", "[grade]") {
  std::vector<Prediction> predictions(3, Made(absl::Hours(1)));
  predictions[0] = Made(absl::Hours(2));
  predictions[0].inverse = true;
  predictions[1] = Made(absl::Hours(3), FullGameTotal(34), Side::kOver);
  predictions[2].model_version = "2";
  for (const Grade& grade : GradeGame(Final(3, 1), predictions, {})) CHECK(grade.official);
}

TEST_CASE("a total that moved its line has one official row", "[grade]") {
  const std::vector<Prediction> predictions = {
      Made(absl::Hours(3), FullGameTotal(34), Side::kOver),
      Made(absl::Hours(1), FullGameTotal(36), Side::kOver)};
  const auto grades = GradeGame(Final(5, 4), predictions, {});
  CHECK_FALSE(grades[0].official);
  CHECK(grades[1].official);
  CHECK(grades[0].outcome == Outcome::kWin);
  CHECK(grades[1].outcome == Outcome::kPush);
}

TEST_CASE("a negated three-way prediction wins where its side does not", "[grade]") {
  Prediction not_home = Made(absl::Hours(1), RegulationThreeWay(), Side::kHome);
  not_home.purchase.negated = true;
  CHECK(GradeGame(Final(1, 1), std::vector{not_home}, {})[0].outcome == Outcome::kWin);
  CHECK(GradeGame(Final(2, 1), std::vector{not_home}, {})[0].outcome == Outcome::kLoss);
}

TEST_CASE("a void game voids every prediction", "[grade]") {
  Game game = Final(0, 0);
  game.sheet->state = ResultSheet::State::kVoid;
  const auto grades = GradeGame(game, std::vector{Made(absl::Hours(1))}, {});
  CHECK(grades[0].outcome == Outcome::kVoid);
  CHECK(grades[0].profit_units == 0.0);
}

TEST_CASE("a market nobody told the score of waits ungraded", "[grade]") {
  MarketKey first_half = FullGameMoneyline();
  first_half.period = Period::kFirstHalf;
  first_half.overtime = OvertimeRule::kExcluded;
  CHECK(GradeGame(Final(3, 1), std::vector{Made(absl::Hours(1), first_half)}, {}).empty());
}

}  // namespace
}  // namespace overround::grading
