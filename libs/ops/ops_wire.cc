#include "libs/ops/ops_wire.h"

#include "libs/base/check.h"
#include "libs/wire/time_wire.h"

namespace overround::ops {
namespace {

v1::Task::State StateOf(const schedule::TaskState& task) {
  if (task.status == schedule::RunStatus::kRunning) return v1::Task::STATE_RUNNING;
  if (!task.is_enabled) return v1::Task::STATE_PAUSED;
  return task.status == schedule::RunStatus::kFailed ? v1::Task::STATE_FAILED
                                                     : v1::Task::STATE_IDLE;
}

v1::Health::Status ToProto(ComponentHealth::Status status) {
  switch (status) {
    case ComponentHealth::Status::kHealthy:
      return v1::Health::STATUS_HEALTHY;
    case ComponentHealth::Status::kDegraded:
      return v1::Health::STATUS_DEGRADED;
    case ComponentHealth::Status::kDown:
      return v1::Health::STATUS_DOWN;
  }
  OVERROUND_CHECK(false);
}

}  // namespace

v1::Task ToProto(absl::string_view service, const schedule::TaskState& task,
                 absl::string_view description) {
  v1::Task message;
  message.set_service(std::string(service));
  message.set_task(task.name);
  message.set_description(std::string(description));
  message.set_cron(task.cron);
  message.set_order(task.order);
  message.set_state(StateOf(task));
  if (task.next_run_time) *message.mutable_next_run_time() = wire::ToProto(*task.next_run_time);
  if (task.last_run_time) *message.mutable_last_run_time() = wire::ToProto(*task.last_run_time);
  if (!task.error.empty()) message.set_error(task.error);
  if (task.last_run_duration) {
    *message.mutable_last_run_duration() = wire::ToProto(*task.last_run_duration);
  }
  message.set_run_count(task.run_count);
  message.set_failure_count(task.failed_run_count);
  return message;
}

v1::Health::Component ToProto(const ComponentHealth& component) {
  v1::Health::Component message;
  message.set_component(component.component);
  message.set_status(ToProto(component.status));
  message.set_message(component.message);
  return message;
}

v1::DataQualityCheck ToProto(const QualityCheck& check) {
  v1::DataQualityCheck message;
  message.set_check_id(check.check_id);
  message.set_check_type(check.check_type);
  message.set_source(check.source);
  message.set_passed(check.has_passed);
  message.set_checked_count(check.checked_count);
  message.set_failed_count(check.failed_count);
  message.set_details(check.details);
  *message.mutable_check_time() = wire::ToProto(check.check_time);
  return message;
}

v1::Progress::Follower ToProto(absl::string_view follower, const eventlog::FollowerState& state) {
  v1::Progress::Follower message;
  message.set_follower(std::string(follower));
  message.set_service(state.log);
  if (state.applied.log_id) {
    message.mutable_cursor()->set_log_id(state.applied.log_id->ToString());
    message.mutable_cursor()->set_position(state.applied.position);
  }
  message.set_head_position(state.head);
  if (state.failures > 0) message.set_error(std::string(state.last_failure.message()));
  return message;
}

}  // namespace overround::ops
