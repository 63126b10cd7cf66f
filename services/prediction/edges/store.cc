#include "services/prediction/edges/store.h"

#include <array>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "services/prediction/forecasting/listing.h"

namespace overround::prediction::edge_store {
namespace {

constexpr std::array<const char*, 4> kStates = {"OPEN", "PRICE_GONE", "FORECAST_CHANGED",
                                                "EXPIRED"};

const char* TextOf(EdgeState state) { return kStates[static_cast<size_t>(state)]; }

EdgeState StateFrom(const std::string& text) {
  for (size_t i = 0; i < kStates.size(); ++i) {
    if (text == kStates[i]) return static_cast<EdgeState>(i);
  }
  OVERROUND_CHECK(false);
}

std::vector<Edge> EdgesFrom(const pg::Rows& rows) {
  std::vector<Edge> edges;
  for (const pg::Row row : rows) {
    const Analysis analysis = AnalysisHeadFrom(row);
    edges.push_back({.id = row.Get<EdgeId>("edge_id"),
                     .model = analysis.model,
                     .game = analysis.game,
                     .game_title = analysis.game_title,
                     .prediction = PredictionFrom(row),
                     .state = StateFrom(row.Get<std::string>("state")),
                     .find_time = row.Get<absl::Time>("find_time"),
                     .expire_time = row.Get<absl::Time>("expire_time"),
                     .end_time = row.Get<std::optional<absl::Time>>("end_time")});
  }
  return edges;
}

}  // namespace

constexpr char kInsertEdge[] = R"sql(
  INSERT INTO prediction.edges (game_id, edge_id, prediction_id, model_key, state, find_time, expire_time)
  VALUES ($1, $2, $3, $4, 'OPEN', $5, $6)
)sql";

absl::Status InsertEdge(pg::Transaction& tx, const Edge& edge) {
  return tx
      .Execute(kInsertEdge, {edge.game.game, edge.id, edge.prediction.id, edge.model,
                             edge.find_time, edge.expire_time})
      .status();
}

constexpr char kEndEdge[] = R"sql(
  UPDATE prediction.edges SET state = $3, end_time = $4 WHERE game_id = $1 AND edge_id = $2
)sql";

absl::Status EndEdge(pg::Transaction& tx, const Edge& edge) {
  return tx.Execute(kEndEdge, {edge.game.game, edge.id, TextOf(edge.state), edge.end_time})
      .status();
}

constexpr char kProlongEdge[] = R"sql(
  UPDATE prediction.edges SET expire_time = $3 WHERE game_id = $1 AND edge_id = $2
)sql";

absl::Status ProlongEdge(pg::Transaction& tx, const Edge& edge) {
  return tx.Execute(kProlongEdge, {edge.game.game, edge.id, edge.expire_time}).status();
}

constexpr char kListOpenEdges[] = R"sql(
  SELECT e.edge_id, e.state, e.find_time, e.expire_time, e.end_time, p.game_id, p.prediction_id, p.analysis_id,
         p.counterpart_id, p.market, p.side, p.is_inverse, p.is_negated, p.is_main_line, p.probability,
         p.push_probability, p.market_probability, p.odds_profit, p.odds_stake, p.sportsbook_key, p.quote_id, p.edge,
         p.kelly_fraction, p.hash, a.model_key, a.model_version, a.sport_key, a.game_title, a.game_start_time,
         a.as_of_log_id, a.as_of_position, a.make_time
    FROM prediction.edges e
    JOIN prediction.predictions p ON p.game_id = e.game_id AND p.prediction_id = e.prediction_id
    JOIN prediction.analyses a ON a.game_id = p.game_id AND a.analysis_id = p.analysis_id
   WHERE e.game_id = $1 AND e.model_key = $2 AND e.state = 'OPEN'
   ORDER BY e.edge_id
)sql";

absl::StatusOr<std::vector<Edge>> ListOpenEdges(pg::Transaction& tx, const GameId& game,
                                                const std::string& model) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListOpenEdges, {game, model}));
  return EdgesFrom(rows);
}

constexpr char kListOverdueEdges[] = R"sql(
  SELECT e.edge_id, e.state, e.find_time, e.expire_time, e.end_time, p.game_id, p.prediction_id, p.analysis_id,
         p.counterpart_id, p.market, p.side, p.is_inverse, p.is_negated, p.is_main_line, p.probability,
         p.push_probability, p.market_probability, p.odds_profit, p.odds_stake, p.sportsbook_key, p.quote_id, p.edge,
         p.kelly_fraction, p.hash, a.model_key, a.model_version, a.sport_key, a.game_title, a.game_start_time,
         a.as_of_log_id, a.as_of_position, a.make_time
    FROM prediction.edges e -- scan: open edges whose time is over
    JOIN prediction.predictions p ON p.game_id = e.game_id AND p.prediction_id = e.prediction_id
    JOIN prediction.analyses a ON a.game_id = p.game_id AND a.analysis_id = p.analysis_id
   WHERE e.state = 'OPEN' AND e.expire_time <= $1
   ORDER BY e.game_id, e.edge_id
)sql";

absl::StatusOr<std::vector<Edge>> ListOverdueEdges(pg::Transaction& tx, absl::Time now) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListOverdueEdges, {now}));
  return EdgesFrom(rows);
}

constexpr char kNextExpireTime[] = R"sql(
  SELECT min(expire_time) FROM prediction.edges WHERE state = 'OPEN' -- scan: open edges
)sql";

absl::StatusOr<std::optional<absl::Time>> NextExpireTime(pg::Transaction& tx) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kNextExpireTime));
  return rows.front().Get<std::optional<absl::Time>>(0);
}

constexpr char kListEdges[] = R"sql(
  SELECT e.edge_id, e.state, e.find_time, e.expire_time, e.end_time, p.game_id, p.prediction_id, p.analysis_id,
         p.counterpart_id, p.market, p.side, p.is_inverse, p.is_negated, p.is_main_line, p.probability,
         p.push_probability, p.market_probability, p.odds_profit, p.odds_stake, p.sportsbook_key, p.quote_id, p.edge,
         p.kelly_fraction, p.hash, a.model_key, a.model_version, a.sport_key, a.game_title, a.game_start_time,
         a.as_of_log_id, a.as_of_position, a.make_time
    FROM prediction.edges e -- scan: edges of one state
    JOIN prediction.predictions p ON p.game_id = e.game_id AND p.prediction_id = e.prediction_id
    JOIN prediction.analyses a ON a.game_id = p.game_id AND a.analysis_id = p.analysis_id
   WHERE e.state = $1
     AND ($2::uuid IS NULL OR e.game_id = $2)
     AND ($3::text IS NULL OR e.model_key = $3)
     AND ($4::text IS NULL OR a.sport_key = $4)
     AND p.edge >= $5
     AND ($6::double precision IS NULL OR (p.edge, e.edge_id) < ($6, $7))
   ORDER BY p.edge DESC, e.edge_id DESC
   LIMIT $8
)sql";

absl::StatusOr<std::vector<Edge>> ListEdges(pg::Transaction& tx, const EdgeQuery& query) {
  const auto after_value = query.after ? std::optional(query.after->first) : std::nullopt;
  const auto after_id = query.after ? std::optional(query.after->second) : std::nullopt;
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListEdges, {TextOf(query.state), query.game, query.model, query.sport,
                            query.edge_min, after_value, after_id, int64_t{query.limit}}));
  return EdgesFrom(rows);
}

}  // namespace overround::prediction::edge_store
