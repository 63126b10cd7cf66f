// The part of ServiceHost that tells how the process does: health, readiness, gauges, reports.
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/ops/service_host.h"

namespace overround::ops {
namespace {

using Status = ComponentHealth::Status;

constexpr absl::Duration kCheckTimeout = absl::Seconds(2);

ComponentHealth HealthOf(absl::string_view component, const absl::Status& status) {
  return {.component = std::string(component),
          .status = status.ok() ? Status::kHealthy : Status::kDown,
          .message = std::string(status.message())};
}

ComponentHealth HealthOf(const NamedFollower& follower) {
  const eventlog::FollowerState state = follower.state();
  ComponentHealth health{.component =
                             absl::StrCat("follower ", follower.follower, " of ", state.log)};
  if (state.failures > 0) {
    health.status = Status::kDegraded;
    health.message =
        absl::StrCat("failed ", state.failures, " times: ", state.last_failure.message());
  } else if (state.parked > 0) {
    health.status = Status::kDegraded;
    health.message = absl::StrCat(state.parked, " events could not be applied");
  } else if (!state.has_caught_up) {
    health.status = Status::kDegraded;
    health.message = "catching up";
  }
  return health;
}

}  // namespace

std::vector<ComponentHealth> ServiceHost::Health(absl::Time deadline) {
  std::vector<ComponentHealth> components;
  components.push_back(HealthOf("database", pool_.Check(deadline)));
  components.push_back(HealthOf("sequencer", log_.State(deadline).status()));
  for (const NamedFollower& follower : named_followers_) {
    components.push_back(HealthOf(follower));
  }
  for (const Readiness& readiness : readiness_) {
    components.push_back(HealthOf(readiness.component, readiness.check(deadline)));
  }
  for (const Readiness& watched : health_) {
    components.push_back(HealthOf(watched.component, watched.check(deadline)));
    if (components.back().status == Status::kDown) components.back().status = Status::kDegraded;
  }
  AddTaskHealth(deadline, components);
  return components;
}

void ServiceHost::AddTaskHealth(absl::Time deadline,
                                std::vector<ComponentHealth>& components) const {
  const auto tasks = tasks_.List(deadline);
  if (!tasks.ok()) return;  // The database component tells.
  for (const schedule::TaskState& task : *tasks) {
    if (task.status != schedule::RunStatus::kFailed) continue;
    components.push_back({.component = absl::StrCat("task ", task.name),
                          .status = Status::kDegraded,
                          .message = task.error});
  }
}

// The log need not be open nor the followers at its end: a service answers with what it has.
bool ServiceHost::IsReady() {
  const absl::Time deadline = wall_.Now() + kCheckTimeout;
  if (!pool_.Check(deadline).ok()) return false;
  for (const Readiness& readiness : readiness_) {
    if (!readiness.check(deadline).ok()) return false;
  }
  return true;
}

absl::StatusOr<int64_t> ServiceHost::CountQueuedWork(absl::Time deadline) const {
  int64_t total = 0;
  for (const auto& count : queued_work_) {
    OVERROUND_ASSIGN_OR_RETURN(const int64_t queued, count(deadline));
    total += queued;
  }
  return total;
}

OpsParts ServiceHost::MakeOpsParts() {
  return {.service = settings_.service,
          .world = world_,
          .wall = wall_,
          .tasks = tasks_,
          .log = log_,
          .task_descriptions = task_descriptions_,
          .followers = named_followers_,
          .health = [this](absl::Time deadline) { return Health(deadline); },
          .quality_checks = quality_checks_,
          .queued_work = [this](absl::Time deadline) { return CountQueuedWork(deadline); }};
}

void ServiceHost::WatchFollower(const NamedFollower& follower) {
  named_followers_.push_back(follower);
  const telemetry::Labels labels = {{"follower", follower.follower}};
  const auto watch = [&](absl::string_view name, absl::string_view help, auto read) {
    gauges_.push_back(metrics_.WatchGauge(name, help, labels, [state = follower.state, read] {
      return static_cast<double>(read(state()));
    }));
  };
  watch("overround_follower_lag_events", "Events of the followed log not applied yet.",
        [](const eventlog::FollowerState& state) { return state.head - state.applied.position; });
  watch("overround_follower_failures", "How often the next event has failed in a row.",
        [](const eventlog::FollowerState& state) { return state.failures; });
  watch("overround_follower_parked_events", "Events put aside because they could not be applied.",
        [](const eventlog::FollowerState& state) { return state.parked; });
}

std::function<void(const eventlog::FollowerState&)> ServiceHost::ReportFailure(
    std::string name) const {
  return [this, name = std::move(name)](const eventlog::FollowerState& state) {
    // A log that is away for a while is not the events' fault.
    const bool is_away = absl::IsUnavailable(state.last_failure);
    logger_.Warning(is_away ? "a log cannot be read" : "an event could not be applied",
                    {{"follower", name},
                     {"log", state.log},
                     {"after_position", state.applied.position},
                     {"failures", state.failures},
                     {"error", state.last_failure}});
  };
}

std::function<void(const schedule::TaskState&)> ServiceHost::ReportTask() {
  return [this](const schedule::TaskState& task) {
    const bool failed = task.status == schedule::RunStatus::kFailed;
    metrics_
        .GetCounter("overround_task_runs_total", "Runs of scheduled tasks.",
                    {{"task", task.name}, {"outcome", failed ? "failed" : "succeeded"}})
        .Increment();
    if (failed) {
      logger_.Error("task failed", {{"task", task.name}, {"error", task.error}});
    } else {
      logger_.Info("task done", {{"task", task.name}});
    }
  };
}

}  // namespace overround::ops
