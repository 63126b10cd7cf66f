#include "services/collector/import/store_sets.h"

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "services/collector/quotes/selection_key.h"
#include "services/collector/quotes/store_rows.h"

namespace overround::collector::imports {
namespace {

constexpr char kListScrambledSets[] = R"sql(
  SELECT sport_key, season, sportsbook_key, source, batch_id, game_count, details, find_time, trust_time IS NOT NULL
    FROM collector.scrambled_sets
   WHERE sport_key = ANY ($1)
)sql";

constexpr char kFindScrambledSet[] = R"sql(
  SELECT sport_key, season, sportsbook_key, source, batch_id, game_count, details, find_time, trust_time IS NOT NULL
    FROM collector.scrambled_sets
   WHERE batch_id = $1
)sql";

constexpr char kInsertScrambledSet[] = R"sql(
  INSERT INTO collector.scrambled_sets (sport_key, season, sportsbook_key, source, batch_id, game_count, details,
                                        find_time)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
)sql";

constexpr char kUpsertTrusted[] = R"sql(
  INSERT INTO collector.scrambled_sets (sport_key, season, sportsbook_key, source, batch_id, game_count, details,
                                        find_time, trust_time)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
  ON CONFLICT (sport_key, season, sportsbook_key, source) DO UPDATE
     SET trust_time = EXCLUDED.trust_time
)sql";

constexpr char kListClosedGames[] = R"sql(
  SELECT g.game_id
    FROM collector.games g
   WHERE g.sport_key = $1 AND g.season = $2 AND g.close_revision > 0
     AND EXISTS (SELECT 1
                   FROM collector.quotes q
                  WHERE q.game_id = g.game_id AND q.sportsbook_key = $3 AND q.source = $4 AND q.basis <> 'OBSERVED')
)sql";

// OFFSET 0 keeps the planner from reading all quotes, as ListManyCandidates does; basis and slots
// are those of quotes_imported_winners, so that nothing we received ourselves is visited.
constexpr char kListStoredWinners[] = R"sql(
  SELECT DISTINCT ON (g.game_id, q.source, q.sportsbook_key, q.slot, q.side)
         g.game_id, g.season, q.sportsbook_key, q.source, q.slot, q.side, q.profit, q.stake
    FROM collector.games g
   CROSS JOIN LATERAL (SELECT c.sportsbook_key, c.source, c.slot, c.side, c.profit, c.stake, c.known_time,
                              c.receive_time, c.quote_id
                         FROM collector.quotes c
                        WHERE c.game_id = g.game_id AND c.basis <> 'OBSERVED'
                          AND c.slot IN ('moneyline.full_game.included.-.-', 'three_way.regulation.excluded.-.-')
                          AND NOT c.is_lay AND NOT c.is_in_play AND c.state = 'OFFERED'
                          AND c.known_time < g.start_time
                          AND ($6 = '' OR c.source = $6)
                       OFFSET 0) q
   WHERE g.sport_key = $1 AND g.season = ANY ($2) AND g.start_time >= $3 AND g.start_time < $4
     AND (g.result_revision > 0 OR g.game_id = ANY ($5))
   ORDER BY g.game_id, q.source, q.sportsbook_key, q.slot, q.side, q.known_time DESC, q.receive_time DESC, q.quote_id
)sql";

ScrambledSet ReadScrambledSet(const pg::Row& row) {
  return {{row.Get<std::string>(0), row.Get<int32_t>(1), row.Get<std::string>(2),
           row.Get<std::string>(3)},
          row.Get<Uuid>(4),
          row.Get<int64_t>(5),
          row.Get<std::string>(6),
          row.Get<absl::Time>(7),
          row.Get<bool>(8)};
}

absl::Time NewYear(int year) { return absl::FromCivil(absl::CivilYear(year), absl::UTCTimeZone()); }

}  // namespace

absl::StatusOr<std::vector<ScrambledSet>> ListScrambledSets(
    pg::Transaction& tx, const std::vector<std::string>& sports) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListScrambledSets, {sports}));
  std::vector<ScrambledSet> sets;
  for (const pg::Row row : rows) sets.push_back(ReadScrambledSet(row));
  return sets;
}

absl::StatusOr<std::optional<ScrambledSet>> FindScrambledSet(pg::Transaction& tx,
                                                             const Uuid& batch) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindScrambledSet, {batch}));
  if (rows.empty()) return std::optional<ScrambledSet>();
  return ReadScrambledSet(rows.front());
}

absl::Status InsertScrambledSet(pg::Transaction& tx, const ScrambledSet& found) {
  const BookSeason& set = found.set;
  return tx
      .Query(kInsertScrambledSet, {set.sport, set.season, set.sportsbook, set.source, found.batch,
                                   found.games, found.details, found.find_time})
      .status();
}

absl::Status UpsertTrusted(pg::Transaction& tx, const ScrambledSet& found, absl::Time trust_time) {
  const BookSeason& set = found.set;
  return tx
      .Query(kUpsertTrusted, {set.sport, set.season, set.sportsbook, set.source, found.batch,
                              found.games, found.details, trust_time})
      .status();
}

absl::StatusOr<std::vector<GameId>> ListClosedGames(pg::Transaction& tx, const BookSeason& set) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListClosedGames, {set.sport, set.season, set.sportsbook, set.source}));
  std::vector<GameId> games;
  for (const pg::Row row : rows) games.push_back(row.Get<GameId>(0));
  return games;
}

absl::StatusOr<std::vector<StoredWinner>> ListStoredWinners(pg::Transaction& tx,
                                                            const WinnerQuery& query) {
  OVERROUND_CHECK(!query.seasons.empty());
  const std::vector<int32_t> seasons(query.seasons.begin(), query.seasons.end());
  // A season begins in its year and ends before the next but one.
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListStoredWinners, {query.sport, seasons, NewYear(seasons.front()),
                                    NewYear(seasons.back() + 2), query.games, query.source}));
  std::vector<StoredWinner> winners;
  winners.reserve(rows.size());
  for (const pg::Row row : rows) {
    const absl::StatusOr<Side> side = ParseSide(row.Get<absl::string_view>(5));
    OVERROUND_CHECK(side.ok());
    winners.push_back(
        {row.Get<GameId>(0),
         {query.sport, row.Get<int32_t>(1), row.Get<std::string>(2), row.Get<std::string>(3)},
         {MarketOf(row.Get<absl::string_view>(4), std::nullopt), *side,
          quotes::ReadOdds(row.Get<int32_t>(6), row.Get<int32_t>(7)), ""}});
  }
  return winners;
}

}  // namespace overround::collector::imports
