#include "services/collector/games/store.h"

#include "libs/base/status_macros.h"
#include "services/collector/games/store_rows.h"

namespace overround::collector::games {
namespace {

// OFFSET 0: each key by its index, whatever the statistics of a table just filled say.
constexpr char kFindByExternalIds[] =
    "SELECT" OVERROUND_GAME_COLUMNS R"sql(, e.external_id, e.is_swapped
     FROM (SELECT DISTINCT unnest($1::UUID[]) AS external_key) k
    CROSS JOIN LATERAL (SELECT i.game_id, i.external_id, i.is_swapped FROM collector.game_external_ids i
                         WHERE i.external_key = k.external_key OFFSET 0) e
     JOIN collector.games g ON g.game_id = e.game_id
     JOIN collector.teams h ON h.team_id = g.home_team_id
     JOIN collector.teams a ON a.team_id = g.away_team_id
)sql";

constexpr char kFindGames[] = "SELECT" OVERROUND_GAME_COLUMNS "FROM" OVERROUND_GAME_TABLES R"sql(
      WHERE g.game_id = ANY ($1)
)sql";

// A scan over the games that are open.
constexpr char kListDueToStart[] =
    "SELECT" OVERROUND_GAME_COLUMNS "FROM" OVERROUND_GAME_TABLES R"sql(
      WHERE g.status = 'SCHEDULED'
        AND g.start_time + CASE g.start_precision WHEN 'DAY' THEN interval '1 day' ELSE interval '0' END <= $1
      ORDER BY g.start_time, g.game_id
)sql";

// A scan over the games that are open.
constexpr char kListAbandoned[] =
    "SELECT" OVERROUND_GAME_COLUMNS "FROM" OVERROUND_GAME_TABLES R"sql(
      WHERE g.status IN ('SCHEDULED', 'IN_PLAY', 'POSTPONED') AND g.start_time < $1
      ORDER BY g.start_time, g.game_id
)sql";

constexpr char kFindNextStart[] = R"sql(
  SELECT min(start_time + CASE start_precision WHEN 'DAY' THEN interval '1 day' ELSE interval '0' END)
    FROM collector.games
   WHERE status = 'SCHEDULED'
)sql";

constexpr char kListOpenStarts[] = R"sql(
  SELECT start_time FROM collector.games
   WHERE sport_key = $1 AND status IN ('SCHEDULED', 'IN_PLAY')
   ORDER BY start_time
)sql";

constexpr char kInsertGame[] = R"sql(
  INSERT INTO collector.games (game_id, sport_key, home_team_id, away_team_id, start_time, start_precision,
                               is_start_actual, status, season, week, is_neutral_site, is_postseason, merged_into,
                               void_reason, result_revision, close_revision, fact_count, fact_id, receive_time,
                               known_time, basis)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21)
)sql";

constexpr char kUpdateGame[] = R"sql(
  UPDATE collector.games
     SET start_time = $2, start_precision = $3, is_start_actual = $4, status = $5, week = $6, is_neutral_site = $7,
         is_postseason = $8, merged_into = $9, void_reason = $10, result_revision = $11, close_revision = $12,
         fact_count = $13, fact_id = $14, receive_time = $15, known_time = $16, basis = $17, season = $18
   WHERE game_id = $1
)sql";

constexpr char kInsertGameFact[] = R"sql(
  INSERT INTO collector.game_facts (game_id, fact_number, fact_kind, start_time, start_precision, previous_start_time,
                                    status, merged_game_id, reason, source, fact_id, receive_time, known_time, basis)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
)sql";

constexpr char kListGameFacts[] = R"sql(
  SELECT game_id, fact_number, fact_kind, start_time, start_precision, previous_start_time, status, merged_game_id,
         reason, source, fact_id, receive_time, known_time, basis
    FROM collector.game_facts
   WHERE game_id = ANY ($1)
   ORDER BY game_id, fact_number
)sql";

constexpr char kInsertExternalId[] = R"sql(
  INSERT INTO collector.game_external_ids (external_key, source, external_id, game_id, create_time, is_swapped)
  VALUES ($1, $2, $3, $4, $5, $6)
)sql";

constexpr char kUpdateExternalId[] = R"sql(
  UPDATE collector.game_external_ids SET game_id = $2, is_swapped = $3 WHERE external_key = $1
)sql";

constexpr char kDeleteExternalId[] = R"sql(
  DELETE FROM collector.game_external_ids WHERE external_key = $1
)sql";

constexpr char kMoveExternalIds[] = R"sql(
  UPDATE collector.game_external_ids SET game_id = $2 WHERE game_id = $1
)sql";

constexpr char kListExternalIds[] = R"sql(
  SELECT game_id, source, external_id
    FROM collector.game_external_ids
   WHERE game_id = ANY ($1)
   ORDER BY game_id, source, external_id
)sql";

constexpr char kListGames[] = "SELECT" OVERROUND_GAME_COLUMNS "FROM" OVERROUND_GAME_TABLES R"sql(
      WHERE (cardinality($1::TEXT[]) = 0 OR g.sport_key = ANY ($1))
        AND (CASE WHEN cardinality($2::TEXT[]) = 0 THEN g.status <> 'MERGED' ELSE g.status = ANY ($2) END)
        AND g.start_time >= coalesce($3, '-infinity'::TIMESTAMPTZ)
        AND g.start_time < coalesce($4, 'infinity'::TIMESTAMPTZ)
        AND ($5::TIMESTAMPTZ IS NULL OR (g.start_time, g.game_id) > ($5, $6::UUID))
        AND ($8::UUID IS NULL OR g.home_team_id = $8 OR g.away_team_id = $8)
      ORDER BY g.start_time, g.game_id
      LIMIT $7
)sql";

constexpr char kListGamesDescending[] =
    "SELECT" OVERROUND_GAME_COLUMNS "FROM" OVERROUND_GAME_TABLES R"sql(
      WHERE (cardinality($1::TEXT[]) = 0 OR g.sport_key = ANY ($1))
        AND (CASE WHEN cardinality($2::TEXT[]) = 0 THEN g.status <> 'MERGED' ELSE g.status = ANY ($2) END)
        AND g.start_time >= coalesce($3, '-infinity'::TIMESTAMPTZ)
        AND g.start_time < coalesce($4, 'infinity'::TIMESTAMPTZ)
        AND ($5::TIMESTAMPTZ IS NULL OR (g.start_time, g.game_id) < ($5, $6::UUID))
        AND ($8::UUID IS NULL OR g.home_team_id = $8 OR g.away_team_id = $8)
      ORDER BY g.start_time DESC, g.game_id DESC
      LIMIT $7
)sql";

constexpr char kCountUpcoming[] = R"sql(
  SELECT sport_key, count(*) FROM collector.games WHERE status = 'SCHEDULED' GROUP BY sport_key
)sql";

}  // namespace

absl::StatusOr<std::vector<KnownGame>> FindByExternalIds(pg::Transaction& tx,
                                                         absl::string_view source,
                                                         const std::vector<std::string>& ids) {
  std::vector<Uuid> keys;
  keys.reserve(ids.size());
  for (const std::string& id : ids) keys.push_back(ExternalKey(source, id));
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindByExternalIds, {keys}));
  std::vector<KnownGame> known;
  for (const pg::Row row : rows) {
    known.push_back({row.Get<std::string>(kGameColumnCount), ReadGame(row)});
    known.back().game.is_swapped = row.Get<bool>(kGameColumnCount + 1);
  }
  return known;
}

absl::StatusOr<std::optional<Game>> FindGame(pg::Transaction& tx, const GameId& id) {
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<Game> games, FindGames(tx, {id}));
  return games.empty() ? std::optional<Game>() : games.front();
}

absl::StatusOr<std::vector<Game>> FindGames(pg::Transaction& tx, const std::vector<GameId>& ids) {
  if (ids.empty()) return std::vector<Game>();
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindGames, {ids}));
  return ReadGames(rows);
}

absl::StatusOr<std::vector<Game>> ListDueToStart(pg::Transaction& tx, absl::Time now) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListDueToStart, {now}));
  return ReadGames(rows);
}

absl::StatusOr<std::vector<Game>> ListAbandoned(pg::Transaction& tx, absl::Time before) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListAbandoned, {before}));
  return ReadGames(rows);
}

absl::StatusOr<std::optional<absl::Time>> FindNextStart(pg::Transaction& tx) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindNextStart));
  return rows.front().Get<std::optional<absl::Time>>(0);
}

absl::StatusOr<std::vector<absl::Time>> ListOpenStarts(pg::Transaction& tx,
                                                       absl::string_view sport) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListOpenStarts, {sport}));
  std::vector<absl::Time> starts;
  for (const pg::Row row : rows) starts.push_back(row.Get<absl::Time>(0));
  return starts;
}

absl::Status InsertGame(pg::Transaction& tx, const Game& game) {
  return tx
      .Query(kInsertGame, {game.id,
                           game.sport,
                           game.home_team,
                           game.away_team,
                           game.start,
                           ToString(game.precision),
                           game.is_start_actual,
                           ToString(game.status),
                           game.season,
                           game.week,
                           game.is_neutral_site,
                           game.is_postseason,
                           game.merged_into,
                           game.void_reason,
                           game.result_revision,
                           game.close_revision,
                           game.fact_count,
                           game.stamp.fact_id,
                           game.stamp.receive_time,
                           game.stamp.known_time,
                           ToString(game.stamp.basis)})
      .status();
}

absl::Status UpdateGame(pg::Transaction& tx, const Game& game) {
  return tx
      .Query(kUpdateGame,
             {game.id, game.start, ToString(game.precision), game.is_start_actual,
              ToString(game.status), game.week, game.is_neutral_site, game.is_postseason,
              game.merged_into, game.void_reason, game.result_revision, game.close_revision,
              game.fact_count, game.stamp.fact_id, game.stamp.receive_time, game.stamp.known_time,
              ToString(game.stamp.basis), game.season})
      .status();
}

absl::Status InsertGameFact(pg::Transaction& tx, const GameFact& fact) {
  return tx
      .Query(kInsertGameFact,
             {fact.game, fact.number, ToString(fact.kind), fact.start, ToString(fact.precision),
              fact.previous_start, ToString(fact.status), fact.merged_game, fact.reason,
              fact.source, fact.stamp.fact_id, fact.stamp.receive_time, fact.stamp.known_time,
              ToString(fact.stamp.basis)})
      .status();
}

absl::StatusOr<std::vector<GameFact>> ListGameFacts(pg::Transaction& tx,
                                                    const std::vector<GameId>& games) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListGameFacts, {games}));
  std::vector<GameFact> facts;
  for (const pg::Row row : rows) {
    facts.push_back(
        {row.Get<GameId>(0), row.Get<int32_t>(1), FactKindFromText(row.Get<absl::string_view>(2)),
         row.Get<absl::Time>(3), StartPrecisionFromText(row.Get<absl::string_view>(4)),
         row.Get<std::optional<absl::Time>>(5), GameStatusFromText(row.Get<absl::string_view>(6)),
         row.Get<std::optional<GameId>>(7), row.Get<std::optional<std::string>>(8),
         row.Get<std::string>(9), ReadStamp(row, 10)});
  }
  return facts;
}

absl::Status InsertExternalId(pg::Transaction& tx, const ExternalId& external, const GameId& game,
                              absl::Time create_time) {
  return tx
      .Query(kInsertExternalId, {ExternalKey(external.source, external.id), external.source,
                                 external.id, game, create_time, external.is_swapped})
      .status();
}

absl::Status UpdateExternalId(pg::Transaction& tx, const ExternalId& external, const GameId& game) {
  return tx
      .Query(kUpdateExternalId,
             {ExternalKey(external.source, external.id), game, external.is_swapped})
      .status();
}

absl::Status DeleteExternalId(pg::Transaction& tx, const ExternalId& external) {
  return tx.Query(kDeleteExternalId, {ExternalKey(external.source, external.id)}).status();
}

absl::Status MoveExternalIds(pg::Transaction& tx, const GameId& from, const GameId& to) {
  return tx.Query(kMoveExternalIds, {from, to}).status();
}

absl::StatusOr<std::vector<NamedGame>> ListExternalIds(pg::Transaction& tx,
                                                       const std::vector<GameId>& games) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListExternalIds, {games}));
  std::vector<NamedGame> named;
  for (const pg::Row row : rows) {
    named.push_back({row.Get<GameId>(0), {row.Get<std::string>(1), row.Get<std::string>(2)}});
  }
  return named;
}

absl::StatusOr<std::vector<Game>> ListGames(pg::Transaction& tx, const GameQuery& query) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(query.is_descending ? kListGamesDescending : kListGames,
               {query.sports, query.statuses, query.start_min, query.start_max, query.after_start,
                query.after_id, int64_t{query.limit}, query.team}));
  return ReadGames(rows);
}

absl::StatusOr<std::vector<UpcomingCount>> CountUpcoming(pg::Transaction& tx) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kCountUpcoming));
  std::vector<UpcomingCount> counts;
  for (const pg::Row row : rows) counts.push_back({row.Get<std::string>(0), row.Get<int64_t>(1)});
  return counts;
}

}  // namespace overround::collector::games
