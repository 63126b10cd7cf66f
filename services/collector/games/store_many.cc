#include "libs/base/status_macros.h"
#include "services/collector/games/store.h"
#include "services/collector/games/store_rows.h"

// What an import does to many games at once.
namespace overround::collector::games {
namespace {

// OFFSET 0 keeps the planner from joining teams first: without statistics of a table just filled it
// would scan all games of a home team.
constexpr char kListManyCandidates[] = "SELECT" OVERROUND_GAME_COLUMNS R"sql(,
       ARRAY(SELECT e.source FROM collector.game_external_ids e WHERE e.game_id = g.game_id ORDER BY e.source),
       r.ending, r.home_score, r.away_score, n.place
     FROM unnest($1::INTEGER[], $2::UUID[], $3::UUID[], $4::TIMESTAMPTZ[], $5::TIMESTAMPTZ[])
          AS n (place, home_team_id, away_team_id, from_time, to_time)
    CROSS JOIN LATERAL (SELECT c.game_id, c.sport_key, c.home_team_id, c.away_team_id, c.start_time, c.start_precision,
                               c.is_start_actual, c.status, c.season, c.week, c.is_neutral_site, c.is_postseason,
                               c.merged_into, c.void_reason, c.result_revision, c.close_revision, c.fact_count,
                               c.fact_id, c.receive_time, c.known_time, c.basis
                          FROM collector.games c
                         WHERE c.home_team_id = n.home_team_id AND c.away_team_id = n.away_team_id
                           AND c.start_time BETWEEN n.from_time AND n.to_time AND c.status <> 'MERGED'
                        OFFSET 0) g
     JOIN collector.teams h ON h.team_id = g.home_team_id
     JOIN collector.teams a ON a.team_id = g.away_team_id
     LEFT JOIN collector.results r ON r.game_id = g.game_id AND r.revision = g.result_revision
    ORDER BY n.place, g.start_time, g.game_id
)sql";

constexpr char kCopyGames[] = R"sql(
  COPY collector.games (game_id, sport_key, home_team_id, away_team_id, start_time, start_precision, is_start_actual,
                        status, season, week, is_neutral_site, is_postseason, merged_into, void_reason,
                        result_revision, close_revision, fact_count, fact_id, receive_time, known_time, basis)
  FROM STDIN (FORMAT BINARY)
)sql";

constexpr char kUpdateGames[] = R"sql(
  UPDATE collector.games g
     SET start_time = n.start_time, start_precision = n.start_precision, is_start_actual = n.is_start_actual,
         status = n.status, season = n.season, result_revision = n.result_revision,
         close_revision = n.close_revision, fact_count = n.fact_count, fact_id = n.fact_id,
         receive_time = n.receive_time, known_time = n.known_time, basis = n.basis
    FROM unnest($1::UUID[], $2::TIMESTAMPTZ[], $3::TEXT[], $4::BOOLEAN[], $5::TEXT[], $6::INTEGER[], $7::INTEGER[],
                $8::INTEGER[], $9::INTEGER[], $10::UUID[], $11::TIMESTAMPTZ[], $12::TIMESTAMPTZ[], $13::TEXT[])
         AS n (game_id, start_time, start_precision, is_start_actual, status, season, result_revision, close_revision,
               fact_count, fact_id, receive_time, known_time, basis)
   WHERE g.game_id = n.game_id
)sql";

constexpr char kCopyGameFacts[] = R"sql(
  COPY collector.game_facts (game_id, fact_number, fact_kind, start_time, start_precision, previous_start_time, status,
                             merged_game_id, reason, source, fact_id, receive_time, known_time, basis)
  FROM STDIN (FORMAT BINARY)
)sql";

constexpr char kCopyExternalIds[] = R"sql(
  COPY collector.game_external_ids (external_key, source, external_id, game_id, create_time, is_swapped)
  FROM STDIN (FORMAT BINARY)
)sql";

constexpr char kCopyResults[] = R"sql(
  COPY collector.results (game_id, revision, ending, home_score, away_score, regulation_home_score,
                          regulation_away_score, has_overtime, source, fact_id, receive_time, known_time, basis)
  FROM STDIN (FORMAT BINARY)
)sql";

std::optional<Score> ReadScore(const pg::Row& row, int column) {
  const auto ending = row.Get<std::optional<std::string>>(column);
  if (!ending) return std::nullopt;
  Score score;
  score.ending = EndingFromText(*ending);
  score.home = row.Get<int32_t>(column + 1);
  score.away = row.Get<int32_t>(column + 2);
  return score;
}

}  // namespace

absl::StatusOr<std::vector<std::vector<Candidate>>> ListManyCandidates(
    pg::Transaction& tx, const std::vector<Pairing>& pairings) {
  std::vector<std::vector<Candidate>> lists(pairings.size());
  if (pairings.empty()) return lists;
  std::vector<int32_t> places;
  std::vector<TeamId> homes;
  std::vector<TeamId> aways;
  std::vector<absl::Time> from;
  std::vector<absl::Time> to;
  for (const Pairing& pairing : pairings) {
    places.push_back(static_cast<int32_t>(places.size()));
    homes.push_back(pairing.home);
    aways.push_back(pairing.away);
    from.push_back(pairing.from);
    to.push_back(pairing.to);
  }
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                             tx.Query(kListManyCandidates, {places, homes, aways, from, to}));
  for (const pg::Row row : rows) {
    const auto place = static_cast<size_t>(row.Get<int32_t>(kGameColumnCount + 4));
    lists[place].push_back({ReadGame(row), row.Get<std::vector<std::string>>(kGameColumnCount),
                            ReadScore(row, kGameColumnCount + 1)});
  }
  return lists;
}

absl::StatusOr<std::vector<Candidate>> ListCandidates(pg::Transaction& tx, const Pairing& pairing) {
  OVERROUND_ASSIGN_OR_RETURN(auto lists, ListManyCandidates(tx, {pairing}));
  return std::move(lists.front());
}

absl::Status InsertGames(pg::Transaction& tx, const std::vector<Game>& games) {
  if (games.empty()) return absl::OkStatus();
  pg::CopyRows rows;
  for (const Game& game : games) {
    rows.Add(game.id, game.sport, game.home_team, game.away_team, game.start,
             ToString(game.precision), game.is_start_actual, ToString(game.status), game.season,
             game.week, game.is_neutral_site, game.is_postseason, game.merged_into,
             game.void_reason, game.result_revision, game.close_revision, game.fact_count,
             game.stamp.fact_id, game.stamp.receive_time, game.stamp.known_time,
             ToString(game.stamp.basis));
  }
  return tx.Copy(kCopyGames, rows).status();
}

absl::Status UpdateGames(pg::Transaction& tx, const std::vector<Game>& games) {
  if (games.empty()) return absl::OkStatus();
  std::vector<GameId> ids;
  std::vector<absl::Time> starts, receive_times, known_times;
  std::vector<std::string> precisions, statuses, bases;
  std::vector<bool> actual;
  std::vector<int32_t> seasons, results, closes, facts;
  std::vector<Uuid> fact_ids;
  for (const Game& game : games) {
    ids.push_back(game.id);
    starts.push_back(game.start);
    precisions.emplace_back(ToString(game.precision));
    actual.push_back(game.is_start_actual);
    statuses.emplace_back(ToString(game.status));
    seasons.push_back(game.season);
    results.push_back(game.result_revision);
    closes.push_back(game.close_revision);
    facts.push_back(game.fact_count);
    fact_ids.push_back(game.stamp.fact_id);
    receive_times.push_back(game.stamp.receive_time);
    known_times.push_back(game.stamp.known_time);
    bases.emplace_back(ToString(game.stamp.basis));
  }
  return tx
      .Query(kUpdateGames, {ids, starts, precisions, actual, statuses, seasons, results, closes,
                            facts, fact_ids, receive_times, known_times, bases})
      .status();
}

absl::Status InsertGameFacts(pg::Transaction& tx, const std::vector<GameFact>& facts) {
  if (facts.empty()) return absl::OkStatus();
  pg::CopyRows rows;
  for (const GameFact& fact : facts) {
    rows.Add(fact.game, fact.number, ToString(fact.kind), fact.start, ToString(fact.precision),
             fact.previous_start, ToString(fact.status), fact.merged_game, fact.reason, fact.source,
             fact.stamp.fact_id, fact.stamp.receive_time, fact.stamp.known_time,
             ToString(fact.stamp.basis));
  }
  return tx.Copy(kCopyGameFacts, rows).status();
}

absl::Status InsertExternalIds(pg::Transaction& tx, const std::vector<NamedGame>& named,
                               absl::Time create_time) {
  if (named.empty()) return absl::OkStatus();
  pg::CopyRows rows;
  for (const NamedGame& each : named) {
    rows.Add(ExternalKey(each.external.source, each.external.id), each.external.source,
             each.external.id, each.game, create_time, each.external.is_swapped);
  }
  return tx.Copy(kCopyExternalIds, rows).status();
}

absl::Status InsertResults(pg::Transaction& tx, const std::vector<Result>& results) {
  if (results.empty()) return absl::OkStatus();
  pg::CopyRows rows;
  for (const Result& result : results) {
    const Score& score = result.score;
    rows.Add(result.game, result.revision, ToString(score.ending), score.home, score.away,
             score.regulation_home, score.regulation_away, score.has_overtime, result.source,
             result.stamp.fact_id, result.stamp.receive_time, result.stamp.known_time,
             ToString(result.stamp.basis));
  }
  return tx.Copy(kCopyResults, rows).status();
}

}  // namespace overround::collector::games
