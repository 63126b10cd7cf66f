#include "services/bankroll/games/store.h"

#include "libs/base/check.h"
#include "libs/base/status_macros.h"

namespace overround::bankroll::game_store {
namespace {

template <typename T>
std::optional<T> FieldOf(const std::optional<GameResult>& result, T value) {
  return result ? std::optional<T>(value) : std::nullopt;
}

// What a result is in columns; NULL without one.
std::vector<pg::Param> ParamsOf(const Game& game) {
  const GameResult result = game.result.value_or(GameResult{});
  std::vector<std::string> periods;
  std::vector<int32_t> home, away;
  for (const PeriodScore& period : result.periods) {
    periods.emplace_back(ToString(period.period));
    home.push_back(period.score.home);
    away.push_back(period.score.away);
  }
  return {game.id,
          game.sport,
          game.title,
          game.start_time,
          game.has_started,
          game.merged_into,
          ToString(game.outcome),
          game.void_reason,
          FieldOf(game.result, result.revision),
          FieldOf(game.result, std::string(ToString(result.ending))),
          FieldOf(game.result, result.score.home),
          FieldOf(game.result, result.score.away),
          result.has_overtime,
          periods,
          home,
          away};
}

GameResult ResultFrom(const pg::Row& row, int32_t revision) {
  GameResult result = {.revision = revision,
                       .ending = EndingFromText(row.Get<std::string>("ending")),
                       .score = {row.Get<int32_t>("home_score"), row.Get<int32_t>("away_score")},
                       .has_overtime = row.Get<std::optional<bool>>("has_overtime"),
                       .periods = {}};
  const auto periods = row.Get<std::vector<std::string>>("periods");
  const auto home = row.Get<std::vector<int32_t>>("period_home_scores");
  const auto away = row.Get<std::vector<int32_t>>("period_away_scores");
  for (size_t i = 0; i < periods.size(); ++i) {
    const auto period = ParsePeriod(periods[i]);
    OVERROUND_CHECK(period.ok());
    result.periods.push_back({*period, {home[i], away[i]}});
  }
  return result;
}

Game GameFrom(const pg::Row& row) {
  Game game = {.id = row.Get<GameId>("game_id"),
               .sport = row.Get<std::string>("sport"),
               .title = row.Get<std::string>("title"),
               .start_time = row.Get<absl::Time>("start_time"),
               .has_started = row.Get<bool>("has_started"),
               .merged_into = row.Get<std::optional<GameId>>("merged_into"),
               .outcome = GameOutcomeFromText(row.Get<std::string>("outcome")),
               .void_reason = row.Get<std::optional<std::string>>("void_reason"),
               .result = std::nullopt};
  const auto revision = row.Get<std::optional<int32_t>>("result_revision");
  if (revision) game.result = ResultFrom(row, *revision);
  return game;
}

}  // namespace

constexpr char kUpsertGame[] = R"sql(
  INSERT INTO bankroll.games (game_id, sport, title, start_time, has_started, merged_into, outcome, void_reason,
                              result_revision, ending, home_score, away_score, has_overtime, periods,
                              period_home_scores, period_away_scores)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
  ON CONFLICT (game_id) DO UPDATE
     SET sport = EXCLUDED.sport, title = EXCLUDED.title, start_time = EXCLUDED.start_time,
         has_started = EXCLUDED.has_started, merged_into = EXCLUDED.merged_into, outcome = EXCLUDED.outcome,
         void_reason = EXCLUDED.void_reason, result_revision = EXCLUDED.result_revision, ending = EXCLUDED.ending,
         home_score = EXCLUDED.home_score, away_score = EXCLUDED.away_score, has_overtime = EXCLUDED.has_overtime,
         periods = EXCLUDED.periods, period_home_scores = EXCLUDED.period_home_scores,
         period_away_scores = EXCLUDED.period_away_scores
)sql";

absl::Status UpsertGame(pg::Transaction& tx, const Game& told) {
  return tx.Execute(kUpsertGame, ParamsOf(told)).status();
}

constexpr char kInsertIfUnknown[] = R"sql(
  INSERT INTO bankroll.games (game_id, sport, title, start_time, has_started, merged_into, outcome, void_reason,
                              result_revision, ending, home_score, away_score, has_overtime, periods,
                              period_home_scores, period_away_scores)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
  ON CONFLICT (game_id) DO NOTHING
)sql";

constexpr char kLockGame[] = R"sql(
  SELECT game_id, sport, title, start_time, has_started, merged_into, outcome, void_reason, result_revision, ending,
         home_score, away_score, has_overtime, periods, period_home_scores, period_away_scores
    FROM bankroll.games
   WHERE game_id = $1
     FOR SHARE
)sql";

absl::StatusOr<Game> InsertIfUnknownAndLock(pg::Transaction& tx, const Game& known) {
  OVERROUND_RETURN_IF_ERROR(tx.Execute(kInsertIfUnknown, ParamsOf(known)).status());
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kLockGame, {known.id}));
  return GameFrom(rows.front());
}

constexpr char kFindGames[] = R"sql(
  SELECT game_id, sport, title, start_time, has_started, merged_into, outcome, void_reason, result_revision, ending,
         home_score, away_score, has_overtime, periods, period_home_scores, period_away_scores
    FROM bankroll.games -- scan: the games named
   WHERE game_id = ANY ($1)
)sql";

absl::StatusOr<std::map<GameId, Game>> FindGames(pg::Transaction& tx,
                                                 const std::vector<GameId>& ids) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindGames, {ids}));
  std::map<GameId, Game> games;
  for (const pg::Row row : rows) {
    Game game = GameFrom(row);
    games.emplace(game.id, std::move(game));
  }
  return games;
}

absl::StatusOr<std::optional<Game>> FindGame(pg::Transaction& tx, const GameId& id) {
  OVERROUND_ASSIGN_OR_RETURN(const auto games, FindGames(tx, {id}));
  if (games.empty()) return std::nullopt;
  return games.begin()->second;
}

constexpr char kListMergedInto[] = R"sql(
  SELECT game_id FROM bankroll.games WHERE merged_into = ANY ($1) ORDER BY game_id -- scan: records merged
)sql";

absl::StatusOr<std::vector<GameId>> ListRecords(pg::Transaction& tx, const GameId& survivor) {
  std::vector<GameId> records = {survivor};
  std::vector<GameId> latest = records;
  for (int hop = 0; hop < kMergesMax && !latest.empty(); ++hop) {
    OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListMergedInto, {latest}));
    latest.clear();
    for (const pg::Row row : rows) latest.push_back(row.Get<GameId>(0));
    records.insert(records.end(), latest.begin(), latest.end());
  }
  return records;
}

constexpr char kEnqueueWork[] = R"sql(
  INSERT INTO bankroll.settlement_work AS work (game_id, version, enqueue_time)
  VALUES ($1, 1, $2)
  ON CONFLICT (game_id) DO UPDATE SET version = work.version + 1
)sql";

absl::Status EnqueueWork(pg::Transaction& tx, const GameId& game, absl::Time world_time) {
  return tx.Execute(kEnqueueWork, {game, world_time}).status();
}

constexpr char kListWork[] = R"sql(
  SELECT game_id, version FROM bankroll.settlement_work ORDER BY enqueue_time, game_id LIMIT $1
)sql";

absl::StatusOr<std::vector<Work>> ListWork(pg::Transaction& tx, int limit) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListWork, {int64_t{limit}}));
  std::vector<Work> work;
  for (const pg::Row row : rows) {
    work.push_back({row.Get<GameId>("game_id"), row.Get<int64_t>("version")});
  }
  return work;
}

constexpr char kDeleteWork[] = R"sql(
  DELETE FROM bankroll.settlement_work WHERE game_id = $1 AND version = $2
)sql";

absl::Status DeleteWork(pg::Transaction& tx, const Work& done) {
  return tx.Execute(kDeleteWork, {done.game, done.version}).status();
}

constexpr char kCountWork[] = R"sql(
  SELECT count(*) FROM bankroll.settlement_work
)sql";

absl::StatusOr<int64_t> CountWork(pg::Transaction& tx) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kCountWork));
  return rows.front().Get<int64_t>(0);
}

}  // namespace overround::bankroll::game_store
