#include "libs/schedule/task_store.h"

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"

namespace overround::schedule {
namespace {

// A changed cron counts from now; an unchanged one keeps what was missed.
constexpr char kUpsert[] = R"sql(
  INSERT INTO scheduled_tasks AS t (name, cron, task_order, is_enabled, next_run_time, status, failures)
  VALUES ($1, $2, $3, TRUE, $4, 'NEVER', 0)
  ON CONFLICT (name) DO UPDATE
     SET cron = excluded.cron,
         task_order = excluded.task_order,
         next_run_time = CASE WHEN t.cron IS NOT DISTINCT FROM excluded.cron THEN t.next_run_time
                              ELSE coalesce(excluded.next_run_time, t.next_run_time) END
)sql";

constexpr char kDeleteOthers[] = "DELETE FROM scheduled_tasks WHERE NOT name = ANY ($1::TEXT[])";

constexpr char kDeleteOtherWakes[] = "DELETE FROM task_wakes WHERE NOT task = ANY ($1::TEXT[])";

// LEAST passes over NULLs. An unfinished run comes up whenever somebody looks; its lease decides.
constexpr char kListDue[] = R"sql(
  SELECT name
    FROM (SELECT t.name, t.task_order,
                 coalesce(t.run_due_time,
                          LEAST(t.next_run_time,
                                (SELECT min(w.wake_time) FROM task_wakes AS w WHERE w.task = t.name))) AS due_time
            FROM scheduled_tasks AS t
           WHERE t.is_enabled) AS due
   WHERE due_time <= $1
   ORDER BY due_time, task_order, name
)sql";

constexpr char kLock[] = R"sql(
  SELECT t.run_due_time,
         LEAST(t.next_run_time, (SELECT min(w.wake_time) FROM task_wakes AS w WHERE w.task = t.name)),
         t.failures
    FROM scheduled_tasks AS t
   WHERE t.name = $1 AND t.is_enabled
     FOR UPDATE OF t
)sql";

constexpr char kTakeWakes[] = "DELETE FROM task_wakes WHERE task = $1";

constexpr char kBegin[] = R"sql(
  UPDATE scheduled_tasks
     SET status = 'RUNNING',
         next_run_time = CASE WHEN run_due_time IS NULL THEN $4 ELSE next_run_time END,
         run_due_time = $2,
         last_run_time = $3
   WHERE name = $1
)sql";

constexpr char kEnd[] = R"sql(
  UPDATE scheduled_tasks
     SET status = $2,
         error = $3,
         failures = CASE WHEN $3::TEXT IS NULL THEN 0 ELSE failures + 1 END,
         run_count = run_count + 1,
         failed_run_count = failed_run_count + CASE WHEN $3::TEXT IS NULL THEN 0 ELSE 1 END,
         last_run_duration_us = $5,
         run_due_time = NULL,
         next_run_time = LEAST(next_run_time, $4)
   WHERE name = $1
)sql";

constexpr char kInsertWake[] = R"sql(
  INSERT INTO task_wakes (task, wake_time) SELECT name, $2 FROM scheduled_tasks WHERE name = $1
)sql";

constexpr char kSetEnabled[] = "UPDATE scheduled_tasks SET is_enabled = $2 WHERE name = $1";

constexpr char kList[] = R"sql(
  SELECT t.name, t.task_order, t.cron, t.is_enabled, t.last_run_time, t.status, t.error, t.failures,
         t.run_count, t.failed_run_count, t.last_run_duration_us,
         LEAST(t.next_run_time, (SELECT min(w.wake_time) FROM task_wakes AS w WHERE w.task = t.name)) AS next_run_time
    FROM scheduled_tasks AS t
   ORDER BY t.task_order, t.name
)sql";

constexpr char kNextDue[] = R"sql(
  SELECT min(coalesce(t.run_due_time,
                      LEAST(t.next_run_time,
                            (SELECT min(w.wake_time) FROM task_wakes AS w WHERE w.task = t.name))))
    FROM scheduled_tasks AS t
   WHERE t.is_enabled
)sql";

constexpr char kHasUnfinished[] =
    "SELECT EXISTS (SELECT FROM scheduled_tasks WHERE run_due_time IS NOT NULL)";

absl::Status UnknownTask(absl::string_view task) {
  return absl::NotFoundError(absl::StrCat("task: ", task, ", want one that the service registers"));
}

RunStatus StatusFromText(absl::string_view text) {
  if (text == "NEVER") return RunStatus::kNever;
  if (text == "RUNNING") return RunStatus::kRunning;
  return text == "SUCCEEDED" ? RunStatus::kSucceeded : RunStatus::kFailed;
}

std::optional<absl::Duration> DurationFrom(std::optional<int64_t> micros) {
  if (!micros) return std::nullopt;
  return absl::Microseconds(*micros);
}

TaskState StateFrom(const pg::Row& row) {
  return {
      .name = row.Get<std::string>("name"),
      .order = row.Get<int32_t>("task_order"),
      .cron = row.Get<std::optional<std::string>>("cron").value_or(""),
      .is_enabled = row.Get<bool>("is_enabled"),
      .next_run_time = row.Get<std::optional<absl::Time>>("next_run_time"),
      .last_run_time = row.Get<std::optional<absl::Time>>("last_run_time"),
      .status = StatusFromText(row.Get<absl::string_view>("status")),
      .error = row.Get<std::optional<std::string>>("error").value_or(""),
      .failures = row.Get<int64_t>("failures"),
      .run_count = row.Get<int64_t>("run_count"),
      .failed_run_count = row.Get<int64_t>("failed_run_count"),
      .last_run_duration = DurationFrom(row.Get<std::optional<int64_t>>("last_run_duration_us"))};
}

}  // namespace

absl::Status UpsertTask(pg::Transaction& tx, const Task& task,
                        std::optional<absl::Time> next_run_time) {
  const auto cron = task.cron.empty() ? std::nullopt : std::optional<std::string>(task.cron);
  return tx.Query(kUpsert, {task.name, cron, task.order, next_run_time}).status();
}

absl::Status DeleteTasksExcept(pg::Transaction& tx, const std::vector<std::string>& names) {
  OVERROUND_RETURN_IF_ERROR(tx.Query(kDeleteOthers, {names}).status());
  return tx.Query(kDeleteOtherWakes, {names}).status();
}

absl::StatusOr<std::vector<std::string>> ListDueTasks(pg::Transaction& tx, absl::Time world_now) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListDue, {world_now}));
  std::vector<std::string> names;
  for (const pg::Row row : rows) names.push_back(row.Get<std::string>(0));
  return names;
}

absl::StatusOr<std::optional<DueTask>> LockTask(pg::Transaction& tx, const std::string& name) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kLock, {name}));
  if (rows.empty()) return std::nullopt;
  const pg::Row row = rows.front();
  return DueTask{.run_due_time = row.Get<std::optional<absl::Time>>(0),
                 .next_time = row.Get<std::optional<absl::Time>>(1),
                 .failures = row.Get<int64_t>(2)};
}

absl::Status BeginRun(pg::Transaction& tx, const TaskRun& run,
                      std::optional<absl::Time> next_run_time) {
  OVERROUND_RETURN_IF_ERROR(tx.Query(kTakeWakes, {run.task}).status());
  return tx.Query(kBegin, {run.task, run.due_time, run.world_time, next_run_time}).status();
}

absl::Status EndRun(pg::Transaction& tx, const FinishedRun& run) {
  const bool ok = run.outcome.ok();
  const auto error = ok ? std::nullopt : std::optional<std::string>(run.outcome.ToString());
  return tx
      .Query(kEnd, {run.task, ok ? "SUCCEEDED" : "FAILED", error, run.next_run_time,
                    absl::ToInt64Microseconds(run.took)})
      .status();
}

absl::Status InsertWake(pg::Transaction& tx, absl::string_view task, absl::Time at) {
  OVERROUND_ASSIGN_OR_RETURN(const int64_t inserted, tx.Execute(kInsertWake, {task, at}));
  return inserted == 0 ? UnknownTask(task) : absl::OkStatus();
}

absl::Status SetEnabled(pg::Transaction& tx, absl::string_view task, bool is_enabled) {
  OVERROUND_ASSIGN_OR_RETURN(const int64_t changed, tx.Execute(kSetEnabled, {task, is_enabled}));
  return changed == 0 ? UnknownTask(task) : absl::OkStatus();
}

absl::StatusOr<std::vector<TaskState>> ListTasks(pg::Transaction& tx) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kList));
  std::vector<TaskState> states;
  for (const pg::Row row : rows) states.push_back(StateFrom(row));
  return states;
}

absl::StatusOr<std::optional<absl::Time>> FindNextDue(pg::Transaction& tx) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kNextDue));
  return rows.front().Get<std::optional<absl::Time>>(0);
}

absl::StatusOr<bool> HasUnfinishedRun(pg::Transaction& tx) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kHasUnfinished));
  return rows.front().Get<bool>(0);
}

}  // namespace overround::schedule
