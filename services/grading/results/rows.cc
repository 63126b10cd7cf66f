#include "services/grading/results/rows.h"

namespace overround::grading {

absl::string_view ToString(ClosingValue::State state) {
  switch (state) {
    case ClosingValue::State::kClosed:
      return "CLOSED";
    case ClosingValue::State::kNoClose:
      return "NO_CLOSE";
    case ClosingValue::State::kPending:
      return "PENDING";
  }
  OVERROUND_CHECK(false);
}

ClosingValue ClosingValueFrom(const pg::Row& row) {
  const auto state = row.Get<std::string>("close_state");
  ClosingValue value = {.state = state == "CLOSED"     ? ClosingValue::State::kClosed
                                 : state == "NO_CLOSE" ? ClosingValue::State::kNoClose
                                                       : ClosingValue::State::kPending,
                        .value = row.Get<std::optional<double>>("close_value"),
                        .probability = row.Get<std::optional<double>>("close_probability"),
                        .book_count = row.Get<int32_t>("close_book_count")};
  if (const auto age = row.Get<std::optional<int64_t>>("close_age_seconds"))
    value.age = absl::Seconds(*age);
  return value;
}

Prediction PredictionFrom(const pg::Row& row) {
  return {.id = row.Get<PredictionId>("prediction_id"),
          .game = row.Get<GameId>("game_id"),
          .model = row.Get<std::string>("model_key"),
          .model_version = row.Get<std::string>("model_version"),
          .purchase = {.market = Sound(MarketKey::Parse(row.Get<std::string>("market"))),
                       .side = Sound(ParseSide(row.Get<std::string>("side"))),
                       .negated = row.Get<bool>("is_negated"),
                       .odds = OddsFrom(row),
                       .sportsbook = row.Get<std::optional<std::string>>("sportsbook_key")},
          .inverse = row.Get<bool>("is_inverse"),
          .main_line = row.Get<bool>("is_main_line"),
          .probability = row.Get<double>("probability"),
          .push_probability = row.Get<double>("push_probability"),
          .make_time = row.Get<absl::Time>("make_time")};
}

PredictionResult PredictionResultFrom(const pg::Row& row) {
  PredictionResult result = {.prediction = PredictionFrom(row),
                             .sport = row.Get<std::string>("sport_key"),
                             .game_title = row.Get<std::string>("title"),
                             .game_start_time = row.Get<absl::Time>("game_start_time"),
                             .revision = row.Get<int32_t>("revision"),
                             .grade_time = row.Get<absl::Time>("grade_time")};
  result.grade = {.prediction = result.prediction.id,
                  .game = result.prediction.game,
                  .official = row.Get<bool>("is_official"),
                  .outcome = Sound(ParseOutcome(row.Get<std::string>("outcome"))),
                  .profit_units = row.Get<std::optional<double>>("profit_units"),
                  .closing_value = ClosingValueFrom(row),
                  .close_revision = row.Get<int32_t>("close_revision"),
                  .result_revision = row.Get<int32_t>("result_revision")};
  return result;
}

BetGrade BetGradeFrom(const pg::Row& row) {
  const Currency currency = Sound(
      Currency::Parse(row.Get<std::string>("currency_code"), row.Get<int32_t>("currency_scale")));
  return {.bet = {.id = row.Get<BetId>("bet_id"),
                  .game = row.Get<GameId>("game_id"),
                  .bankroll = row.Get<BankrollId>("bankroll_id"),
                  .owner = row.Get<std::string>("owner"),
                  .purchase = {.market = Sound(MarketKey::Parse(row.Get<std::string>("market"))),
                               .side = Sound(ParseSide(row.Get<std::string>("side"))),
                               .odds = OddsFrom(row),
                               .sportsbook = row.Get<std::string>("sportsbook_key")},
                  .stake = {row.Get<int64_t>("stake_minor"), currency},
                  .profit = {row.Get<int64_t>("profit_minor"), currency},
                  .outcome = Sound(ParseOutcome(row.Get<std::string>("outcome"))),
                  .settlement_number = row.Get<int32_t>("settlement_number")},
          .closing_value = ClosingValueFrom(row),
          .close_revision = row.Get<int32_t>("close_revision"),
          .sport = row.Get<std::string>("sport_key"),
          .revision = row.Get<bool>("is_graded") ? row.Get<int32_t>("revision") : 0,
          .grade_time = row.Get<absl::Time>("grade_time")};
}

}  // namespace overround::grading
