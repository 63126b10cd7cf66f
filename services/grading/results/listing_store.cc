#include "libs/base/status_macros.h"
#include "services/grading/results/listing.h"
#include "services/grading/results/rows.h"

namespace overround::grading {

constexpr char kListPredictionResults[] = R"sql(
  SELECT p.game_id, p.prediction_id, p.model_key, p.model_version, p.market, p.side, p.is_inverse, p.is_negated,
         p.is_main_line, p.probability, p.push_probability, p.odds_profit, p.odds_stake, p.sportsbook_key, p.make_time,
         r.is_official, r.outcome, r.profit_units, r.close_state, r.close_value, r.close_probability,
         r.close_book_count, r.close_age_seconds, r.close_revision, r.result_revision, r.revision, r.grade_time,
         r.game_start_time, g.sport_key, g.title
    FROM grading.prediction_results r -- scan: the latest grades
    JOIN grading.predictions p ON p.game_id = r.game_id AND p.prediction_id = r.prediction_id
    JOIN grading.games g ON g.game_id = r.game_id
   WHERE ($1::uuid IS NULL OR r.game_id = $1)
     AND ($2::text IS NULL OR p.model_key = $2)
     AND ($3::text IS NULL OR g.sport_key = $3)
     AND ($4::boolean IS NULL OR p.is_inverse = $4)
     AND (NOT $5 OR r.is_official)
     AND ($6::timestamptz IS NULL OR r.game_start_time >= $6)
     AND ($7::timestamptz IS NULL OR r.game_start_time < $7)
     AND ($8::timestamptz IS NULL OR (r.grade_time, r.prediction_id) < ($8, $9))
   ORDER BY r.grade_time DESC, r.prediction_id DESC
   LIMIT $10
)sql";

absl::StatusOr<std::vector<PredictionResult>> ListPredictionResults(pg::Transaction& tx,
                                                                    const ResultQuery& query) {
  const auto after_time = query.after ? std::optional(query.after->first) : std::nullopt;
  const auto after_id = query.after ? std::optional(query.after->second) : std::nullopt;
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListPredictionResults,
               {query.game, query.model, query.sport, query.inverse, query.official_only,
                query.start_min, query.start_max, after_time, after_id, int64_t{query.limit}}));
  std::vector<PredictionResult> results;
  for (const pg::Row row : rows) results.push_back(PredictionResultFrom(row));
  return results;
}

constexpr char kListBetGradesOf[] = R"sql(
  SELECT b.game_id, b.bet_id, b.bankroll_id, b.owner, b.market, b.side, b.sportsbook_key, b.odds_profit, b.odds_stake,
         b.currency_code, b.currency_scale, b.stake_minor, b.profit_minor, b.outcome, b.settlement_number,
         b.close_state, b.close_value, b.close_probability, b.close_book_count, b.close_age_seconds, b.close_revision,
         b.revision, b.is_graded, b.grade_time, g.sport_key
    FROM grading.bets b -- scan: an owner's bets
    JOIN grading.games g ON g.game_id = b.game_id
   WHERE b.owner = $1 AND b.is_graded
     AND ($2::uuid IS NULL OR b.bankroll_id = $2)
     AND ($3::timestamptz IS NULL OR (b.grade_time, b.bet_id) < ($3, $4))
   ORDER BY b.grade_time DESC, b.bet_id DESC
   LIMIT $5
)sql";

absl::StatusOr<std::vector<BetGrade>> ListBetGrades(pg::Transaction& tx,
                                                    const BetGradeQuery& query) {
  const auto after_time = query.after ? std::optional(query.after->first) : std::nullopt;
  const auto after_id = query.after ? std::optional(query.after->second) : std::nullopt;
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                             tx.Query(kListBetGradesOf, {query.owner, query.bankroll, after_time,
                                                         after_id, int64_t{query.limit}}));
  std::vector<BetGrade> grades;
  for (const pg::Row row : rows) grades.push_back(BetGradeFrom(row));
  return grades;
}

}  // namespace overround::grading
