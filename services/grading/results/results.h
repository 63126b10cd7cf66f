#pragma once

#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/types/span.h>

#include "libs/base/clock.h"
#include "libs/domain/money.h"
#include "libs/pg/transaction.h"
#include "services/grading/results/grade.h"

namespace overround::grading {

using BetId = StrongId<struct BetTag>;
using BankrollId = StrongId<struct BankrollTag>;

// A settled bet, as bankroll's log told it.
struct SettledBet {
  BetId id = {};
  GameId game = {};
  BankrollId bankroll = {};
  std::string owner = {};
  Purchase purchase = {};  // with odds and sportsbook
  Money stake = {0, kUsd};
  Money profit = {0, kUsd};
  Outcome outcome = Outcome::kVoid;
  int32_t settlement_number = 0;
};

// The games whose grades may have changed in a transaction.
using Touched = std::set<GameId>;

// A grade as it is stored, with what listing it needs.
struct PredictionResult {
  Prediction prediction = {};
  Grade grade = {};
  std::string sport = {};
  std::string game_title = {};
  absl::Time game_start_time = {};
  int32_t revision = 1;
  absl::Time grade_time = {};
};

// A settled bet with its closing line value.
struct BetGrade {
  SettledBet bet;
  ClosingValue closing_value = {};
  int32_t close_revision = 0;
  std::string sport = {};
  int32_t revision = 1;
  absl::Time grade_time = {};
};

// Told of each grade that is new or changed, in the transaction that stores it.
struct Announcer {
  std::function<absl::Status(pg::Transaction&, const PredictionResult&)> prediction_graded;
  std::function<absl::Status(pg::Transaction&, const BetGrade&)> bet_graded;
};

// Keeps what the logs tell and grades what can be graded. The facts of a game, its predictions and
// its bets come from three logs, in any order between them: whichever comes last completes the
// grade, and a correction grades again. All methods work in the caller's transaction; end it with
// GradeTouched.
class Results {
 public:
  // `world` outlives this.
  Results(const Clock& world, Announcer announcer)
      : world_(world), announcer_(std::move(announcer)) {}

  // The game as it is now: planned, moved, started, final, corrected or void.
  absl::Status TellGame(pg::Transaction& tx, const Game& game, Touched& touched) const;
  // Replaces all closes of an earlier revision; `start_time` is the actual start they belong to.
  absl::Status TellCloses(pg::Transaction& tx, const GameId& game, int32_t revision,
                          absl::Time start_time, absl::Span<const ClosingPrice> closes,
                          Touched& touched) const;
  absl::Status TellPredictions(pg::Transaction& tx, absl::Span<const Prediction> predictions,
                               Touched& touched) const;
  absl::Status TellBet(pg::Transaction& tx, const SettledBet& bet, Touched& touched) const;

  // Grades again what is finished among `touched`, in the order of the ids.
  absl::Status GradeTouched(pg::Transaction& tx, const Touched& touched) const;

 private:
  absl::Status GradePredictions(pg::Transaction& tx, const Game& game,
                                const std::vector<GameId>& records,
                                absl::Span<const ClosingPrice> closes) const;
  absl::Status GradeBets(pg::Transaction& tx, const Game& game, const std::vector<GameId>& records,
                         absl::Span<const ClosingPrice> closes) const;

  const Clock& world_;
  const Announcer announcer_;
};

}  // namespace overround::grading
