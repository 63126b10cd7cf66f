#include "services/grading/convert.h"

#include <string>

#include <absl/strings/str_cat.h>

#include "libs/wire/field.h"
#include "libs/wire/market_wire.h"
#include "libs/wire/money_wire.h"
#include "libs/wire/odds_wire.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"

namespace overround::grading {
namespace {

v1::Outcome ToProto(Outcome outcome) {
  switch (outcome) {
    case Outcome::kWin:
      return v1::OUTCOME_WIN;
    case Outcome::kLoss:
      return v1::OUTCOME_LOSS;
    case Outcome::kPush:
      return v1::OUTCOME_PUSH;
    case Outcome::kHalfWin:
      return v1::OUTCOME_HALF_WIN;
    case Outcome::kHalfLoss:
      return v1::OUTCOME_HALF_LOSS;
    case Outcome::kVoid:
      return v1::OUTCOME_VOID;
  }
  return v1::OUTCOME_UNSPECIFIED;
}

v1::ClosingValue::State ToProto(ClosingValue::State state) {
  switch (state) {
    case ClosingValue::State::kClosed:
      return v1::ClosingValue::STATE_CLOSED;
    case ClosingValue::State::kNoClose:
      return v1::ClosingValue::STATE_NO_CLOSE;
    case ClosingValue::State::kPending:
      return v1::ClosingValue::STATE_PENDING;
  }
  return v1::ClosingValue::STATE_UNSPECIFIED;
}

v1::ClosingValue ToProto(const ClosingValue& value, int32_t close_revision) {
  v1::ClosingValue message;
  message.set_state(ToProto(value.state));
  if (value.value) message.set_value(*value.value);
  if (value.probability) message.set_close_probability(*value.probability);
  message.set_book_count(value.book_count);
  if (value.age) *message.mutable_close_age() = wire::ToProto(*value.age);
  message.set_close_revision(close_revision);
  return message;
}

}  // namespace

v1::PredictionResult ToProto(const PredictionResult& result) {
  const Prediction& prediction = result.prediction;
  const std::string id = prediction.id.ToString();
  v1::PredictionResult message;
  message.set_name(wire::ResourceName("prediction-results", id));
  message.set_prediction(wire::ResourceName("predictions", id));
  message.set_model(wire::ResourceName("models", prediction.model));
  message.set_model_version(prediction.model_version);
  message.set_sport(wire::ResourceName("sports", result.sport));
  *message.mutable_selection() = wire::ToProto(
      Selection{prediction.game, prediction.purchase.market, prediction.purchase.side});
  message.set_game_title(result.game_title);
  *message.mutable_game_start_time() = wire::ToProto(result.game_start_time);
  message.set_inverse(prediction.inverse);
  message.set_negated(prediction.purchase.negated);
  message.set_official(result.grade.official);
  message.set_probability(prediction.probability);
  message.set_push_probability(prediction.push_probability);
  message.set_outcome(ToProto(result.grade.outcome));
  if (prediction.purchase.odds) *message.mutable_odds() = wire::ToProto(*prediction.purchase.odds);
  if (result.grade.profit_units) message.set_profit_units(*result.grade.profit_units);
  *message.mutable_closing_value() =
      ToProto(result.grade.closing_value, result.grade.close_revision);
  message.set_revision(result.revision);
  message.set_result_revision(result.grade.result_revision);
  *message.mutable_grade_time() = wire::ToProto(result.grade_time);
  return message;
}

v1::BetGrade ToProto(const BetGrade& grade) {
  const SettledBet& bet = grade.bet;
  v1::BetGrade message;
  message.set_name(wire::ResourceName("bet-grades", bet.id.ToString()));
  message.set_bet(wire::ResourceName("bets", bet.id.ToString()));
  message.set_owner(bet.owner);
  message.set_bankroll(wire::ResourceName("bankrolls", bet.bankroll.ToString()));
  message.set_sport(wire::ResourceName("sports", grade.sport));
  *message.mutable_selection() =
      wire::ToProto(Selection{bet.game, bet.purchase.market, bet.purchase.side});
  *message.mutable_odds() = wire::ToProto(*bet.purchase.odds);
  *message.mutable_stake() = wire::ToProto(bet.stake);
  message.set_outcome(ToProto(bet.outcome));
  *message.mutable_profit() = wire::ToProto(bet.profit);
  *message.mutable_closing_value() = ToProto(grade.closing_value, grade.close_revision);
  message.set_revision(grade.revision);
  *message.mutable_grade_time() = wire::ToProto(grade.grade_time);
  return message;
}

v1::ModelPerformance ToProto(const Performance& performance, int32_t days) {
  v1::ModelPerformance message;
  message.set_model(wire::ResourceName("models", performance.model));
  for (const std::string& version : performance.model_versions) message.add_model_versions(version);
  if (performance.sport) message.set_sport(wire::ResourceName("sports", *performance.sport));
  if (performance.kind) message.set_kind(wire::ToProto(*performance.kind));
  message.set_days(days);
  message.set_inverse(performance.inverse);
  message.set_official_count(performance.official);
  message.set_win_count(performance.wins);
  message.set_loss_count(performance.losses);
  message.set_push_count(performance.pushes);
  message.set_void_count(performance.voids);
  if (performance.accuracy) message.set_accuracy(*performance.accuracy);
  message.set_priced_count(performance.priced);
  message.set_profit_units(performance.profit_units);
  if (performance.roi) message.set_roi(*performance.roi);
  if (performance.brier_score) message.set_brier_score(*performance.brier_score);
  if (performance.log_loss) message.set_log_loss(*performance.log_loss);
  if (performance.close_log_loss) message.set_close_log_loss(*performance.close_log_loss);
  if (performance.log_loss_where_closed)
    message.set_log_loss_where_closed(*performance.log_loss_where_closed);
  if (performance.closing_value_mean)
    message.set_closing_value_mean(*performance.closing_value_mean);
  message.set_closing_value_count(performance.closing_values);
  message.set_no_close_count(performance.no_closes);
  return message;
}

absl::StatusOr<int32_t> ParseDays(int32_t days) {
  if (days == 0 || days == 7 || days == 30 || days == 90) return days;
  return wire::Refused("days", absl::StrCat(days), "7, 30, 90, or 0 for everything");
}

}  // namespace overround::grading
