#include "services/grading/results/results.h"

#include <algorithm>
#include <map>
#include <optional>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/grading/results/store.h"

namespace overround::grading {
namespace {

// A chain of merges longer than this is a fault of the log's.
constexpr int kMergesMax = 16;

// The record that stands for a game, read by `find`. FAILED_PRECONDITION for merges in a circle.
absl::StatusOr<std::optional<Game>> FollowMergers(
    pg::Transaction& tx, GameId id,
    absl::StatusOr<std::optional<Game>> (*find)(pg::Transaction&, const GameId&)) {
  for (int hop = 0; hop < kMergesMax; ++hop) {
    OVERROUND_ASSIGN_OR_RETURN(auto game, find(tx, id));
    if (!game || !game->merged_into) return game;
    id = *game->merged_into;
  }
  return absl::FailedPreconditionError(
      absl::StrCat("games/", id.ToString(), ": merged in a circle"));
}

}  // namespace

absl::Status Results::TellGame(pg::Transaction& tx, const Game& game, Touched& touched) const {
  // A plan of the collector's history is told without its end: what is not told has not changed,
  // for no result and no merger is ever taken back.
  OVERROUND_ASSIGN_OR_RETURN(const auto known, results_store::LockGame(tx, game.id));
  Game now = game;
  if (known && !now.sheet) {
    now.sheet = known->sheet;
    now.result_revision = known->result_revision;
  }
  if (known && !now.merged_into) now.merged_into = known->merged_into;
  touched.insert(now.id);
  return results_store::UpsertGame(tx, now);
}

absl::Status Results::TellCloses(pg::Transaction& tx, const GameId& game, int32_t revision,
                                 absl::Time start_time, absl::Span<const ClosingPrice> closes,
                                 Touched& touched) const {
  touched.insert(game);
  OVERROUND_RETURN_IF_ERROR(results_store::InsertUnknownGames(tx, {game}));
  OVERROUND_RETURN_IF_ERROR(results_store::UpdateClose(tx, game, revision, start_time));
  return results_store::ReplaceClosingLines(tx, game, closes);
}

absl::Status Results::TellPredictions(pg::Transaction& tx, absl::Span<const Prediction> predictions,
                                      Touched& touched) const {
  std::set<GameId> games;
  for (const Prediction& prediction : predictions) games.insert(prediction.game);
  touched.insert(games.begin(), games.end());
  OVERROUND_RETURN_IF_ERROR(results_store::InsertUnknownGames(tx, {games.begin(), games.end()}));
  return results_store::InsertPredictions(tx, predictions);
}

absl::Status Results::TellBet(pg::Transaction& tx, const SettledBet& bet, Touched& touched) const {
  touched.insert(bet.game);
  OVERROUND_RETURN_IF_ERROR(results_store::InsertUnknownGames(tx, {bet.game}));
  return results_store::UpsertBet(tx, bet, world_.Now());
}

absl::Status Results::GradeTouched(pg::Transaction& tx, const Touched& touched) const {
  // Survivors first, once each: a merged record is graded with the game it is part of.
  std::set<GameId> survivors;
  for (const GameId& id : touched) {
    OVERROUND_ASSIGN_OR_RETURN(const auto game, FollowMergers(tx, id, results_store::FindGame));
    if (game) survivors.insert(game->id);
  }
  for (const GameId& id : survivors) {
    // Three followers may reach one game at once; they take turns here, and each looks again
    // whether it was merged meanwhile.
    OVERROUND_ASSIGN_OR_RETURN(const auto game, FollowMergers(tx, id, results_store::LockGame));
    // Nobody has told of it yet: who does will find what waits for it.
    if (!game || game->sport.empty()) continue;
    OVERROUND_ASSIGN_OR_RETURN(const auto records, results_store::ListRecords(tx, game->id));
    OVERROUND_ASSIGN_OR_RETURN(const auto closes, results_store::ListClosingLines(tx, game->id));
    if (game->sheet) OVERROUND_RETURN_IF_ERROR(GradePredictions(tx, *game, records, closes));
    OVERROUND_RETURN_IF_ERROR(GradeBets(tx, *game, records, closes));
  }
  return absl::OkStatus();
}

absl::Status Results::GradePredictions(pg::Transaction& tx, const Game& game,
                                       const std::vector<GameId>& records,
                                       absl::Span<const ClosingPrice> closes) const {
  OVERROUND_ASSIGN_OR_RETURN(const auto predictions, results_store::ListPredictions(tx, records));
  OVERROUND_ASSIGN_OR_RETURN(const auto stored, results_store::ListResults(tx, records));
  std::map<PredictionId, const PredictionResult*> before;
  for (const PredictionResult& result : stored) before[result.prediction.id] = &result;
  std::map<PredictionId, const Prediction*> by_id;
  for (const Prediction& prediction : predictions) by_id[prediction.id] = &prediction;

  std::vector<PredictionResult> changed;
  for (const Grade& grade : GradeGame(game, predictions, closes)) {
    const auto old = before.find(grade.prediction);
    if (old != before.end() && old->second->grade == grade &&
        old->second->game_start_time == game.start_time)
      continue;
    changed.push_back({.prediction = *by_id.at(grade.prediction),
                       .grade = grade,
                       .sport = game.sport,
                       .game_title = game.title,
                       .game_start_time = game.start_time,
                       .revision = old == before.end() ? 1 : old->second->revision + 1,
                       .grade_time = world_.Now()});
  }
  OVERROUND_RETURN_IF_ERROR(results_store::UpsertResults(tx, changed));
  for (const PredictionResult& result : changed) {
    OVERROUND_RETURN_IF_ERROR(announcer_.prediction_graded(tx, result));
  }
  return absl::OkStatus();
}

absl::Status Results::GradeBets(pg::Transaction& tx, const Game& game,
                                const std::vector<GameId>& records,
                                absl::Span<const ClosingPrice> closes) const {
  OVERROUND_ASSIGN_OR_RETURN(const auto grades, results_store::ListBetGrades(tx, records));
  for (const BetGrade& old : grades) {
    BetGrade fresh = old;
    fresh.sport = game.sport;
    fresh.close_revision = game.close_revision;
    if (game.close_revision > 0) fresh.closing_value = ValueAgainst(closes, old.bet.purchase);
    // Revision 0 is a settlement that nobody has been told the grade of.
    if (old.revision > 0 && fresh.closing_value == old.closing_value &&
        fresh.close_revision == old.close_revision) {
      continue;
    }
    OVERROUND_ASSIGN_OR_RETURN(fresh.revision,
                               results_store::UpdateBetGrade(tx, fresh, world_.Now()));
    fresh.grade_time = world_.Now();
    OVERROUND_RETURN_IF_ERROR(announcer_.bet_graded(tx, fresh));
  }
  return absl::OkStatus();
}

}  // namespace overround::grading
