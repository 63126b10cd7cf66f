#include "services/prediction/convert.h"

#include "libs/base/check.h"
#include "libs/wire/market_wire.h"
#include "libs/wire/odds_wire.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"

namespace overround::prediction {
namespace {

// The bounds of the tiers, by confidence.
constexpr double kTierA = 0.65;
constexpr double kTierB = 0.60;
constexpr double kTierC = 0.55;

v1::Prediction::Tier TierOf(double confidence) {
  if (confidence >= kTierA) return v1::Prediction::TIER_A;
  if (confidence >= kTierB) return v1::Prediction::TIER_B;
  if (confidence >= kTierC) return v1::Prediction::TIER_C;
  return v1::Prediction::TIER_D;
}

common::v1::AsOf AsOfToProto(const Analysis& analysis) {
  common::v1::AsOf message;
  message.mutable_cursor()->set_log_id(analysis.as_of_log.ToString());
  message.mutable_cursor()->set_position(analysis.as_of_position);
  *message.mutable_time() = wire::ToProto(analysis.make_time);
  return message;
}

void SetPrice(const GameId& game, const OfferedPrice& price, v1::Prediction& message) {
  *message.mutable_available_odds() = wire::ToProto(price.odds);
  message.set_available_sportsbook(wire::ResourceName("sportsbooks", price.sportsbook));
  message.set_available_quote(
      wire::ResourceName("games", game.ToString(), "quotes", price.quote.ToString()));
  message.set_edge(price.edge);
  message.set_kelly_fraction(price.kelly_fraction);
}

v1::ScoreSummary ToProto(const ScoreSummary& score) {
  v1::ScoreSummary message;
  message.set_home_score_mean(score.home_score_mean);
  message.set_away_score_mean(score.away_score_mean);
  message.set_margin_deviation(score.margin_deviation);
  message.set_total_deviation(score.total_deviation);
  message.set_home_probability(score.home_probability);
  message.set_draw_probability(score.draw_probability);
  message.set_away_probability(score.away_probability);
  for (const double probability : score.margin_probabilities)
    message.add_margin_probabilities(probability);
  message.set_margin_min(score.margin_min);
  return message;
}

v1::Edge::State ToProto(EdgeState state) {
  switch (state) {
    case EdgeState::kOpen:
      return v1::Edge::STATE_OPEN;
    case EdgeState::kPriceGone:
      return v1::Edge::STATE_PRICE_GONE;
    case EdgeState::kForecastChanged:
      return v1::Edge::STATE_FORECAST_CHANGED;
    case EdgeState::kExpired:
      return v1::Edge::STATE_EXPIRED;
  }
  OVERROUND_CHECK(false);
}

}  // namespace

v1::Prediction ToProto(const Analysis& analysis, const Prediction& prediction) {
  v1::Prediction message;
  message.set_name(wire::ResourceName("predictions", prediction.id.ToString()));
  message.set_analysis(wire::ResourceName("analyses", analysis.id.ToString()));
  message.set_model(wire::ResourceName("models", analysis.model));
  message.set_model_version(analysis.model_version);
  message.set_sport(wire::ResourceName("sports", analysis.game.sport));
  *message.mutable_selection() =
      wire::ToProto(Selection{analysis.game.game, prediction.market, prediction.side});
  message.set_game_title(analysis.game_title);
  *message.mutable_game_start_time() = wire::ToProto(analysis.game.start_time);
  message.set_inverse(prediction.inverse);
  message.set_negated(prediction.negated);
  message.set_counterpart(wire::ResourceName("predictions", prediction.counterpart.ToString()));
  message.set_probability(prediction.probability);
  message.set_push_probability(prediction.push_probability);
  message.set_confidence(prediction.confidence());
  message.set_tier(TierOf(prediction.confidence()));
  if (prediction.probability > 0) {
    // What is lost against what is won: at this price neither side pays.
    const double loss = 1 - prediction.probability - prediction.push_probability;
    message.set_fair_decimal_odds(1 + loss / prediction.probability);
  }
  if (prediction.market_probability) message.set_market_probability(*prediction.market_probability);
  if (prediction.price) SetPrice(analysis.game.game, *prediction.price, message);
  message.set_main_line(prediction.main_line);
  *message.mutable_as_of() = AsOfToProto(analysis);
  for (const models::Feature& feature : analysis.features) {
    v1::Prediction::Feature& added = *message.add_features();
    added.set_feature(feature.feature);
    added.set_value(feature.value);
  }
  message.set_hash(prediction.hash);
  return message;
}

v1::Analysis ToProto(const Analysis& analysis) {
  v1::Analysis message;
  message.set_name(wire::ResourceName("analyses", analysis.id.ToString()));
  message.set_model(wire::ResourceName("models", analysis.model));
  message.set_model_version(analysis.model_version);
  message.set_sport(wire::ResourceName("sports", analysis.game.sport));
  message.set_game(wire::ResourceName("games", analysis.game.game.ToString()));
  message.set_game_title(analysis.game_title);
  *message.mutable_game_start_time() = wire::ToProto(analysis.game.start_time);
  *message.mutable_as_of() = AsOfToProto(analysis);
  if (analysis.abstention) {
    message.set_state(v1::Analysis::STATE_ABSTAINED);
    message.set_abstain_reason(analysis.abstention->reason);
    message.set_abstain_message(analysis.abstention->message);
    return message;
  }
  message.set_state(v1::Analysis::STATE_PREDICTED);
  *message.mutable_score() = ToProto(analysis.score);
  for (const Prediction& prediction : analysis.predictions) {
    *message.add_predictions() = ToProto(analysis, prediction);
  }
  return message;
}

v1::Edge ToProto(const Edge& edge) {
  const Prediction& prediction = edge.prediction;
  v1::Edge message;
  message.set_name(wire::ResourceName("edges", edge.id.ToString()));
  message.set_strategy(v1::Edge::STRATEGY_POSITIVE_VALUE);
  message.set_state(ToProto(edge.state));
  message.set_prediction(wire::ResourceName("predictions", prediction.id.ToString()));
  message.set_model(wire::ResourceName("models", edge.model));
  message.set_sport(wire::ResourceName("sports", edge.game.sport));
  *message.mutable_selection() =
      wire::ToProto(Selection{edge.game.game, prediction.market, prediction.side});
  message.set_game_title(edge.game_title);
  *message.mutable_game_start_time() = wire::ToProto(edge.game.start_time);
  message.set_sportsbook(wire::ResourceName("sportsbooks", prediction.price->sportsbook));
  message.set_quote(wire::ResourceName("games", edge.game.game.ToString(), "quotes",
                                       prediction.price->quote.ToString()));
  *message.mutable_odds() = wire::ToProto(prediction.price->odds);
  message.set_probability(prediction.probability);
  message.set_push_probability(prediction.push_probability);
  if (prediction.market_probability) message.set_market_probability(*prediction.market_probability);
  message.set_edge(prediction.price->edge);
  message.set_kelly_fraction(prediction.price->kelly_fraction);
  *message.mutable_find_time() = wire::ToProto(edge.find_time);
  *message.mutable_expire_time() = wire::ToProto(edge.expire_time);
  if (edge.end_time) *message.mutable_end_time() = wire::ToProto(*edge.end_time);
  return message;
}

v1::FairPrice::Method ToProto(DevigMethod method) {
  switch (method) {
    case DevigMethod::kMultiplicative:
      return v1::FairPrice::METHOD_MULTIPLICATIVE;
    case DevigMethod::kAdditive:
      return v1::FairPrice::METHOD_ADDITIVE;
    case DevigMethod::kPower:
      return v1::FairPrice::METHOD_POWER;
    case DevigMethod::kShin:
      return v1::FairPrice::METHOD_SHIN;
    case DevigMethod::kOddsRatio:
      return v1::FairPrice::METHOD_ODDS_RATIO;
  }
  OVERROUND_CHECK(false);
}

}  // namespace overround::prediction
