#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/base/strong_id.h"
#include "libs/domain/settlement.h"
#include "services/grading/clv/closing_value.h"

namespace overround::grading {

using PredictionId = StrongId<struct PredictionTag>;

// What grading knows of a game.
struct Game {
  GameId id = {};
  std::string sport = {};
  std::string title = {};
  // Planned; the actual one once it has started.
  absl::Time start_time = {};
  std::optional<GameId> merged_into = std::nullopt;
  // 0 while there is no result.
  int32_t result_revision = 0;
  // 0 while it has not closed.
  int32_t close_revision = 0;
  // Set with result_revision, or where the game is void.
  std::optional<ResultSheet> sheet = std::nullopt;

  bool is_void() const { return sheet && sheet->state == ResultSheet::State::kVoid; }
};

// What a model said, as its log told it.
struct Prediction {
  PredictionId id = {};
  GameId game = {};
  std::string model = {};
  std::string model_version = {};
  Purchase purchase = {};
  bool inverse = false;
  bool main_line = false;
  double probability = 0;
  double push_probability = 0;
  absl::Time make_time = {};
};

// The sheet of a game that was called off.
inline ResultSheet VoidSheet() {
  ResultSheet sheet;
  sheet.state = ResultSheet::State::kVoid;
  return sheet;
}

// Of a game without overtime and without scores of its parts.
inline ResultSheet FinalSheet(Score full_game) {
  ResultSheet sheet;
  sheet.full_game = full_game;
  return sheet;
}

// What came of it.
struct Grade {
  PredictionId prediction = {};
  GameId game = {};
  bool official = false;
  Outcome outcome = Outcome::kVoid;
  // Of one unit at the odds available then; none without odds.
  std::optional<double> profit_units = std::nullopt;
  ClosingValue closing_value = {};
  int32_t close_revision = 0;
  int32_t result_revision = 0;

  friend bool operator==(const Grade&, const Grade&) = default;
};

// How a purchase ended. As Settle; a negated one wins where its side does not.
absl::StatusOr<Outcome> OutcomeOf(const Purchase& purchase, const ResultSheet& sheet);

// Grades every prediction of a finished game; in the order given. A prediction the result does not
// decide (a period nobody told the score of) has no grade yet.
//
// Official is the last at the main line before the start, of each model version, market kind and
// period, originals and inverses apart; among equals in time the greater id.
//
// Requires: game.sheet is set.
std::vector<Grade> GradeGame(const Game& game, std::span<const Prediction> predictions,
                             std::span<const ClosingPrice> closes);

}  // namespace overround::grading
