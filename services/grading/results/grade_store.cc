// The statements about grades: the other half of store.h.
#include <string>
#include <utility>

#include "libs/base/status_macros.h"
#include "services/grading/results/rows.h"
#include "services/grading/results/store.h"

namespace overround::grading::results_store {
namespace {

std::vector<Uuid> UuidsOf(const std::vector<GameId>& records) {
  std::vector<Uuid> ids;
  for (const GameId& id : records) ids.push_back(id.value());
  return ids;
}

}  // namespace

constexpr char kListResults[] = R"sql(
  SELECT p.game_id, p.prediction_id, p.model_key, p.model_version, p.market, p.side, p.is_inverse, p.is_negated,
         p.is_main_line, p.probability, p.push_probability, p.odds_profit, p.odds_stake, p.sportsbook_key, p.make_time,
         r.is_official, r.outcome, r.profit_units, r.close_state, r.close_value, r.close_probability,
         r.close_book_count, r.close_age_seconds, r.close_revision, r.result_revision, r.revision, r.grade_time,
         r.game_start_time, g.sport_key, g.title
    FROM grading.prediction_results r
    JOIN grading.predictions p ON p.game_id = r.game_id AND p.prediction_id = r.prediction_id
    JOIN grading.games g ON g.game_id = r.game_id
   WHERE r.game_id = ANY ($1)
   ORDER BY r.prediction_id
)sql";

absl::StatusOr<std::vector<PredictionResult>> ListResults(pg::Transaction& tx,
                                                          const std::vector<GameId>& records) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListResults, {UuidsOf(records)}));
  std::vector<PredictionResult> results;
  for (const pg::Row row : rows) results.push_back(PredictionResultFrom(row));
  return results;
}

constexpr char kUpsertResults[] = R"sql(
  INSERT INTO grading.prediction_results (game_id, prediction_id, is_official, outcome, profit_units, close_state,
                                          close_value, close_probability, close_book_count, close_age_seconds,
                                          close_revision, result_revision, revision, grade_time, game_start_time)
  SELECT * FROM unnest($1::uuid[], $2::uuid[], $3::boolean[], $4::text[], $5::double precision[], $6::text[],
                       $7::double precision[], $8::double precision[], $9::integer[], $10::bigint[], $11::integer[],
                       $12::integer[], $13::integer[], $14::timestamptz[], $15::timestamptz[])
  ON CONFLICT (game_id, prediction_id) DO UPDATE
     SET is_official = excluded.is_official, outcome = excluded.outcome, profit_units = excluded.profit_units,
         close_state = excluded.close_state, close_value = excluded.close_value,
         close_probability = excluded.close_probability, close_book_count = excluded.close_book_count,
         close_age_seconds = excluded.close_age_seconds, close_revision = excluded.close_revision,
         result_revision = excluded.result_revision, revision = excluded.revision, grade_time = excluded.grade_time,
         game_start_time = excluded.game_start_time
)sql";

absl::Status UpsertResults(pg::Transaction& tx, absl::Span<const PredictionResult> results) {
  if (results.empty()) return absl::OkStatus();
  std::vector<Uuid> games, ids;
  std::vector<bool> official;
  std::vector<std::string> outcomes, states;
  std::vector<std::optional<double>> profits, values, probabilities;
  std::vector<int32_t> book_counts, close_revisions, result_revisions, revisions;
  std::vector<std::optional<int64_t>> ages;
  std::vector<absl::Time> times, starts;
  for (const PredictionResult& result : results) {
    const Grade& grade = result.grade;
    games.push_back(grade.game.value());
    ids.push_back(grade.prediction.value());
    official.push_back(grade.official);
    outcomes.emplace_back(ToString(grade.outcome));
    profits.push_back(grade.profit_units);
    states.emplace_back(ToString(grade.closing_value.state));
    values.push_back(grade.closing_value.value);
    probabilities.push_back(grade.closing_value.probability);
    book_counts.push_back(grade.closing_value.book_count);
    ages.push_back(SecondsOf(grade.closing_value.age));
    close_revisions.push_back(grade.close_revision);
    result_revisions.push_back(grade.result_revision);
    revisions.push_back(result.revision);
    times.push_back(result.grade_time);
    starts.push_back(result.game_start_time);
  }
  return tx
      .Execute(kUpsertResults,
               {games, ids, official, outcomes, profits, states, values, probabilities, book_counts,
                ages, close_revisions, result_revisions, revisions, times, starts})
      .status();
}

constexpr char kUpsertBet[] = R"sql(
  INSERT INTO grading.bets (game_id, bet_id, bankroll_id, owner, market, side, sportsbook_key, odds_profit, odds_stake,
                            currency_code, currency_scale, stake_minor, profit_minor, outcome, settlement_number,
                            close_state, close_book_count, close_revision, revision, is_graded, grade_time)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, 'PENDING', 0, 0, 0, FALSE, $16)
  ON CONFLICT (game_id, bet_id) DO UPDATE
     SET profit_minor = excluded.profit_minor, outcome = excluded.outcome,
         settlement_number = excluded.settlement_number, is_graded = FALSE
   WHERE bets.settlement_number < excluded.settlement_number
)sql";

absl::Status UpsertBet(pg::Transaction& tx, const SettledBet& bet, absl::Time now) {
  return tx
      .Execute(kUpsertBet,
               {bet.game, bet.id, bet.bankroll, bet.owner, bet.purchase.market.ToString(),
                ToString(bet.purchase.side), *bet.purchase.sportsbook, bet.purchase.odds->profit(),
                bet.purchase.odds->stake(), bet.stake.currency.code(), bet.stake.currency.scale(),
                bet.stake.minor_units, bet.profit.minor_units, ToString(bet.outcome),
                bet.settlement_number, now})
      .status();
}

constexpr char kListBetGrades[] = R"sql(
  SELECT b.game_id, b.bet_id, b.bankroll_id, b.owner, b.market, b.side, b.sportsbook_key, b.odds_profit, b.odds_stake,
         b.currency_code, b.currency_scale, b.stake_minor, b.profit_minor, b.outcome, b.settlement_number,
         b.close_state, b.close_value, b.close_probability, b.close_book_count, b.close_age_seconds, b.close_revision,
         b.revision, b.is_graded, b.grade_time, g.sport_key
    FROM grading.bets b
    JOIN grading.games g ON g.game_id = b.game_id
   WHERE b.game_id = ANY ($1)
   ORDER BY b.bet_id
)sql";

absl::StatusOr<std::vector<BetGrade>> ListBetGrades(pg::Transaction& tx,
                                                    const std::vector<GameId>& records) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListBetGrades, {UuidsOf(records)}));
  std::vector<BetGrade> grades;
  for (const pg::Row row : rows) grades.push_back(BetGradeFrom(row));
  return grades;
}

constexpr char kUpdateBetGrade[] = R"sql(
  UPDATE grading.bets
     SET close_state = $3, close_value = $4, close_probability = $5, close_book_count = $6, close_age_seconds = $7,
         close_revision = $8, revision = revision + 1, is_graded = TRUE, grade_time = $9
   WHERE game_id = $1 AND bet_id = $2
  RETURNING revision
)sql";

absl::StatusOr<int32_t> UpdateBetGrade(pg::Transaction& tx, const BetGrade& grade, absl::Time now) {
  const ClosingValue& value = grade.closing_value;
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kUpdateBetGrade,
               {grade.bet.game, grade.bet.id, ToString(value.state), value.value, value.probability,
                value.book_count, SecondsOf(value.age), grade.close_revision, now}));
  return rows.front().Get<int32_t>(0);
}

}  // namespace overround::grading::results_store
