#include "services/grading/follow/tidings.h"

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/wire/market_wire.h"
#include "libs/wire/money_wire.h"
#include "libs/wire/odds_wire.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"

namespace overround::grading {
namespace {

namespace pc = collector::v1;
namespace pp = prediction::v1;
namespace pb = bankroll::v1;

absl::StatusOr<ResultSheet> SheetFromProto(const pc::Result& result) {
  ResultSheet sheet = FinalSheet({result.home_score(), result.away_score()});
  sheet.overtime = result.overtime();
  for (const pc::Result::PeriodScore& part : result.period_scores()) {
    OVERROUND_ASSIGN_OR_RETURN(const Period period,
                               wire::FromProto(part.period(), "result.period_scores.period"));
    sheet.periods[period] = {part.home_score(), part.away_score()};
  }
  // Bets on a walkover are void; what was played to a stop counts.
  if (result.ending() == pc::Result::ENDING_WALKOVER ||
      result.ending() == pc::Result::ENDING_RETIRED) {
    sheet.state = ResultSheet::State::kVoid;
  }
  return sheet;
}

absl::StatusOr<Prediction> PredictionFromProto(const pp::Prediction& message) {
  Prediction prediction = {.model_version = message.model_version(),
                           .inverse = message.inverse(),
                           .main_line = message.main_line(),
                           .probability = message.probability(),
                           .push_probability = message.push_probability()};
  OVERROUND_ASSIGN_OR_RETURN(prediction.id,
                             wire::IdFromName<PredictionId>(message.name(), "predictions", "name"));
  OVERROUND_ASSIGN_OR_RETURN(prediction.model,
                             wire::KeyFromName(message.model(), "models", "model"));
  OVERROUND_ASSIGN_OR_RETURN(const Selection selection,
                             wire::FromProto(message.selection(), "selection"));
  OVERROUND_ASSIGN_OR_RETURN(prediction.make_time,
                             wire::FromProto(message.as_of().time(), "as_of.time"));
  prediction.game = selection.game;
  prediction.purchase = {
      .market = selection.market, .side = selection.side, .negated = message.negated()};
  if (message.has_available_odds()) {
    OVERROUND_ASSIGN_OR_RETURN(prediction.purchase.odds,
                               wire::FromProto(message.available_odds(), "available_odds"));
    OVERROUND_ASSIGN_OR_RETURN(
        prediction.purchase.sportsbook,
        wire::KeyFromName(message.available_sportsbook(), "sportsbooks", "available_sportsbook"));
  }
  return prediction;
}

absl::StatusOr<Outcome> OutcomeFromProto(pb::Bet::State state) {
  switch (state) {
    case pb::Bet::STATE_WON:
      return Outcome::kWin;
    case pb::Bet::STATE_LOST:
      return Outcome::kLoss;
    case pb::Bet::STATE_PUSH:
      return Outcome::kPush;
    case pb::Bet::STATE_HALF_WON:
      return Outcome::kHalfWin;
    case pb::Bet::STATE_HALF_LOST:
      return Outcome::kHalfLoss;
    case pb::Bet::STATE_VOID:
      return Outcome::kVoid;
    default:
      return absl::InvalidArgumentError(
          absl::StrCat("state: ", pb::Bet::State_Name(state), ", want a settled one"));
  }
}

}  // namespace

absl::StatusOr<Game> GameFromProto(const pc::Game& message) {
  Game game = {.title =
                   absl::StrCat(message.away_display_name(), " at ", message.home_display_name())};
  OVERROUND_ASSIGN_OR_RETURN(game.id, wire::IdFromName<GameId>(message.name(), "games", "name"));
  OVERROUND_ASSIGN_OR_RETURN(game.sport, wire::KeyFromName(message.sport(), "sports", "sport"));
  OVERROUND_ASSIGN_OR_RETURN(game.start_time, wire::FromProto(message.start_time(), "start_time"));
  if (message.has_merged_into()) {
    OVERROUND_ASSIGN_OR_RETURN(
        game.merged_into, wire::IdFromName<GameId>(message.merged_into(), "games", "merged_into"));
  }
  if (message.has_result()) {
    game.result_revision = message.result().revision();
    OVERROUND_ASSIGN_OR_RETURN(game.sheet, SheetFromProto(message.result()));
  }
  if (message.status() == pc::Game::STATUS_VOID) game.sheet = VoidSheet();
  return game;
}

absl::StatusOr<std::vector<ClosingPrice>> ClosesFromProto(const pc::LineClosed& message) {
  std::vector<ClosingPrice> closes;
  for (const pc::ClosingLine& line : message.closing_lines()) {
    OVERROUND_ASSIGN_OR_RETURN(const Selection selection,
                               wire::FromProto(line.selection(), "closing_lines.selection"));
    OVERROUND_ASSIGN_OR_RETURN(const Odds odds, wire::FromProto(line.odds(), "closing_lines.odds"));
    OVERROUND_ASSIGN_OR_RETURN(
        const std::string sportsbook,
        wire::KeyFromName(line.sportsbook(), "sportsbooks", "closing_lines.sportsbook"));
    OVERROUND_ASSIGN_OR_RETURN(const absl::Duration age,
                               wire::FromProto(line.age(), "closing_lines.age"));
    closes.push_back({.sportsbook = sportsbook,
                      .market = selection.market,
                      .side = selection.side,
                      .odds = odds,
                      .has_closed = line.state() == pc::ClosingLine::STATE_CLOSED,
                      .bettable = line.bettable(),
                      .lay = line.lay(),
                      .age = age});
  }
  return closes;
}

absl::StatusOr<std::vector<Prediction>> PredictionsFromProto(const pp::PredictionMade& message) {
  std::vector<Prediction> predictions;
  for (const pp::Prediction* one : {&message.prediction(), &message.inverse()}) {
    OVERROUND_ASSIGN_OR_RETURN(predictions.emplace_back(), PredictionFromProto(*one));
  }
  return predictions;
}

absl::StatusOr<SettledBet> BetFromProto(const pb::Bet& message) {
  OVERROUND_ASSIGN_OR_RETURN(const Money stake, wire::PositiveFromProto(message.stake(), "stake"));
  OVERROUND_ASSIGN_OR_RETURN(const Money profit, wire::FromProto(message.profit(), "profit"));
  OVERROUND_ASSIGN_OR_RETURN(const Outcome outcome, OutcomeFromProto(message.state()));
  OVERROUND_ASSIGN_OR_RETURN(const Selection selection,
                             wire::FromProto(message.selection(), "selection"));
  OVERROUND_ASSIGN_OR_RETURN(const Odds odds, wire::FromProto(message.odds(), "odds"));
  OVERROUND_ASSIGN_OR_RETURN(const std::string sportsbook,
                             wire::KeyFromName(message.sportsbook(), "sportsbooks", "sportsbook"));
  OVERROUND_ASSIGN_OR_RETURN(const BetId id,
                             wire::IdFromName<BetId>(message.name(), "bets", "name"));
  OVERROUND_ASSIGN_OR_RETURN(
      const BankrollId bankroll,
      wire::IdFromName<BankrollId>(message.bankroll(), "bankrolls", "bankroll"));
  return SettledBet{.id = id,
                    .game = selection.game,
                    .bankroll = bankroll,
                    .owner = message.owner(),
                    .purchase = {.market = selection.market,
                                 .side = selection.side,
                                 .odds = odds,
                                 .sportsbook = sportsbook},
                    .stake = stake,
                    .profit = profit,
                    .outcome = outcome,
                    .settlement_number = message.settlements_size()};
}

}  // namespace overround::grading
