#include "services/grading/performance/store.h"

#include "libs/base/status_macros.h"
#include "services/grading/results/rows.h"

namespace overround::grading::performance_store {

constexpr char kListOfficialRows[] = R"sql(
  SELECT p.model_key, p.model_version, g.sport_key, split_part(p.market, '.', 1) AS kind, p.is_inverse, p.probability,
         p.push_probability, r.outcome, r.profit_units, r.close_state, r.close_value, r.close_probability
    FROM grading.prediction_results r -- scan: official rows of a window
    JOIN grading.predictions p ON p.game_id = r.game_id AND p.prediction_id = r.prediction_id
    JOIN grading.games g ON g.game_id = r.game_id
   WHERE r.is_official
     AND ($1::text IS NULL OR p.model_key = $1)
     AND ($2::text IS NULL OR g.sport_key = $2)
     AND ($3::text IS NULL OR split_part(p.market, '.', 1) = $3)
     AND ($4::boolean IS NULL OR p.is_inverse = $4)
     AND ($5::timestamptz IS NULL OR r.game_start_time >= $5)
   ORDER BY p.model_key, g.sport_key, kind, p.is_inverse, r.game_id, r.prediction_id
)sql";

absl::StatusOr<std::vector<OfficialRow>> ListOfficialRows(pg::Transaction& tx,
                                                          const PerformanceQuery& query) {
  const auto kind = query.kind ? std::optional<std::string>(ToString(*query.kind)) : std::nullopt;
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                             tx.Query(kListOfficialRows, {query.model, query.sport, kind,
                                                          query.inverse, query.start_min}));
  std::vector<OfficialRow> official;
  for (const pg::Row row : rows) {
    const auto close_state = row.Get<std::string>(9);
    official.push_back({.model = row.Get<std::string>(0),
                        .model_version = row.Get<std::string>(1),
                        .sport = row.Get<std::string>(2),
                        .kind = Sound(ParseMarketKind(row.Get<std::string>(3))),
                        .inverse = row.Get<bool>(4),
                        .probability = row.Get<double>(5),
                        .push_probability = row.Get<double>(6),
                        .outcome = Sound(ParseOutcome(row.Get<std::string>(7))),
                        .profit_units = row.Get<std::optional<double>>(8),
                        .has_close = close_state == "CLOSED",
                        .has_no_close = close_state == "NO_CLOSE",
                        .close_value = row.Get<std::optional<double>>(10),
                        .close_probability = row.Get<std::optional<double>>(11)});
  }
  return official;
}

}  // namespace overround::grading::performance_store
