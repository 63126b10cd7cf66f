#include "services/grading/results/grade.h"

#include <map>
#include <tuple>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"

namespace overround::grading {
namespace {

// What one official row is counted for.
using Subject = std::tuple<std::string, std::string, MarketKind, Period, bool>;

Subject SubjectOf(const Prediction& prediction) {
  return {prediction.model, prediction.model_version, prediction.purchase.market.kind,
          prediction.purchase.market.period, prediction.inverse};
}

std::map<Subject, PredictionId> OfficialOnes(const Game& game,
                                             std::span<const Prediction> predictions) {
  std::map<Subject, std::pair<absl::Time, PredictionId>> latest;
  for (const Prediction& prediction : predictions) {
    if (!prediction.main_line || prediction.make_time >= game.start_time) continue;
    const std::pair candidate(prediction.make_time, prediction.id);
    const auto [found, added] = latest.try_emplace(SubjectOf(prediction), candidate);
    if (!added && found->second < candidate) found->second = candidate;
  }
  std::map<Subject, PredictionId> official;
  for (const auto& [subject, candidate] : latest) official.emplace(subject, candidate.second);
  return official;
}

Outcome Negated(Outcome outcome) {
  switch (outcome) {
    case Outcome::kWin:
      return Outcome::kLoss;
    case Outcome::kLoss:
      return Outcome::kWin;
    case Outcome::kHalfWin:
      return Outcome::kHalfLoss;
    case Outcome::kHalfLoss:
      return Outcome::kHalfWin;
    case Outcome::kPush:
    case Outcome::kVoid:
      return outcome;
  }
  OVERROUND_CHECK(false);
}

}  // namespace

absl::StatusOr<Outcome> OutcomeOf(const Purchase& purchase, const ResultSheet& sheet) {
  OVERROUND_ASSIGN_OR_RETURN(const Outcome outcome, Settle(purchase.market, purchase.side, sheet));
  return purchase.negated ? Negated(outcome) : outcome;
}

std::vector<Grade> GradeGame(const Game& game, std::span<const Prediction> predictions,
                             std::span<const ClosingPrice> closes) {
  OVERROUND_CHECK(game.sheet.has_value());
  const auto official = OfficialOnes(game, predictions);
  std::vector<Grade> grades;
  for (const Prediction& prediction : predictions) {
    const auto outcome = OutcomeOf(prediction.purchase, *game.sheet);
    if (!outcome.ok()) continue;
    const auto own = official.find(SubjectOf(prediction));
    Grade grade = {.prediction = prediction.id,
                   .game = prediction.game,
                   .official = own != official.end() && own->second == prediction.id,
                   .outcome = *outcome,
                   .close_revision = game.close_revision,
                   .result_revision = game.result_revision};
    if (prediction.purchase.odds)
      grade.profit_units = UnitProfit(*prediction.purchase.odds, *outcome);
    if (game.close_revision > 0) grade.closing_value = ValueAgainst(closes, prediction.purchase);
    grades.push_back(std::move(grade));
  }
  return grades;
}

}  // namespace overround::grading
