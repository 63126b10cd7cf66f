#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"
#include "libs/schedule/task_runner.h"

// Every statement on scheduled_tasks and task_wakes. All times are World time.
namespace overround::schedule {

// Where a task stands, with its row locked.
struct DueTask {
  // Of a run that was begun and not ended; its process may be dead.
  std::optional<absl::Time> run_due_time;
  // By cron, by a retry or by a wake, whichever is first.
  std::optional<absl::Time> next_time;
  int64_t failures = 0;
};

struct FinishedRun {
  std::string task;
  absl::Status outcome;
  // The earlier of the task's own wish and the retry.
  std::optional<absl::Time> next_run_time = {};
  // Wall time from claim to end.
  absl::Duration took = absl::ZeroDuration();
};

absl::Status UpsertTask(pg::Transaction& tx, const Task& task,
                        std::optional<absl::Time> next_run_time);
absl::Status DeleteTasksExcept(pg::Transaction& tx, const std::vector<std::string>& names);

// In the order in which they are to run: (due, order, name).
absl::StatusOr<std::vector<std::string>> ListDueTasks(pg::Transaction& tx, absl::Time world_now);
// nullopt for an unknown or paused task.
absl::StatusOr<std::optional<DueTask>> LockTask(pg::Transaction& tx, const std::string& name);
// Takes the wakes it can see, and leaves the next run to `next_run_time` unless an earlier run was
// unfinished.
absl::Status BeginRun(pg::Transaction& tx, const TaskRun& run,
                      std::optional<absl::Time> next_run_time);
absl::Status EndRun(pg::Transaction& tx, const FinishedRun& run);

// NOT_FOUND for an unknown task.
absl::Status InsertWake(pg::Transaction& tx, absl::string_view task, absl::Time at);
absl::Status SetEnabled(pg::Transaction& tx, absl::string_view task, bool is_enabled);
absl::StatusOr<std::vector<TaskState>> ListTasks(pg::Transaction& tx);
absl::StatusOr<std::optional<absl::Time>> FindNextDue(pg::Transaction& tx);
absl::StatusOr<bool> HasUnfinishedRun(pg::Transaction& tx);

}  // namespace overround::schedule
