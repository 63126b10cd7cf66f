#include "libs/base/status_macros.h"
#include "services/collector/games/store.h"

namespace overround::collector::games {
namespace {

constexpr char kInsertResult[] = R"sql(
  INSERT INTO collector.results (game_id, revision, ending, home_score, away_score, regulation_home_score,
                                 regulation_away_score, has_overtime, source, fact_id, receive_time, known_time, basis)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
)sql";

constexpr char kListResults[] = R"sql(
  SELECT DISTINCT ON (game_id)
         game_id, revision, ending, home_score, away_score, regulation_home_score, regulation_away_score,
         has_overtime, source, fact_id, receive_time, known_time, basis
    FROM collector.results
   WHERE game_id = ANY ($1)
   ORDER BY game_id, revision DESC
)sql";

constexpr char kListAllResults[] = R"sql(
  SELECT game_id, revision, ending, home_score, away_score, regulation_home_score, regulation_away_score,
         has_overtime, source, fact_id, receive_time, known_time, basis
    FROM collector.results
   WHERE game_id = ANY ($1)
   ORDER BY game_id, revision
)sql";

std::vector<Result> ReadResults(const pg::Rows& rows) {
  std::vector<Result> results;
  results.reserve(rows.size());
  for (const pg::Row row : rows) {
    results.push_back({row.Get<GameId>(0),
                       row.Get<int32_t>(1),
                       {EndingFromText(row.Get<absl::string_view>(2)), row.Get<int32_t>(3),
                        row.Get<int32_t>(4), row.Get<std::optional<int32_t>>(5),
                        row.Get<std::optional<int32_t>>(6), row.Get<std::optional<bool>>(7)},
                       row.Get<std::string>(8),
                       {row.Get<Uuid>(9), row.Get<absl::Time>(10), row.Get<absl::Time>(11),
                        BasisFromText(row.Get<absl::string_view>(12))}});
  }
  return results;
}

}  // namespace

absl::Status InsertResult(pg::Transaction& tx, const Result& result) {
  const Score& score = result.score;
  return tx
      .Query(kInsertResult,
             {result.game, result.revision, ToString(score.ending), score.home, score.away,
              score.regulation_home, score.regulation_away, score.has_overtime, result.source,
              result.stamp.fact_id, result.stamp.receive_time, result.stamp.known_time,
              ToString(result.stamp.basis)})
      .status();
}

absl::StatusOr<std::optional<Result>> FindResult(pg::Transaction& tx, const GameId& game) {
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<Result> results, ListResults(tx, {game}));
  return results.empty() ? std::optional<Result>() : results.front();
}

absl::StatusOr<std::vector<Result>> ListResults(pg::Transaction& tx,
                                                const std::vector<GameId>& games) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListResults, {games}));
  return ReadResults(rows);
}

absl::StatusOr<std::vector<Result>> ListAllResults(pg::Transaction& tx,
                                                   const std::vector<GameId>& games) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListAllResults, {games}));
  return ReadResults(rows);
}

}  // namespace overround::collector::games
