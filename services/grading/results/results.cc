#include "services/grading/results/results.h"

#include <algorithm>
#include <map>

#include "libs/base/status_macros.h"
#include "services/grading/results/store.h"

namespace overround::grading {

absl::Status Results::TellGame(pg::Transaction& tx, const Game& game, Touched& touched) const {
  touched.insert(game.merged_into.value_or(game.id));
  return results_store::UpsertGame(tx, game);
}

absl::Status Results::TellCloses(pg::Transaction& tx, const GameId& game, int32_t revision,
                                 absl::Time start_time, absl::Span<const ClosingPrice> closes,
                                 Touched& touched) const {
  touched.insert(game);
  OVERROUND_RETURN_IF_ERROR(results_store::UpdateClose(tx, game, revision, start_time));
  return results_store::ReplaceClosingLines(tx, game, closes);
}

absl::Status Results::TellPredictions(pg::Transaction& tx, absl::Span<const Prediction> predictions,
                                      Touched& touched) const {
  for (const Prediction& prediction : predictions) touched.insert(prediction.game);
  return results_store::InsertPredictions(tx, predictions);
}

absl::Status Results::TellBet(pg::Transaction& tx, const SettledBet& bet, Touched& touched) const {
  touched.insert(bet.game);
  return results_store::UpsertBet(tx, bet, world_.Now());
}

absl::Status Results::GradeTouched(pg::Transaction& tx, const Touched& touched) const {
  // Survivors first, once each: a merged record is graded with the game it is part of.
  std::set<GameId> survivors;
  for (const GameId& id : touched) {
    OVERROUND_ASSIGN_OR_RETURN(const auto game, results_store::FindGame(tx, id));
    if (game) survivors.insert(game->merged_into.value_or(id));
  }
  for (const GameId& id : survivors) {
    // Three followers may reach one game at once; they take turns here.
    OVERROUND_ASSIGN_OR_RETURN(const auto game, results_store::LockGame(tx, id));
    if (!game) continue;
    OVERROUND_ASSIGN_OR_RETURN(const auto records, results_store::ListRecords(tx, id));
    OVERROUND_ASSIGN_OR_RETURN(const auto closes, results_store::ListClosingLines(tx, id));
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
