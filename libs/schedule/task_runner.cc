#include "libs/schedule/task_runner.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/schedule/task_store.h"

namespace overround::schedule {
namespace {

// How often a replay looks whether the lease of a dead process is out.
constexpr absl::Duration kReplayPoll = absl::Milliseconds(20);

std::string LeaseOf(const std::string& task) { return absl::StrCat("task/", task); }

// Waits without holding anything up, but not past a stop.
void WaitOrStop(absl::Duration duration, const std::stop_token& stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  std::unique_lock<std::mutex> lock(mutex);
  never.wait_for(lock, stop, absl::ToChronoMilliseconds(duration), [] { return false; });
}

std::optional<absl::Time> Earlier(std::optional<absl::Time> a, std::optional<absl::Time> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

// Keeps a lease alive until destroyed; says so when it has been lost.
class Renewal {
 public:
  Renewal(pg::Pool& pool, const Fence& fence, absl::Duration duration, std::stop_source lost)
      : thread_([&pool, fence, duration, lost](const std::stop_token& stop) mutable {
          while (true) {
            WaitOrStop(duration / 3, stop);
            if (stop.stop_requested()) return;
            const absl::Time now = pool.wall().Now();
            const absl::Status renewed = pool.InTransaction(
                now + duration,
                [&](pg::Transaction& tx) { return Renew(tx, fence, now + duration); });
            if (!absl::IsAborted(renewed)) continue;
            lost.request_stop();
            return;
          }
        }) {}

 private:
  std::jthread thread_;
};

}  // namespace

absl::Status Wake(pg::Transaction& tx, absl::string_view task, absl::Time at) {
  return InsertWake(tx, task, at);
}

TaskRunner::TaskRunner(TaskRunnerOptions options, pg::Pool& pool, Clocks clocks)
    : options_(std::move(options)), pool_(pool), clocks_(clocks) {}

absl::Status TaskRunner::Register(Task task) {
  if (FindEntry(task.name) != nullptr) {
    return absl::InvalidArgumentError(absl::StrCat("task: ", task.name, " registered twice"));
  }
  std::optional<Cron> cron;
  if (!task.cron.empty()) {
    OVERROUND_ASSIGN_OR_RETURN(cron, Cron::Parse(task.cron));
  }
  entries_.push_back({.task = std::move(task), .cron = std::move(cron)});
  return absl::OkStatus();
}

absl::Status TaskRunner::Open(absl::Time deadline) {
  const absl::Time world_now = clocks_.world.Now();
  return pool_.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::Status {
    std::vector<std::string> names;
    for (const Entry& entry : entries_) {
      names.push_back(entry.task.name);
      OVERROUND_RETURN_IF_ERROR(UpsertTask(tx, entry.task, NextByCron(entry, world_now)));
    }
    return DeleteTasksExcept(tx, names);
  });
}

void TaskRunner::Run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const absl::StatusOr<int> ran = RunDueLive(stop);
    // What was due first may have made more due. What cannot be read now is read at the next poll.
    if (ran.ok() && *ran > 0) continue;
    std::unique_lock<std::mutex> lock(mutex_);
    looked_.wait_for(lock, stop, absl::ToChronoMilliseconds(options_.poll_interval),
                     [&] { return must_look_; });
    must_look_ = false;
  }
}

void TaskRunner::Look() {
  const std::lock_guard<std::mutex> lock(mutex_);
  must_look_ = true;
  looked_.notify_all();
}

absl::StatusOr<int> TaskRunner::RunDueLive(const std::stop_token& stop) {
  const absl::Time world_now = clocks_.world.Now();
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<std::string> due, ListDue(world_now));
  int ran = 0;
  for (const std::string& name : due) {
    if (stop.stop_requested()) break;
    OVERROUND_ASSIGN_OR_RETURN(std::optional<Claim> claim, TryClaim(name, world_now));
    if (!claim) continue;
    const absl::Status outcome = RunRenewing(*claim, stop);
    OVERROUND_RETURN_IF_ERROR(Finish(*claim, outcome, RetryTime(*claim, outcome)));
    ++ran;
  }
  return ran;
}

absl::StatusOr<int> TaskRunner::RunDue(const std::stop_token& stop) {
  const absl::Time world_now = clocks_.world.Now();
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<std::string> due, ListDue(world_now));
  int ran = 0;
  for (const std::string& name : due) {
    OVERROUND_ASSIGN_OR_RETURN(std::optional<Claim> claim, ClaimInReplay(name, world_now, stop));
    if (!claim) continue;
    absl::Status outcome = RunRenewing(*claim, stop);
    for (int attempt = 1; !outcome.ok() && attempt < options_.replay_attempts_max; ++attempt) {
      if (claim->run.stop.stop_requested()) break;
      outcome = RunRenewing(*claim, stop);
    }
    OVERROUND_RETURN_IF_ERROR(Finish(*claim, outcome, std::nullopt));
    ++ran;
  }
  return ran;
}

absl::StatusOr<std::optional<TaskRunner::Claim>> TaskRunner::ClaimInReplay(
    const std::string& name, absl::Time world_now, const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    OVERROUND_ASSIGN_OR_RETURN(std::optional<Claim> claim, TryClaim(name, world_now));
    if (claim) return claim;
    // Held by a replica, or by a process that died: the run must be over before World time may
    // move.
    OVERROUND_ASSIGN_OR_RETURN(const std::vector<std::string> due, ListDue(world_now));
    if (std::find(due.begin(), due.end(), name) == due.end()) return std::nullopt;
    WaitOrStop(kReplayPoll, stop);
  }
  return absl::CancelledError("run due: asked to stop");
}

absl::StatusOr<std::optional<TaskRunner::Claim>> TaskRunner::TryClaim(const std::string& name,
                                                                      absl::Time world_now) {
  const Entry* entry = FindEntry(name);
  if (entry == nullptr) return std::nullopt;  // a newer version's
  using Result = absl::StatusOr<std::optional<Claim>>;
  return pool_.InTransaction(Soon(), [&](pg::Transaction& tx) -> Result {
    const LeaseRequest request = {.lease = LeaseOf(name),
                                  .holder = options_.holder,
                                  .wall_now = clocks_.wall.Now(),
                                  .duration = options_.lease_duration};
    OVERROUND_ASSIGN_OR_RETURN(const std::optional<Fence> fence, TryAcquire(tx, request));
    if (!fence) return std::nullopt;
    OVERROUND_ASSIGN_OR_RETURN(const std::optional<DueTask> due, LockTask(tx, name));
    const std::optional<absl::Time> due_time = due && due->run_due_time ? due->run_due_time
                                               : due                    ? due->next_time
                                                                        : std::nullopt;
    if (!due_time || *due_time > world_now) {
      OVERROUND_RETURN_IF_ERROR(Release(tx, *fence));
      return std::nullopt;
    }
    Claim claim = {
        .entry = entry,
        .run = {.task = name, .due_time = *due_time, .world_time = world_now, .fence = *fence},
        .failures = due->failures,
        .wall_start_time = clocks_.wall.Now()};
    OVERROUND_RETURN_IF_ERROR(BeginRun(tx, claim.run, NextByCron(*entry, world_now)));
    return claim;
  });
}

absl::Status TaskRunner::RunRenewing(Claim& claim, const std::stop_token& stop) {
  std::stop_source source;
  const std::stop_callback forward(stop, [&source] { source.request_stop(); });
  claim.run.stop = source.get_token();
  claim.run.next_run_time.reset();
  const Renewal renewal(pool_, claim.run.fence, options_.lease_duration, source);
  return claim.entry->task.run(claim.run);
}

absl::Status TaskRunner::Finish(const Claim& claim, const absl::Status& outcome,
                                std::optional<absl::Time> retry_time) {
  const Fence& fence = claim.run.fence;
  // Given up because the process ends: a replica, or this one's successor, begins it again at once.
  const bool is_unfinished = absl::IsCancelled(outcome) && claim.run.stop.stop_requested();
  const absl::Duration took = clocks_.wall.Now() - claim.wall_start_time;
  const absl::Status finished =
      pool_.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::Status {
        OVERROUND_RETURN_IF_ERROR(fence.Check(tx));
        if (!is_unfinished) {
          OVERROUND_RETURN_IF_ERROR(
              EndRun(tx, {.task = claim.run.task,
                          .outcome = outcome,
                          .next_run_time = Earlier(claim.run.next_run_time, retry_time),
                          .took = took}));
        }
        return Release(tx, fence);
      });
  if (options_.on_finish) {
    options_.on_finish(
        {.name = claim.run.task,
         .order = claim.entry->task.order,
         .cron = claim.entry->task.cron,
         .last_run_time = claim.run.world_time,
         .status = outcome.ok() && finished.ok() ? RunStatus::kSucceeded : RunStatus::kFailed,
         .error = outcome.ok() ? std::string(finished.message()) : outcome.ToString(),
         .failures = outcome.ok() ? 0 : claim.failures + 1,
         .last_run_duration = took});
  }
  // Who lost the lease has nothing left to say about the run.
  return absl::IsAborted(finished) ? absl::OkStatus() : finished;
}

std::optional<absl::Time> TaskRunner::RetryTime(const Claim& claim,
                                                const absl::Status& outcome) const {
  if (outcome.ok()) return std::nullopt;
  const int doublings = static_cast<int>(std::min<int64_t>(claim.failures, 20));
  return claim.run.world_time + std::min(options_.retry_min * (1 << doublings), options_.retry_max);
}

std::optional<absl::Time> TaskRunner::NextByCron(const Entry& entry, absl::Time after) const {
  if (!entry.cron) return std::nullopt;
  return entry.cron->Next(after);
}

const TaskRunner::Entry* TaskRunner::FindEntry(absl::string_view name) const {
  for (const Entry& entry : entries_) {
    if (entry.task.name == name) return &entry;
  }
  return nullptr;
}

absl::StatusOr<std::vector<std::string>> TaskRunner::ListDue(absl::Time world_now) const {
  return pool_.InTransaction(Soon(), pg::kReadSnapshot,
                             [&](pg::Transaction& tx) { return ListDueTasks(tx, world_now); });
}

absl::Status TaskRunner::Pause(absl::string_view task, absl::Time deadline) {
  return pool_.InTransaction(deadline,
                             [&](pg::Transaction& tx) { return SetEnabled(tx, task, false); });
}

absl::Status TaskRunner::Resume(absl::string_view task, absl::Time deadline) {
  const absl::Status resumed = pool_.InTransaction(
      deadline, [&](pg::Transaction& tx) { return SetEnabled(tx, task, true); });
  if (resumed.ok()) Look();
  return resumed;
}

absl::Status TaskRunner::Trigger(absl::string_view task, absl::Time deadline) {
  const absl::Time world_now = clocks_.world.Now();
  const absl::Status triggered =
      pool_.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::Status {
        OVERROUND_RETURN_IF_ERROR(InsertWake(tx, task, world_now));
        OVERROUND_ASSIGN_OR_RETURN(const std::optional<DueTask> due,
                                   LockTask(tx, std::string(task)));
        if (due) return absl::OkStatus();
        return absl::FailedPreconditionError(
            absl::StrCat("task: ", task, " is paused, want it resumed first"));
      });
  if (triggered.ok()) Look();
  return triggered;
}

absl::StatusOr<std::vector<TaskState>> TaskRunner::List(absl::Time deadline) const {
  return pool_.InTransaction(deadline, pg::kReadSnapshot, ListTasks);
}

absl::StatusOr<std::optional<absl::Time>> TaskRunner::NextDue(absl::Time deadline) const {
  return pool_.InTransaction(deadline, pg::kReadSnapshot, FindNextDue);
}

absl::StatusOr<bool> TaskRunner::IsRunning(absl::Time deadline) const {
  return pool_.InTransaction(deadline, pg::kReadSnapshot, HasUnfinishedRun);
}

}  // namespace overround::schedule
