#pragma once

#include <string>

#include <absl/strings/string_view.h>
#include <overround/ops/v1/ops.pb.h>

#include "libs/eventlog/follower.h"
#include "libs/ops/ops_service.h"
#include "libs/schedule/task_runner.h"

namespace overround::ops {

v1::Task ToProto(absl::string_view service, const schedule::TaskState& task,
                 absl::string_view description);
v1::Health::Component ToProto(const ComponentHealth& component);
v1::DataQualityCheck ToProto(const QualityCheck& check);
v1::Progress::Follower ToProto(absl::string_view follower, const eventlog::FollowerState& state);

}  // namespace overround::ops
