#include "libs/ops/ops_service.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/ops/ops_wire.h"
#include "libs/wire/page_token.h"
#include "libs/wire/time_wire.h"

namespace overround::ops {
namespace {

using schedule::TaskState;

bool ByOrderAndName(const TaskState& a, const TaskState& b) {
  return std::tie(a.order, a.name) < std::tie(b.order, b.name);
}

bool ByDueTime(const TaskState& a, const TaskState& b) {
  return std::tie(a.next_run_time, a.order, a.name) < std::tie(b.next_run_time, b.order, b.name);
}

// True when a task stands on a page after the row with this sort key.
absl::StatusOr<bool> IsAfter(const TaskState& task, const std::vector<std::string>& after) {
  int order = 0;
  if (!absl::SimpleAtoi(after[0], &order)) {
    return absl::InvalidArgumentError("page_token: damaged, want one this service gave");
  }
  return std::tie(task.order, task.name) > std::tie(order, after[1]);
}

absl::Status ParseBefore(const std::vector<std::string>& after, QualityQuery& query) {
  int64_t micros = 0;
  if (!absl::SimpleAtoi(after[0], &micros)) {
    return absl::InvalidArgumentError("page_token: damaged, want one this service gave");
  }
  query.before_time = absl::FromUnixMicros(micros);
  query.before_id = after[1];
  return absl::OkStatus();
}

}  // namespace

OpsService::OpsService(OpsParts parts) : parts_(std::move(parts)), start_time_(parts_.wall.Now()) {}

absl::Status OpsService::Admit(const rpc::Call& call, const std::string& service) const {
  if (!call.caller.IsService() && !call.caller.IsOperator()) {
    return absl::PermissionDeniedError("caller: want an operator or a service");
  }
  if (service.empty() || service == parts_.service) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("service: \"", service, "\", want \"", parts_.service, "\""));
}

v1::Task OpsService::Print(const TaskState& task) const {
  const auto described = parts_.task_descriptions.find(task.name);
  return ToProto(parts_.service, task,
                 described == parts_.task_descriptions.end() ? "" : described->second);
}

absl::StatusOr<v1::Task> OpsService::FindTask(const std::string& task, absl::Time deadline) const {
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<TaskState> tasks, parts_.tasks.List(deadline));
  for (const TaskState& found : tasks) {
    if (found.name == task) return Print(found);
  }
  return absl::NotFoundError(absl::StrCat("task: \"", task, "\", want one ListTasks shows"));
}

grpc::Status OpsService::ListTasks(grpc::ServerContext* context,
                                   const v1::ListTasksRequest* request,
                                   v1::ListTasksResponse* response) {
  return rpc::Reply(*context, response,
                    [&](const rpc::Call& call) -> absl::StatusOr<v1::ListTasksResponse> {
                      OVERROUND_RETURN_IF_ERROR(Admit(call, request->service()));
                      return TaskPage(*request, call.deadline);
                    });
}

absl::StatusOr<v1::ListTasksResponse> OpsService::TaskPage(const v1::ListTasksRequest& request,
                                                           absl::Time deadline) const {
  OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(request, 2));
  OVERROUND_ASSIGN_OR_RETURN(std::vector<TaskState> tasks, parts_.tasks.List(deadline));
  std::sort(tasks.begin(), tasks.end(), ByOrderAndName);
  v1::ListTasksResponse response;
  const TaskState* last = nullptr;
  for (const TaskState& task : tasks) {
    if (!page.is_first()) {
      OVERROUND_ASSIGN_OR_RETURN(const bool is_after, IsAfter(task, page.after));
      if (!is_after) continue;
    }
    if (response.tasks_size() == page.size) {
      response.set_next_page_token(
          wire::NextPageToken(request, {absl::StrCat(last->order), last->name}));
      break;
    }
    *response.add_tasks() = Print(task);
    last = &task;
  }
  return response;
}

grpc::Status OpsService::TriggerTask(grpc::ServerContext* context,
                                     const v1::TriggerTaskRequest* request, v1::Task* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Task> {
    OVERROUND_RETURN_IF_ERROR(Admit(call, request->service()));
    if (parts_.world.mode() == Mode::kReplay) {
      return absl::FailedPreconditionError("task: want a live service; a replay sets the times");
    }
    OVERROUND_RETURN_IF_ERROR(parts_.tasks.Trigger(request->task(), call.deadline));
    return FindTask(request->task(), call.deadline);
  });
}

grpc::Status OpsService::PauseTask(grpc::ServerContext* context,
                                   const v1::PauseTaskRequest* request, v1::Task* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Task> {
    OVERROUND_RETURN_IF_ERROR(Admit(call, request->service()));
    OVERROUND_RETURN_IF_ERROR(parts_.tasks.Pause(request->task(), call.deadline));
    return FindTask(request->task(), call.deadline);
  });
}

grpc::Status OpsService::ResumeTask(grpc::ServerContext* context,
                                    const v1::ResumeTaskRequest* request, v1::Task* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Task> {
    OVERROUND_RETURN_IF_ERROR(Admit(call, request->service()));
    OVERROUND_RETURN_IF_ERROR(parts_.tasks.Resume(request->task(), call.deadline));
    return FindTask(request->task(), call.deadline);
  });
}

grpc::Status OpsService::GetHealth(grpc::ServerContext* context,
                                   const v1::GetHealthRequest* request, v1::Health* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Health> {
    OVERROUND_RETURN_IF_ERROR(Admit(call, request->service()));
    v1::Health health;
    health.set_service(parts_.service);
    health.set_status(v1::Health::STATUS_HEALTHY);
    for (const ComponentHealth& component : parts_.health(call.deadline)) {
      *health.add_components() = ToProto(component);
      health.set_status(std::max(health.status(), health.components().rbegin()->status()));
    }
    if (parts_.world.is_set()) {
      *health.mutable_world_time() = wire::ToProto(parts_.world.clock().Now());
    }
    *health.mutable_uptime() = wire::ToProto(parts_.wall.Now() - start_time_);
    return health;
  });
}

grpc::Status OpsService::ListDataQualityChecks(grpc::ServerContext* context,
                                               const v1::ListDataQualityChecksRequest* request,
                                               v1::ListDataQualityChecksResponse* response) {
  return rpc::Reply(
      *context, response,
      [&](const rpc::Call& call) -> absl::StatusOr<v1::ListDataQualityChecksResponse> {
        OVERROUND_RETURN_IF_ERROR(Admit(call, request->service()));
        return QualityPage(*request, call.deadline);
      });
}

absl::StatusOr<v1::ListDataQualityChecksResponse> OpsService::QualityPage(
    const v1::ListDataQualityChecksRequest& request, absl::Time deadline) const {
  OVERROUND_ASSIGN_OR_RETURN(const wire::Page page, wire::ParsePage(request, 2));
  v1::ListDataQualityChecksResponse response;
  if (!parts_.quality_checks) return response;
  QualityQuery query{.page_size = page.size, .failed_only = request.failed_only()};
  if (!page.is_first()) OVERROUND_RETURN_IF_ERROR(ParseBefore(page.after, query));
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<QualityCheck> checks,
                             parts_.quality_checks(query, deadline));
  for (const QualityCheck& check : checks) {
    if (response.data_quality_checks_size() == page.size) break;
    *response.add_data_quality_checks() = ToProto(check);
  }
  if (checks.size() > static_cast<size_t>(page.size)) {
    const QualityCheck& last = checks[static_cast<size_t>(page.size) - 1];
    response.set_next_page_token(wire::NextPageToken(
        request, {absl::StrCat(absl::ToUnixMicros(last.check_time)), last.check_id}));
  }
  return response;
}

grpc::Status OpsService::GetProgress(grpc::ServerContext* context,
                                     const v1::GetProgressRequest* request,
                                     v1::Progress* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Progress> {
    OVERROUND_RETURN_IF_ERROR(Admit(call, request->service()));
    return Progress(call.deadline);
  });
}

// Followers are looked at before the log: what they have applied is then in its pending events or
// its head, and nothing is overlooked between the two.
absl::StatusOr<v1::Progress> OpsService::Progress(absl::Time deadline) const {
  v1::Progress progress;
  progress.set_service(parts_.service);
  const bool is_replay = parts_.world.mode() == Mode::kReplay;
  progress.set_mode(is_replay ? v1::Progress::MODE_REPLAY : v1::Progress::MODE_LIVE);
  if (parts_.world.is_set()) {
    *progress.mutable_world_time() = wire::ToProto(parts_.world.clock().Now());
  }
  const bool have_caught_up = AddFollowers(progress);
  if (parts_.queued_work) {
    OVERROUND_ASSIGN_OR_RETURN(const int64_t queued, parts_.queued_work(deadline));
    progress.set_queued_work_count(queued);
  }
  OVERROUND_RETURN_IF_ERROR(AddTasks(deadline, progress));
  OVERROUND_ASSIGN_OR_RETURN(const eventlog::LogState log, parts_.log.State(deadline));
  progress.mutable_head()->set_log_id(log.log_id.ToString());
  progress.mutable_head()->set_position(log.position);
  progress.set_pending_event_count(log.pending);
  progress.set_quiet(have_caught_up && progress.queued_work_count() == 0 &&
                     progress.running_task_count() == 0 && log.pending == 0);
  return progress;
}

absl::Status OpsService::AddTasks(absl::Time deadline, v1::Progress& progress) const {
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<absl::Time> next, parts_.tasks.NextDue(deadline));
  if (next) *progress.mutable_next_due_time() = wire::ToProto(*next);
  if (parts_.world.mode() == Mode::kReplay) {
    // A run whose process was killed is due, not running: only the conductor begins it again.
    progress.set_running_task_count(run_due_calls_);
    return absl::OkStatus();
  }
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<TaskState> tasks, parts_.tasks.List(deadline));
  progress.set_running_task_count(
      static_cast<int32_t>(std::count_if(tasks.begin(), tasks.end(), [](const TaskState& task) {
        return task.status == schedule::RunStatus::kRunning;
      })));
  return absl::OkStatus();
}

bool OpsService::AddFollowers(v1::Progress& progress) const {
  bool have_caught_up = true;
  for (const NamedFollower& follower : parts_.followers) {
    const eventlog::FollowerState state = follower.state();
    *progress.add_followers() = ToProto(follower.follower, state);
    if (state.failures > 0 || state.applied.position < state.head) have_caught_up = false;
  }
  return have_caught_up;
}

grpc::Status OpsService::SetWorldTime(grpc::ServerContext* context,
                                      const v1::SetWorldTimeRequest* request,
                                      v1::SetWorldTimeResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::SetWorldTimeResponse> {
        OVERROUND_RETURN_IF_ERROR(Admit(call, ""));
        OVERROUND_ASSIGN_OR_RETURN(const absl::Time time,
                                   wire::FromProto(request->world_time(), "world_time"));
        OVERROUND_RETURN_IF_ERROR(parts_.world.Set(time));
        v1::SetWorldTimeResponse answer;
        *answer.mutable_world_time() = wire::ToProto(time);
        return answer;
      });
}

grpc::Status OpsService::RunDueTasks(grpc::ServerContext* context,
                                     const v1::RunDueTasksRequest* /*request*/,
                                     v1::RunDueTasksResponse* response) {
  return rpc::Reply(*context, response,
                    [&](const rpc::Call& call) -> absl::StatusOr<v1::RunDueTasksResponse> {
                      OVERROUND_RETURN_IF_ERROR(Admit(call, ""));
                      if (parts_.world.mode() == Mode::kLive) {
                        return absl::FailedPreconditionError(
                            "mode: live, want a replay; a live service runs its tasks itself");
                      }
                      return RunDue(call.deadline);
                    });
}

absl::StatusOr<v1::RunDueTasksResponse> OpsService::RunDue(absl::Time deadline) {
  v1::RunDueTasksResponse response;
  // A restarted service does not know the time yet, and so has nothing due.
  if (!parts_.world.is_set()) return response;
  OVERROUND_ASSIGN_OR_RETURN(std::vector<TaskState> due, parts_.tasks.List(deadline));
  const absl::Time now = parts_.world.clock().Now();
  std::erase_if(due, [&](const TaskState& task) {
    if (task.status == schedule::RunStatus::kRunning)
      return false;  // Begun by a process that died.
    return !task.is_enabled || !task.next_run_time || *task.next_run_time > now;
  });
  std::sort(due.begin(), due.end(), ByDueTime);
  ++run_due_calls_;
  const absl::Status ran = parts_.tasks.RunDue(stop_.get_token()).status();
  --run_due_calls_;
  OVERROUND_RETURN_IF_ERROR(ran);
  if (stop_.stop_requested()) return absl::UnavailableError("server: stopping");
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<TaskState> after, parts_.tasks.List(deadline));
  for (const TaskState& task : due) {
    const auto found = std::find_if(after.begin(), after.end(), [&](const TaskState& other) {
      return other.name == task.name;
    });
    if (found != after.end()) *response.add_tasks() = Print(*found);
  }
  return response;
}

}  // namespace overround::ops
