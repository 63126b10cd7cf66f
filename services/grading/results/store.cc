#include "services/grading/results/store.h"

#include <string>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/grading/results/rows.h"

namespace overround::grading::results_store {
namespace {

std::vector<Uuid> UuidsOf(const std::vector<GameId>& records) {
  std::vector<Uuid> ids;
  ids.reserve(records.size());
  for (const GameId& id : records) ids.push_back(id.value());
  return ids;
}

Game GameFrom(const pg::Row& row) {
  Game game = {.id = row.Get<GameId>("game_id"),
               .sport = row.Get<std::string>("sport_key"),
               .title = row.Get<std::string>("title"),
               .start_time = row.Get<absl::Time>("start_time"),
               .merged_into = row.Get<std::optional<GameId>>("merged_into"),
               .result_revision = row.Get<int32_t>("result_revision"),
               .close_revision = row.Get<int32_t>("close_revision")};
  const auto home_score = row.Get<std::optional<int32_t>>("home_score");
  if (row.Get<bool>("is_void")) {
    game.sheet = VoidSheet();
  } else if (home_score) {
    game.sheet = FinalSheet({*home_score, row.Get<int32_t>("away_score")});
    game.sheet->overtime = row.Get<std::optional<bool>>("overtime").value_or(false);
    const auto names = row.Get<std::vector<std::string>>("period_names");
    const auto home = row.Get<std::vector<int32_t>>("period_home_scores");
    const auto away = row.Get<std::vector<int32_t>>("period_away_scores");
    for (size_t i = 0; i < names.size(); ++i) {
      game.sheet->periods[Sound(ParsePeriod(names[i]))] = {home[i], away[i]};
    }
  }
  return game;
}

// The score of a game that was called off is not kept: nothing may be graded by it.
std::optional<int32_t> PlayedScore(const Game& game, int32_t Score::*part) {
  if (!game.sheet || game.is_void()) return std::nullopt;
  return game.sheet->full_game.*part;
}

}  // namespace

// The close is told apart from the game, and an update of the game leaves it as it is.
constexpr char kUpsertGame[] = R"sql(
  INSERT INTO grading.games (game_id, sport_key, title, start_time, merged_into, result_revision, close_revision,
                             is_void, home_score, away_score, overtime, period_names, period_home_scores,
                             period_away_scores)
  VALUES ($1, $2, $3, $4, $5, $6, 0, $7, $8, $9, $10, $11, $12, $13)
  ON CONFLICT (game_id) DO UPDATE
     SET sport_key = excluded.sport_key, title = excluded.title, start_time = excluded.start_time,
         merged_into = excluded.merged_into, result_revision = excluded.result_revision, is_void = excluded.is_void,
         home_score = excluded.home_score, away_score = excluded.away_score, overtime = excluded.overtime,
         period_names = excluded.period_names, period_home_scores = excluded.period_home_scores,
         period_away_scores = excluded.period_away_scores
)sql";

absl::Status UpsertGame(pg::Transaction& tx, const Game& game) {
  std::vector<std::string> names;
  std::vector<int32_t> home;
  std::vector<int32_t> away;
  if (game.sheet) {
    for (const auto& [period, score] : game.sheet->periods) {
      names.emplace_back(ToString(period));
      home.push_back(score.home);
      away.push_back(score.away);
    }
  }
  const auto home_score = PlayedScore(game, &Score::home);
  const auto overtime = game.sheet ? std::optional(game.sheet->overtime) : std::nullopt;
  return tx
      .Execute(kUpsertGame, {game.id, game.sport, game.title, game.start_time, game.merged_into,
                             home_score ? game.result_revision : 0, game.is_void(), home_score,
                             PlayedScore(game, &Score::away), overtime, names, home, away})
      .status();
}

constexpr char kInsertUnknownGames[] = R"sql(
  INSERT INTO grading.games (game_id, sport_key, title, start_time, result_revision, close_revision, is_void,
                             period_names, period_home_scores, period_away_scores)
  SELECT game_id, '', '', 'epoch', 0, 0, FALSE, '{}', '{}', '{}' FROM unnest($1::uuid[]) AS game_id
  ON CONFLICT (game_id) DO NOTHING
)sql";

absl::Status InsertUnknownGames(pg::Transaction& tx, const std::vector<GameId>& ids) {
  return tx.Execute(kInsertUnknownGames, {ids}).status();
}

constexpr char kFindGame[] = R"sql(
  SELECT game_id, sport_key, title, start_time, merged_into, result_revision, close_revision, is_void, home_score,
         away_score, overtime, period_names, period_home_scores, period_away_scores
    FROM grading.games
   WHERE game_id = $1
)sql";

constexpr char kLockGame[] = R"sql(
  SELECT game_id FROM grading.games WHERE game_id = $1 FOR UPDATE
)sql";

absl::StatusOr<std::optional<Game>> FindGame(pg::Transaction& tx, const GameId& id) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindGame, {id}));
  if (rows.empty()) return std::nullopt;
  return GameFrom(rows.front());
}

absl::StatusOr<std::optional<Game>> LockGame(pg::Transaction& tx, const GameId& id) {
  OVERROUND_RETURN_IF_ERROR(tx.Query(kLockGame, {id}).status());
  return FindGame(tx, id);
}

constexpr char kListRecords[] = R"sql(
  WITH RECURSIVE merged AS (
    SELECT game_id FROM grading.games WHERE merged_into = $1
    UNION
    SELECT game.game_id FROM grading.games AS game JOIN merged ON game.merged_into = merged.game_id
  ) -- scan: records merged into a game
  SELECT game_id FROM merged WHERE game_id <> $1 ORDER BY game_id
)sql";

absl::StatusOr<std::vector<GameId>> ListRecords(pg::Transaction& tx, const GameId& survivor) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListRecords, {survivor}));
  std::vector<GameId> records = {survivor};
  for (const pg::Row row : rows) records.push_back(row.Get<GameId>(0));
  return records;
}

constexpr char kUpdateClose[] = R"sql(
  UPDATE grading.games SET close_revision = $2, start_time = $3 WHERE game_id = $1
)sql";

absl::Status UpdateClose(pg::Transaction& tx, const GameId& game, int32_t revision,
                         absl::Time start_time) {
  OVERROUND_ASSIGN_OR_RETURN(const int64_t updated,
                             tx.Execute(kUpdateClose, {game, revision, start_time}));
  if (updated == 1) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("game: ", game.ToString(), " closed, want it scheduled before"));
}

constexpr char kDeleteClosingLines[] = R"sql(
  DELETE FROM grading.closing_lines WHERE game_id = $1
)sql";

constexpr char kInsertClosingLines[] = R"sql(
  INSERT INTO grading.closing_lines (game_id, sportsbook_key, market, side, is_lay, is_bettable, has_closed,
                                     odds_profit, odds_stake, age_seconds)
  SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::boolean[], $6::boolean[], $7::boolean[],
                           $8::integer[], $9::integer[], $10::bigint[])
)sql";

absl::Status ReplaceClosingLines(pg::Transaction& tx, const GameId& game,
                                 absl::Span<const ClosingPrice> closes) {
  std::vector<std::string> sportsbooks, markets, sides;
  std::vector<bool> lay, bettable, closed;
  std::vector<int32_t> profits, stakes;
  std::vector<int64_t> ages;
  for (const ClosingPrice& close : closes) {
    sportsbooks.push_back(close.sportsbook);
    markets.push_back(close.market.ToString());
    sides.emplace_back(ToString(close.side));
    lay.push_back(close.lay);
    bettable.push_back(close.bettable);
    closed.push_back(close.has_closed);
    profits.push_back(close.odds.profit());
    stakes.push_back(close.odds.stake());
    ages.push_back(absl::ToInt64Seconds(close.age));
  }
  OVERROUND_RETURN_IF_ERROR(tx.Execute(kDeleteClosingLines, {game}).status());
  return tx
      .Execute(kInsertClosingLines,
               {game, sportsbooks, markets, sides, lay, bettable, closed, profits, stakes, ages})
      .status();
}

constexpr char kListClosingLines[] = R"sql(
  SELECT sportsbook_key, market, side, is_lay, is_bettable, has_closed, odds_profit, odds_stake, age_seconds
    FROM grading.closing_lines
   WHERE game_id = $1
   ORDER BY sportsbook_key, market, side, is_lay
)sql";

absl::StatusOr<std::vector<ClosingPrice>> ListClosingLines(pg::Transaction& tx,
                                                           const GameId& game) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListClosingLines, {game}));
  std::vector<ClosingPrice> closes;
  for (const pg::Row row : rows) {
    closes.push_back({.sportsbook = row.Get<std::string>(0),
                      .market = Sound(MarketKey::Parse(row.Get<std::string>(1))),
                      .side = Sound(ParseSide(row.Get<std::string>(2))),
                      .odds = *OddsFrom(row),
                      .has_closed = row.Get<bool>(5),
                      .bettable = row.Get<bool>(4),
                      .lay = row.Get<bool>(3),
                      .age = absl::Seconds(row.Get<int64_t>(8))});
  }
  return closes;
}

constexpr char kInsertPredictions[] = R"sql(
  INSERT INTO grading.predictions (game_id, prediction_id, model_key, model_version, market, side, is_inverse,
                                   is_negated, is_main_line, probability, push_probability, odds_profit, odds_stake,
                                   sportsbook_key, make_time)
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::text[], $4::text[], $5::text[], $6::text[], $7::boolean[],
                       $8::boolean[], $9::boolean[], $10::double precision[], $11::double precision[],
                       $12::integer[], $13::integer[], $14::text[], $15::timestamptz[])
  ON CONFLICT (game_id, prediction_id) DO NOTHING
)sql";

absl::Status InsertPredictions(pg::Transaction& tx, absl::Span<const Prediction> predictions) {
  std::vector<Uuid> games, ids;
  std::vector<std::string> models, versions, markets, sides;
  std::vector<bool> inverse, negated, main_line;
  std::vector<double> probabilities, pushes;
  std::vector<std::optional<int32_t>> profits, stakes;
  std::vector<std::optional<std::string>> sportsbooks;
  std::vector<absl::Time> times;
  for (const Prediction& prediction : predictions) {
    games.push_back(prediction.game.value());
    ids.push_back(prediction.id.value());
    models.push_back(prediction.model);
    versions.push_back(prediction.model_version);
    markets.push_back(prediction.purchase.market.ToString());
    sides.emplace_back(ToString(prediction.purchase.side));
    inverse.push_back(prediction.inverse);
    negated.push_back(prediction.purchase.negated);
    main_line.push_back(prediction.main_line);
    probabilities.push_back(prediction.probability);
    pushes.push_back(prediction.push_probability);
    profits.push_back(ProfitPart(prediction.purchase.odds));
    stakes.push_back(StakePart(prediction.purchase.odds));
    sportsbooks.push_back(prediction.purchase.sportsbook);
    times.push_back(prediction.make_time);
  }
  return tx
      .Execute(kInsertPredictions,
               {games, ids, models, versions, markets, sides, inverse, negated, main_line,
                probabilities, pushes, profits, stakes, sportsbooks, times})
      .status();
}

constexpr char kListPredictions[] = R"sql(
  SELECT game_id, prediction_id, model_key, model_version, market, side, is_inverse, is_negated, is_main_line,
         probability, push_probability, odds_profit, odds_stake, sportsbook_key, make_time
    FROM grading.predictions
   WHERE game_id = ANY ($1)
   ORDER BY make_time, prediction_id
)sql";

absl::StatusOr<std::vector<Prediction>> ListPredictions(pg::Transaction& tx,
                                                        const std::vector<GameId>& records) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListPredictions, {UuidsOf(records)}));
  std::vector<Prediction> predictions;
  for (const pg::Row row : rows) predictions.push_back(PredictionFrom(row));
  return predictions;
}

}  // namespace overround::grading::results_store
