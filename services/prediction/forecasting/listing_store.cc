#include <map>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "services/prediction/forecasting/listing.h"

namespace overround::prediction {
namespace {

// The schema and our own writing keep these well formed, so a fault here is our mistake.
template <typename T>
T Sound(absl::StatusOr<T> parsed) {
  OVERROUND_CHECK(parsed.ok());
  return *std::move(parsed);
}

std::optional<std::string> KindText(const std::optional<MarketKind>& kind) {
  return kind ? std::optional<std::string>(ToString(*kind)) : std::nullopt;
}

}  // namespace

Prediction PredictionFrom(const pg::Row& row) {
  Prediction prediction = {
      .id = row.Get<PredictionId>("prediction_id"),
      .counterpart = row.Get<PredictionId>("counterpart_id"),
      .market = Sound(MarketKey::Parse(row.Get<std::string>("market"))),
      .side = Sound(ParseSide(row.Get<std::string>("side"))),
      .inverse = row.Get<bool>("is_inverse"),
      .negated = row.Get<bool>("is_negated"),
      .main_line = row.Get<bool>("is_main_line"),
      .probability = row.Get<double>("probability"),
      .push_probability = row.Get<double>("push_probability"),
      .market_probability = row.Get<std::optional<double>>("market_probability"),
      .hash = row.Get<std::string>("hash")};
  if (const auto profit = row.Get<std::optional<int32_t>>("odds_profit")) {
    prediction.price =
        OfferedPrice{.odds = Sound(Odds::FromFraction(*profit, row.Get<int32_t>("odds_stake"))),
                     .sportsbook = row.Get<std::string>("sportsbook_key"),
                     .quote = row.Get<Uuid>("quote_id"),
                     .edge = row.Get<double>("edge"),
                     .kelly_fraction = row.Get<double>("kelly_fraction")};
  }
  return prediction;
}

Analysis AnalysisHeadFrom(const pg::Row& row) {
  Analysis analysis = {.id = row.Get<AnalysisId>("analysis_id"),
                       .model = row.Get<std::string>("model_key"),
                       .model_version = row.Get<std::string>("model_version"),
                       .game_title = row.Get<std::string>("game_title"),
                       .as_of_log = row.Get<Uuid>("as_of_log_id"),
                       .as_of_position = row.Get<int64_t>("as_of_position"),
                       .make_time = row.Get<absl::Time>("make_time")};
  analysis.game.game = row.Get<GameId>("game_id");
  analysis.game.sport = row.Get<std::string>("sport_key");
  analysis.game.start_time = row.Get<absl::Time>("game_start_time");
  return analysis;
}

constexpr char kListPredictions[] = R"sql(
  SELECT p.game_id, p.prediction_id, p.analysis_id, p.counterpart_id, p.market, p.side, p.is_inverse, p.is_negated,
         p.is_main_line, p.probability, p.push_probability, p.market_probability, p.odds_profit, p.odds_stake,
         p.sportsbook_key, p.quote_id, p.edge, p.kelly_fraction, p.feature_names, p.feature_values, p.hash,
         a.model_key, a.model_version, a.sport_key, a.game_title, a.game_start_time, a.as_of_log_id, a.as_of_position,
         a.make_time
    FROM prediction.predictions p -- scan: the latest predictions
    JOIN prediction.analyses a ON a.game_id = p.game_id AND a.analysis_id = p.analysis_id
   WHERE ($1::uuid IS NULL OR p.prediction_id = $1)
     AND ($2::uuid IS NULL OR p.game_id = $2)
     AND ($3::text IS NULL OR a.model_key = $3)
     AND ($4::text IS NULL OR a.sport_key = $4)
     AND ($5::text IS NULL OR split_part(p.market, '.', 1) = $5)
     AND ($6::boolean IS NULL OR p.is_inverse = $6)
     AND ($7::timestamptz IS NULL OR a.game_start_time >= $7)
     AND ($8::timestamptz IS NULL OR a.game_start_time < $8)
     AND ($9::timestamptz IS NULL OR (p.make_time, p.prediction_id) < ($9, $10))
   ORDER BY p.make_time DESC, p.prediction_id DESC
   LIMIT $11
)sql";

absl::StatusOr<std::vector<ListedPrediction>> ListPredictions(pg::Transaction& tx,
                                                              const PredictionQuery& query) {
  const auto after_time = query.after ? std::optional(query.after->first) : std::nullopt;
  const auto after_id = query.after ? std::optional(query.after->second) : std::nullopt;
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListPredictions,
               {query.id, query.game, query.model, query.sport, KindText(query.kind), query.inverse,
                query.start_min, query.start_max, after_time, after_id, int64_t{query.limit}}));
  std::vector<ListedPrediction> listed;
  for (const pg::Row row : rows) {
    listed.push_back({PredictionFrom(row), AnalysisHeadFrom(row)});
    const auto names = row.Get<std::vector<std::string>>("feature_names");
    const auto values = row.Get<std::vector<double>>("feature_values");
    for (size_t i = 0; i < names.size(); ++i)
      listed.back().analysis.features.push_back({names[i], values[i]});
  }
  return listed;
}

constexpr char kListAnalyses[] = R"sql(
  SELECT a.game_id, a.analysis_id, a.model_key, a.model_version, a.sport_key, a.game_title, a.game_start_time,
         a.abstain_reason, a.abstain_message, a.as_of_log_id, a.as_of_position, a.make_time, a.home_score_mean,
         a.away_score_mean, a.margin_deviation, a.total_deviation, a.home_probability, a.draw_probability,
         a.away_probability, a.margin_min, CASE WHEN $1::uuid IS NULL THEN NULL ELSE a.margin_probabilities END AS margins
    FROM prediction.analyses a -- scan: the latest analyses
    LEFT JOIN prediction.latest_analyses l ON l.game_id = a.game_id AND l.analysis_id = a.analysis_id
   WHERE (a.analysis_id = $1 OR ($1::uuid IS NULL AND l.game_id IS NOT NULL))
     AND ($2::uuid IS NULL OR a.game_id = $2)
     AND ($3::text IS NULL OR a.model_key = $3)
     AND ($4::text IS NULL OR a.sport_key = $4)
     AND ($5::timestamptz IS NULL OR a.game_start_time >= $5)
     AND ($6::timestamptz IS NULL OR a.game_start_time < $6)
     AND ($7::boolean IS NULL OR (a.abstain_reason IS NOT NULL) = $7)
     AND ($8::timestamptz IS NULL OR (a.game_start_time, a.game_id, a.model_key) > ($8, $9::uuid, $10::text))
   ORDER BY a.game_start_time, a.game_id, a.model_key
   LIMIT $11
)sql";

constexpr char kListPredictionsOf[] = R"sql(
  SELECT game_id, prediction_id, analysis_id, counterpart_id, market, side, is_inverse, is_negated, is_main_line,
         probability, push_probability, market_probability, odds_profit, odds_stake, sportsbook_key, quote_id, edge,
         kelly_fraction, feature_names, feature_values, hash
    FROM prediction.predictions
   WHERE game_id = ANY ($1) AND analysis_id = ANY ($2)
   ORDER BY market, is_inverse
)sql";

namespace {

Analysis AnalysisFrom(const pg::Row& row) {
  Analysis analysis = AnalysisHeadFrom(row);
  if (const auto reason = row.Get<std::optional<std::string>>("abstain_reason")) {
    analysis.abstention = models::Abstention{*reason, row.Get<std::string>("abstain_message")};
    return analysis;
  }
  analysis.score = {.home_score_mean = row.Get<double>("home_score_mean"),
                    .away_score_mean = row.Get<double>("away_score_mean"),
                    .margin_deviation = row.Get<double>("margin_deviation"),
                    .total_deviation = row.Get<double>("total_deviation"),
                    .home_probability = row.Get<double>("home_probability"),
                    .draw_probability = row.Get<double>("draw_probability"),
                    .away_probability = row.Get<double>("away_probability"),
                    .margin_min = row.Get<int32_t>("margin_min")};
  if (const auto margins = row.Get<std::optional<std::vector<double>>>("margins")) {
    analysis.score.margin_probabilities = *margins;
  }
  return analysis;
}

absl::Status AddPredictions(pg::Transaction& tx, std::vector<Analysis>& analyses) {
  std::vector<Uuid> games, ids;
  std::map<AnalysisId, Analysis*> by_id;
  for (Analysis& analysis : analyses) {
    games.push_back(analysis.game.game.value());
    ids.push_back(analysis.id.value());
    by_id[analysis.id] = &analysis;
  }
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListPredictionsOf, {games, ids}));
  for (const pg::Row row : rows) {
    Analysis& analysis = *by_id.at(row.Get<AnalysisId>("analysis_id"));
    analysis.predictions.push_back(PredictionFrom(row));
    if (!analysis.features.empty()) continue;
    const auto names = row.Get<std::vector<std::string>>("feature_names");
    const auto values = row.Get<std::vector<double>>("feature_values");
    for (size_t i = 0; i < names.size(); ++i) analysis.features.push_back({names[i], values[i]});
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::vector<Analysis>> ListAnalyses(pg::Transaction& tx,
                                                   const AnalysisQuery& query) {
  std::optional<absl::Time> after_start;
  std::optional<GameId> after_game;
  std::optional<std::string> after_model;
  if (query.after) {
    after_start = query.after->first;
    after_game = query.after->second.first;
    after_model = query.after->second.second;
  }
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListAnalyses,
               {query.id, query.game, query.model, query.sport, query.start_min, query.start_max,
                query.abstained, after_start, after_game, after_model, int64_t{query.limit}}));
  std::vector<Analysis> analyses;
  for (const pg::Row row : rows) analyses.push_back(AnalysisFrom(row));
  OVERROUND_RETURN_IF_ERROR(AddPredictions(tx, analyses));
  return analyses;
}

}  // namespace overround::prediction
