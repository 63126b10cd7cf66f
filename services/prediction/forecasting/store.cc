#include "services/prediction/forecasting/store.h"

#include <utility>

#include "libs/base/status_macros.h"

namespace overround::prediction::forecast_store {

constexpr char kQueueGames[] = R"sql(
  INSERT INTO prediction.due_forecasts (game_id, log_position, due_time)
  SELECT game_id, $2, $3 FROM unnest($1::uuid[]) AS game_id
  ON CONFLICT (game_id) DO UPDATE
     SET log_position = greatest(due_forecasts.log_position, excluded.log_position),
         due_time = least(due_forecasts.due_time, excluded.due_time)
)sql";

absl::Status QueueGames(pg::Transaction& tx, const std::vector<GameId>& games, int64_t log_position,
                        absl::Time due) {
  std::vector<Uuid> ids;
  for (const GameId& id : games) ids.push_back(id.value());
  return tx.Execute(kQueueGames, {ids, log_position, due}).status();
}

constexpr char kListDueGames[] = R"sql(
  SELECT game_id, log_position FROM prediction.due_forecasts WHERE due_time <= $1 ORDER BY due_time, game_id LIMIT $2
)sql";

absl::StatusOr<std::vector<DueGame>> ListDueGames(pg::Transaction& tx, absl::Time now, int limit) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListDueGames, {now, int64_t{limit}}));
  std::vector<DueGame> games;
  for (const pg::Row row : rows) games.push_back({row.Get<GameId>(0), row.Get<int64_t>(1)});
  return games;
}

constexpr char kDequeueGame[] = R"sql(
  DELETE FROM prediction.due_forecasts WHERE game_id = $1 AND log_position <= $2
)sql";

absl::Status DequeueGame(pg::Transaction& tx, const GameId& game, int64_t log_position) {
  return tx.Execute(kDequeueGame, {game, log_position}).status();
}

constexpr char kNextDueTime[] = R"sql(
  SELECT min(due_time) FROM prediction.due_forecasts
)sql";

absl::StatusOr<std::optional<absl::Time>> NextDueTime(pg::Transaction& tx) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kNextDueTime));
  return rows.front().Get<std::optional<absl::Time>>(0);
}

constexpr char kFindLatestHash[] = R"sql(
  SELECT content_hash FROM prediction.latest_analyses WHERE game_id = $1 AND model_key = $2
)sql";

absl::StatusOr<std::optional<std::string>> FindLatestHash(pg::Transaction& tx, const GameId& game,
                                                          const std::string& model) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindLatestHash, {game, model}));
  if (rows.empty()) return std::nullopt;
  return rows.front().Get<std::string>(0);
}

constexpr char kInsertAnalysis[] = R"sql(
  INSERT INTO prediction.analyses (game_id, analysis_id, model_key, model_version, sport_key, game_title,
                                   game_start_time, abstain_reason, abstain_message, as_of_log_id, as_of_position,
                                   make_time, home_score_mean, away_score_mean, margin_deviation, total_deviation,
                                   home_probability, draw_probability, away_probability, margin_min,
                                   margin_probabilities, content_hash)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)
)sql";

constexpr char kUpsertLatest[] = R"sql(
  INSERT INTO prediction.latest_analyses (game_id, model_key, analysis_id, game_start_time, content_hash)
  VALUES ($1, $2, $3, $4, $5)
  ON CONFLICT (game_id, model_key) DO UPDATE
     SET analysis_id = excluded.analysis_id, game_start_time = excluded.game_start_time,
         content_hash = excluded.content_hash
)sql";

constexpr char kInsertPrediction[] = R"sql(
  INSERT INTO prediction.predictions (game_id, prediction_id, analysis_id, counterpart_id, market, side, is_inverse,
                                      is_negated, is_main_line, probability, push_probability, market_probability,
                                      odds_profit, odds_stake, sportsbook_key, quote_id, edge, kelly_fraction,
                                      feature_names, feature_values, make_time, salt, hash)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)
)sql";

namespace {

// A number of a forecast, which an abstention has none of.
std::optional<double> Spoken(const Analysis& analysis, double value) {
  return analysis.abstention ? std::nullopt : std::optional(value);
}

absl::Status InsertPrediction(pg::Transaction& tx, const Analysis& analysis,
                              const Prediction& prediction) {
  std::vector<std::string> names;
  std::vector<double> values;
  for (const models::Feature& feature : analysis.features) {
    names.push_back(feature.feature);
    values.push_back(feature.value);
  }
  const auto& price = prediction.price;
  const auto priced = [&price](auto field) {
    return price ? std::optional(field(*price)) : std::optional<decltype(field(*price))>();
  };
  return tx
      .Execute(kInsertPrediction, {analysis.game.game,
                                   prediction.id,
                                   analysis.id,
                                   prediction.counterpart,
                                   prediction.market.ToString(),
                                   ToString(prediction.side),
                                   prediction.inverse,
                                   prediction.negated,
                                   prediction.main_line,
                                   prediction.probability,
                                   prediction.push_probability,
                                   prediction.market_probability,
                                   priced([](const OfferedPrice& p) { return p.odds.profit(); }),
                                   priced([](const OfferedPrice& p) { return p.odds.stake(); }),
                                   priced([](const OfferedPrice& p) { return p.sportsbook; }),
                                   priced([](const OfferedPrice& p) { return p.quote; }),
                                   priced([](const OfferedPrice& p) { return p.edge; }),
                                   priced([](const OfferedPrice& p) { return p.kelly_fraction; }),
                                   names,
                                   values,
                                   analysis.make_time,
                                   prediction.salt,
                                   prediction.hash})
      .status();
}

}  // namespace

absl::Status InsertAnalysis(pg::Transaction& tx, const Analysis& analysis) {
  const ScoreSummary& score = analysis.score;
  const auto& abstention = analysis.abstention;
  const auto reason = abstention ? std::optional(abstention->reason) : std::nullopt;
  const auto message = abstention ? std::optional(abstention->message) : std::nullopt;
  const auto margin_min = abstention ? std::nullopt : std::optional(score.margin_min);
  OVERROUND_RETURN_IF_ERROR(tx.Execute(kInsertAnalysis, {analysis.game.game,
                                                         analysis.id,
                                                         analysis.model,
                                                         analysis.model_version,
                                                         analysis.game.sport,
                                                         analysis.game_title,
                                                         analysis.game.start_time,
                                                         reason,
                                                         message,
                                                         analysis.as_of_log,
                                                         analysis.as_of_position,
                                                         analysis.make_time,
                                                         Spoken(analysis, score.home_score_mean),
                                                         Spoken(analysis, score.away_score_mean),
                                                         Spoken(analysis, score.margin_deviation),
                                                         Spoken(analysis, score.total_deviation),
                                                         Spoken(analysis, score.home_probability),
                                                         Spoken(analysis, score.draw_probability),
                                                         Spoken(analysis, score.away_probability),
                                                         margin_min,
                                                         score.margin_probabilities,
                                                         analysis.content_hash})
                                .status());
  OVERROUND_RETURN_IF_ERROR(
      tx.Execute(kUpsertLatest, {analysis.game.game, analysis.model, analysis.id,
                                 analysis.game.start_time, analysis.content_hash})
          .status());
  for (const Prediction& prediction : analysis.predictions) {
    OVERROUND_RETURN_IF_ERROR(InsertPrediction(tx, analysis, prediction));
  }
  return absl::OkStatus();
}

constexpr char kListForecastGames[] = R"sql(
  SELECT DISTINCT game_id FROM prediction.latest_analyses WHERE game_start_time > $1 ORDER BY game_id -- scan: upcoming
)sql";

absl::StatusOr<std::vector<GameId>> ListForecastGames(pg::Transaction& tx, absl::Time now) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListForecastGames, {now}));
  std::vector<GameId> games;
  for (const pg::Row row : rows) games.push_back(row.Get<GameId>(0));
  return games;
}

}  // namespace overround::prediction::forecast_store
