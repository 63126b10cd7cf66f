#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/pg/pool.h"
#include "libs/pg/transaction.h"
#include "libs/schedule/cron.h"
#include "libs/schedule/lease.h"

namespace overround::schedule {

// One run of a task, told to its function.
struct TaskRun {
  std::string task;
  // When it was due (World). Missed runs coalesce: one run for all of them.
  absl::Time due_time;
  // What World time it is, the same for the whole run.
  absl::Time world_time;
  // To be checked in each transaction: see lease.h.
  Fence fence;
  // Asked to stop: the process ends, or the lease was lost.
  std::stop_token stop = {};
  // Set by the task to be run again at a time of its own (World), besides its cron; the earlier
  // wins.
  std::optional<absl::Time> next_run_time = {};
};

struct Task {
  std::string name;
  // Tasks due at one instant run in this order, then by name.
  int order = 0;
  // Five fields in UTC; empty for a task that runs only when woken.
  std::string cron = {};
  std::function<absl::Status(TaskRun&)> run = {};
};

enum class RunStatus { kNever, kRunning, kSucceeded, kFailed };

// A task as Ops shows it.
struct TaskState {
  std::string name;
  int order = 0;
  std::string cron;
  bool is_enabled = true;
  std::optional<absl::Time> next_run_time = {};
  std::optional<absl::Time> last_run_time = {};
  RunStatus status = RunStatus::kNever;
  // Of the last run; empty when it succeeded.
  std::string error = {};
  int64_t failures = 0;
  // Of all times, and how many of them failed.
  int64_t run_count = 0;
  int64_t failed_run_count = 0;
  // Wall time the last finished run took; nullopt before the first has ended.
  std::optional<absl::Duration> last_run_duration = {};
};

struct TaskRunnerOptions {
  // Tells this process from its replicas.
  std::string holder;
  absl::Duration lease_duration = absl::Seconds(5);
  absl::Duration poll_interval = absl::Milliseconds(500);
  absl::Duration statement_timeout = absl::Seconds(10);
  // A failed run is tried again (live) after this much World time, doubling, but never later than
  // its cron says.
  absl::Duration retry_min = absl::Seconds(10);
  absl::Duration retry_max = absl::Minutes(15);
  // In a replay a failed run is tried again at once, so often in all.
  int replay_attempts_max = 3;
  // Told of each finished run, for logs and counters.
  std::function<void(const TaskState&)> on_finish = {};
};

// Makes a task due at `at` (World), in the transaction that makes it necessary. Of several wakes
// the earliest counts, so waking with now + 5 s debounces: the run that comes takes all that had
// committed when it began, also those for later. Writers never wait for each other here, and a wake
// that commits while the task runs brings another run. NOT_FOUND for a task nobody registered.
absl::Status Wake(pg::Transaction& tx, absl::string_view task, absl::Time at);

// Runs a service's tasks by the World clock. Every replica has one; each due run happens once,
// under a fenced lease that is renewed while it runs. A run whose process died is run again once
// its lease is out.
class TaskRunner {
 public:
  // `pool` and the clocks outlive the runner.
  TaskRunner(TaskRunnerOptions options, pg::Pool& pool, Clocks clocks);

  // INVALID_ARGUMENT for a cron that does not parse or a name used twice. Before Open.
  absl::Status Register(Task task);

  // Enters the registered tasks into scheduled_tasks, once per boot, keeping what is there: when
  // each is due, whether it is paused. Tasks no longer registered are deleted. A new cron counts
  // from World now.
  absl::Status Open(absl::Time deadline);

  // Live: polls by Wall, runs what is due by World, one at a time, until asked to stop. Blocks:
  // give it a thread. A service may give it several.
  void Run(const std::stop_token& stop);

  // Replay: runs what is due at World now, each task once, sequentially in (next_run_time, order,
  // name); how many ran. A task that fails to the end is recorded as failed and the others still
  // run.
  absl::StatusOr<int> RunDue(const std::stop_token& stop);

  // Ops. NOT_FOUND for an unknown task. A paused task keeps its times and is not due.
  absl::Status Pause(absl::string_view task, absl::Time deadline);
  absl::Status Resume(absl::string_view task, absl::Time deadline);
  // Makes it due now. FAILED_PRECONDITION while it is paused.
  absl::Status Trigger(absl::string_view task, absl::Time deadline);
  absl::StatusOr<std::vector<TaskState>> List(absl::Time deadline) const;

  // When the next task is due (World); nullopt when none ever is.
  absl::StatusOr<std::optional<absl::Time>> NextDue(absl::Time deadline) const;
  // True when a run has begun, here or on a replica, and has not ended.
  absl::StatusOr<bool> IsRunning(absl::Time deadline) const;

  // Looks at once for something due, rather than at the next poll.
  void Look();

 private:
  struct Entry {
    Task task;
    std::optional<Cron> cron;
  };
  struct Claim {
    const Entry* entry;
    TaskRun run;
    int64_t failures;
    absl::Time wall_start_time;
  };

  std::optional<absl::Time> NextByCron(const Entry& entry, absl::Time after) const;
  const Entry* FindEntry(absl::string_view name) const;
  absl::StatusOr<std::vector<std::string>> ListDue(absl::Time world_now) const;
  absl::StatusOr<int> RunDueLive(const std::stop_token& stop);
  absl::StatusOr<std::optional<Claim>> TryClaim(const std::string& name, absl::Time world_now);
  absl::StatusOr<std::optional<Claim>> ClaimInReplay(const std::string& name, absl::Time world_now,
                                                     const std::stop_token& stop);
  absl::Status RunRenewing(Claim& claim, const std::stop_token& stop);
  absl::Status Finish(const Claim& claim, const absl::Status& outcome,
                      std::optional<absl::Time> retry_time);
  std::optional<absl::Time> RetryTime(const Claim& claim, const absl::Status& outcome) const;
  absl::Time Soon() const { return clocks_.wall.Now() + options_.statement_timeout; }

  const TaskRunnerOptions options_;
  pg::Pool& pool_;
  const Clocks clocks_;
  std::vector<Entry> entries_;
  std::mutex mutex_;
  std::condition_variable_any looked_;
  bool must_look_ = false;
};

}  // namespace overround::schedule
