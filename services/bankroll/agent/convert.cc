#include "services/bankroll/agent/convert.h"

#include <absl/strings/str_cat.h>
#include <overround/bankroll/v1/events.pb.h>

#include "libs/base/status_macros.h"
#include "libs/wire/enum_wire.h"
#include "libs/wire/market_wire.h"
#include "libs/wire/money_wire.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"
#include "services/bankroll/convert.h"
#include "services/bankroll/events.h"

namespace overround::bankroll {
namespace {

namespace pp = prediction::v1;
using wire::ResourceName;
using Code = v1::Decision::Reason;

constexpr wire::EnumTable<ReasonCode, Code::Code, 16> kCodes = {{
    {ReasonCode::kAllRulesHeld, Code::CODE_ALL_RULES_HELD},
    {ReasonCode::kLowConfidence, Code::CODE_LOW_CONFIDENCE},
    {ReasonCode::kNoEdge, Code::CODE_NO_EDGE},
    {ReasonCode::kEdgeTooLarge, Code::CODE_EDGE_TOO_LARGE},
    {ReasonCode::kNoPrice, Code::CODE_NO_PRICE},
    {ReasonCode::kStalePrice, Code::CODE_STALE_PRICE},
    {ReasonCode::kPriceMoved, Code::CODE_PRICE_MOVED},
    {ReasonCode::kNotUpcoming, Code::CODE_NOT_UPCOMING},
    {ReasonCode::kTooEarly, Code::CODE_TOO_EARLY},
    {ReasonCode::kAlreadyBet, Code::CODE_ALREADY_BET},
    {ReasonCode::kExposure, Code::CODE_EXPOSURE},
    {ReasonCode::kLimit, Code::CODE_LIMIT},
    {ReasonCode::kBalance, Code::CODE_BALANCE},
    {ReasonCode::kStakeTooSmall, Code::CODE_STAKE_TOO_SMALL},
    {ReasonCode::kAbstained, Code::CODE_ABSTAINED},
    {ReasonCode::kBlocked, Code::CODE_BLOCKED},
}};

// Benny's currency: every week opens in it.
constexpr Currency kCurrency = kUsd;

common::v1::Money MoneyOf(int64_t minor_units) {
  return wire::ToProto(Money{minor_units, kCurrency});
}

void AddForecast(const Forecast& forecast, v1::Decision& message) {
  *message.mutable_selection() = wire::ToProto(forecast.selection);
  message.set_prediction(ResourceName("predictions", forecast.prediction.ToString()));
  message.set_probability(forecast.probability);
  message.set_confidence(forecast.confidence);
  if (!forecast.price) return;
  *message.mutable_odds() = ToProto(forecast.price->price);
  message.set_sportsbook(ResourceName("sportsbooks", forecast.price->sportsbook));
}

void AddFigures(const agent_store::Figures& figures, v1::BennyDashboard& message) {
  message.set_bet_count(figures.bet_count);
  message.set_won_count(figures.won_count);
  message.set_lost_count(figures.lost_count);
  message.set_returned_count(figures.returned_count);
  message.set_refused_count(figures.refused_count);
  if (figures.bet_count == 0) return;
  *message.mutable_staked() = MoneyOf(figures.staked_minor);
  *message.mutable_profit() = MoneyOf(figures.profit_minor);
  // Ratios for screens; the amounts beside them are exact.
  if (figures.settled_count > 0) {
    message.set_roi(static_cast<double>(figures.profit_minor) /
                    static_cast<double>(figures.staked_minor));
  }
  const int64_t decided = figures.won_count + figures.lost_count;
  if (decided > 0) {
    message.set_win_rate(static_cast<double>(figures.won_count) / static_cast<double>(decided));
  }
}

absl::StatusOr<Forecast> ForecastFromProto(const pp::Prediction& message) {
  Forecast forecast = {.probability = message.probability(),
                       .push_probability = message.push_probability(),
                       .confidence = message.confidence()};
  OVERROUND_ASSIGN_OR_RETURN(forecast.prediction,
                             wire::IdFromName<PredictionId>(message.name(), "predictions", "name"));
  OVERROUND_ASSIGN_OR_RETURN(forecast.selection, wire::FromProto(message.selection(), "selection"));
  if (!message.has_available_odds()) return forecast;
  OVERROUND_ASSIGN_OR_RETURN(const Price price,
                             PriceFromProto(message.available_odds(), "available_odds"));
  OVERROUND_ASSIGN_OR_RETURN(
      const std::string sportsbook,
      wire::KeyFromName(message.available_sportsbook(), "sportsbooks", "available_sportsbook"));
  forecast.price = ProposedPrice{price, sportsbook};
  return forecast;
}

}  // namespace

v1::Decision ToProto(const Decision& decision) {
  v1::Decision message;
  message.set_name(ResourceName("decisions", decision.id.ToString()));
  message.set_agent(decision.agent);
  *message.mutable_decide_time() = wire::ToProto(decision.decide_time);
  message.set_verdict(decision.bet ? v1::Decision::VERDICT_PLACED : v1::Decision::VERDICT_REFUSED);
  for (const Reason& reason : decision.reasons) {
    auto* added = message.add_reasons();
    added->set_code(wire::ToTable(kCodes, reason.code));
    added->set_message(reason.message);
  }
  message.set_game(ResourceName("games", decision.game.ToString()));
  message.set_game_title(decision.game_title);
  message.set_sport(ResourceName("sports", decision.sport));
  *message.mutable_game_start_time() = wire::ToProto(decision.game_start_time);
  message.set_model(ResourceName("models", decision.model));
  if (decision.forecast) AddForecast(*decision.forecast, message);
  if (decision.edge) message.set_edge(*decision.edge);
  if (decision.stake_millionths) {
    message.set_stake_fraction(static_cast<double>(*decision.stake_millionths) / kMillionths);
  }
  if (decision.stake_minor) *message.mutable_stake() = MoneyOf(*decision.stake_minor);
  if (decision.bet) message.set_bet(ResourceName("bets", decision.bet->ToString()));
  message.set_bankroll(ResourceName("bankrolls", decision.bankroll.ToString()));
  message.set_week(decision.week);
  return message;
}

v1::BennyDashboard ToProto(const Dashboard& dashboard) {
  v1::BennyDashboard message;
  message.set_agent(dashboard.agent);
  *message.mutable_time() = wire::ToProto(dashboard.time);
  if (dashboard.bankroll) *message.mutable_bankroll() = ToProto(*dashboard.bankroll);
  for (const Dashboard::Week& week : dashboard.weeks) {
    auto* added = message.add_weeks();
    added->set_week(week.bankroll.week.value_or(""));
    *added->mutable_bankroll() = ToProto(week.bankroll);
    added->set_bet_count(week.bet_count);
    *added->mutable_profit() = wire::ToProto(week.bankroll.MoneyOf(week.bankroll.profit_minor()));
  }
  for (const agent_store::CurvePoint& point : dashboard.points) {
    auto* added = message.add_points();
    *added->mutable_time() = wire::ToProto(point.time);
    *added->mutable_profit() = MoneyOf(point.profit_minor);
    *added->mutable_value() = MoneyOf(point.value_minor);
  }
  for (const Bet& bet : dashboard.open_bets) *message.add_open_bets() = ToProto(bet);
  for (const Bet& bet : dashboard.settled_bets) *message.add_settled_bets() = ToProto(bet);
  for (const Decision& decision : dashboard.decisions) {
    *message.add_decisions() = ToProto(decision);
  }
  AddFigures(dashboard.figures, message);
  return message;
}

eventlog::Event DecisionMade(const Decision& decision, const Bankroll& week) {
  v1::DecisionMade message;
  *message.mutable_decision() = ToProto(decision);
  return BankrollEvent(week, message, decision.decide_time);
}

absl::StatusOr<Proposal> ProposalFromProto(const pp::PredictionMade& message) {
  const bool is_two_way = message.has_inverse() && !message.inverse().negated();
  const bool is_other_likelier =
      is_two_way && message.inverse().confidence() > message.prediction().confidence();
  const pp::Prediction& spoken = is_other_likelier ? message.inverse() : message.prediction();
  OVERROUND_ASSIGN_OR_RETURN(const Forecast forecast, ForecastFromProto(spoken));
  Proposal proposal = {.game = forecast.selection.game,
                       .key = SlotTextOf(forecast.selection.market),
                       .game_title = spoken.game_title(),
                       .forecast = forecast};
  OVERROUND_ASSIGN_OR_RETURN(proposal.model, wire::KeyFromName(spoken.model(), "models", "model"));
  OVERROUND_ASSIGN_OR_RETURN(proposal.sport, wire::KeyFromName(spoken.sport(), "sports", "sport"));
  OVERROUND_ASSIGN_OR_RETURN(proposal.game_start_time,
                             wire::FromProto(spoken.game_start_time(), "game_start_time"));
  OVERROUND_ASSIGN_OR_RETURN(proposal.forecast_time,
                             wire::FromProto(spoken.as_of().time(), "as_of.time"));
  return proposal;
}

absl::StatusOr<Proposal> AbstentionFromProto(const pp::Analysis& message) {
  Proposal proposal = {.key = kAbstained,
                       .game_title = message.game_title(),
                       .abstention = {.reason = message.abstain_reason()}};
  OVERROUND_ASSIGN_OR_RETURN(proposal.game,
                             wire::IdFromName<GameId>(message.game(), "games", "game"));
  OVERROUND_ASSIGN_OR_RETURN(proposal.model, wire::KeyFromName(message.model(), "models", "model"));
  OVERROUND_ASSIGN_OR_RETURN(proposal.sport, wire::KeyFromName(message.sport(), "sports", "sport"));
  OVERROUND_ASSIGN_OR_RETURN(proposal.game_start_time,
                             wire::FromProto(message.game_start_time(), "game_start_time"));
  OVERROUND_ASSIGN_OR_RETURN(proposal.forecast_time,
                             wire::FromProto(message.as_of().time(), "as_of.time"));
  return proposal;
}

}  // namespace overround::bankroll
