#include "services/collector/budget/store.h"

#include "libs/base/status_macros.h"

namespace overround::collector::budgets {
namespace {

constexpr char kInsertBudget[] = R"sql(
  INSERT INTO collector.provider_budgets (source, period_start_time, period_end_time, granted_count, spent_count)
  VALUES ($1, $2, $3, $4, 0)
  ON CONFLICT (source) DO NOTHING
)sql";

constexpr char kLockBudget[] = R"sql(
  SELECT source, period_start_time, period_end_time, granted_count, spent_count, reported_remaining_count, refusal,
         refused_until_time
    FROM collector.provider_budgets
   WHERE source = $1
     FOR UPDATE
)sql";

constexpr char kListBudgets[] = R"sql(
  SELECT source, period_start_time, period_end_time, granted_count, spent_count, reported_remaining_count, refusal,
         refused_until_time
    FROM collector.provider_budgets
   WHERE source > $1
   ORDER BY source
   LIMIT $2
)sql";

constexpr char kFindBudget[] = R"sql(
  SELECT source, period_start_time, period_end_time, granted_count, spent_count, reported_remaining_count, refusal,
         refused_until_time
    FROM collector.provider_budgets
   WHERE source = $1
)sql";

constexpr char kUpdateBudget[] = R"sql(
  UPDATE collector.provider_budgets
     SET period_start_time = $2, period_end_time = $3, granted_count = $4, spent_count = $5,
         reported_remaining_count = $6, refusal = $7, refused_until_time = $8
   WHERE source = $1
)sql";

Budget ReadBudget(const pg::Row& row) {
  return {row.Get<std::string>(0),
          row.Get<absl::Time>(1),
          row.Get<absl::Time>(2),
          row.Get<int64_t>(3),
          row.Get<int64_t>(4),
          row.Get<std::optional<int64_t>>(5),
          row.Get<std::optional<std::string>>(6),
          row.Get<std::optional<absl::Time>>(7)};
}

}  // namespace

absl::StatusOr<Budget> LockBudget(pg::Transaction& tx, const Budget& fresh) {
  OVERROUND_RETURN_IF_ERROR(
      tx.Query(kInsertBudget, {fresh.source, fresh.period_start, fresh.period_end, fresh.granted})
          .status());
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kLockBudget, {fresh.source}));
  return ReadBudget(rows.front());
}

absl::Status UpdateBudget(pg::Transaction& tx, const Budget& budget) {
  return tx
      .Query(kUpdateBudget,
             {budget.source, budget.period_start, budget.period_end, budget.granted, budget.spent,
              budget.reported_remaining, budget.refusal, budget.refused_until})
      .status();
}

absl::StatusOr<std::optional<Budget>> FindBudget(pg::Transaction& tx, absl::string_view source) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindBudget, {source}));
  return rows.empty() ? std::optional<Budget>() : ReadBudget(rows.front());
}

absl::StatusOr<std::vector<Budget>> ListBudgets(pg::Transaction& tx, absl::string_view after,
                                                int limit) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListBudgets, {after, int64_t{limit}}));
  std::vector<Budget> budgets;
  for (const pg::Row row : rows) budgets.push_back(ReadBudget(row));
  return budgets;
}

}  // namespace overround::collector::budgets
