#include "services/collector/budget/store.h"

#include <algorithm>
#include <iterator>

#include "libs/base/check.h"
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
         refused_until_time, event_odds_spent_count, backfill_spent_count, report_time
    FROM collector.provider_budgets
   WHERE source = $1
     FOR UPDATE
)sql";

constexpr char kListBudgets[] = R"sql(
  SELECT source, period_start_time, period_end_time, granted_count, spent_count, reported_remaining_count, refusal,
         refused_until_time, event_odds_spent_count, backfill_spent_count, report_time
    FROM collector.provider_budgets
   WHERE source > $1
   ORDER BY source
   LIMIT $2
)sql";

constexpr char kFindBudget[] = R"sql(
  SELECT source, period_start_time, period_end_time, granted_count, spent_count, reported_remaining_count, refusal,
         refused_until_time, event_odds_spent_count, backfill_spent_count, report_time
    FROM collector.provider_budgets
   WHERE source = $1
)sql";

constexpr char kUpdateBudget[] = R"sql(
  UPDATE collector.provider_budgets
     SET period_start_time = $2, period_end_time = $3, granted_count = $4, spent_count = $5,
         reported_remaining_count = $6, refusal = $7, refused_until_time = $8, event_odds_spent_count = $9,
         backfill_spent_count = $10, report_time = $11
   WHERE source = $1
)sql";

constexpr char kInsertCall[] = R"sql(
  INSERT INTO collector.provider_calls (source, purpose, cost_count, ask_time) VALUES ($1, $2, $3, $4)
  RETURNING call_id
)sql";

constexpr char kTakeCall[] = R"sql(
  DELETE FROM collector.provider_calls WHERE call_id = $1 RETURNING source, purpose, cost_count, ask_time
)sql";

constexpr char kTakeCallsBefore[] = R"sql(
  DELETE FROM collector.provider_calls WHERE source = $1 AND ask_time < $2
  RETURNING source, purpose, cost_count, ask_time
)sql";

constexpr char kListCallsUnderWay[] = R"sql(
  SELECT source, purpose, cost_count, ask_time FROM collector.provider_calls WHERE source = $1 ORDER BY call_id
)sql";

// By Purpose.
constexpr absl::string_view kPurposes[] = {"main", "event_odds", "backfill"};

Purpose PurposeOf(absl::string_view text) {
  const auto* const name = std::find(std::begin(kPurposes), std::end(kPurposes), text);
  OVERROUND_CHECK(name != std::end(kPurposes));  // the schema holds it
  return static_cast<Purpose>(std::distance(std::begin(kPurposes), name));
}

Budget ReadBudget(const pg::Row& row) {
  return {row.Get<std::string>(0),
          row.Get<absl::Time>(1),
          row.Get<absl::Time>(2),
          row.Get<int64_t>(3),
          row.Get<int64_t>(4),
          row.Get<std::optional<int64_t>>(5),
          row.Get<std::optional<std::string>>(6),
          row.Get<std::optional<absl::Time>>(7),
          row.Get<int64_t>(8),
          row.Get<int64_t>(9),
          row.Get<std::optional<absl::Time>>(10)};
}

CallUnderWay ReadCall(const pg::Row& row) {
  return {row.Get<std::string>(0), PurposeOf(row.Get<std::string>(1)), row.Get<int64_t>(2),
          row.Get<absl::Time>(3)};
}

std::vector<CallUnderWay> ReadCalls(const pg::Rows& rows) {
  std::vector<CallUnderWay> calls;
  for (const pg::Row row : rows) calls.push_back(ReadCall(row));
  return calls;
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
              budget.reported_remaining, budget.refusal, budget.refused_until,
              budget.event_odds_spent, budget.backfill_spent, budget.report_time})
      .status();
}

absl::StatusOr<int64_t> InsertCall(pg::Transaction& tx, const CallUnderWay& call) {
  const absl::string_view purpose = kPurposes[static_cast<size_t>(call.purpose)];
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows, tx.Query(kInsertCall, {call.source, purpose, call.cost, call.ask_time}));
  return rows.front().Get<int64_t>(0);
}

absl::StatusOr<std::optional<CallUnderWay>> TakeCall(pg::Transaction& tx, int64_t call_id) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kTakeCall, {call_id}));
  return rows.empty() ? std::optional<CallUnderWay>() : ReadCall(rows.front());
}

absl::StatusOr<std::vector<CallUnderWay>> TakeCallsBefore(pg::Transaction& tx,
                                                          absl::string_view source,
                                                          absl::Time time) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kTakeCallsBefore, {source, time}));
  return ReadCalls(rows);
}

absl::StatusOr<std::vector<CallUnderWay>> ListCallsUnderWay(pg::Transaction& tx,
                                                            absl::string_view source) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListCallsUnderWay, {source}));
  return ReadCalls(rows);
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
