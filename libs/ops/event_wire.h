#pragma once

#include <vector>

#include <absl/status/statusor.h>
#include <overround/eventlog/v1/event_log_service.pb.h>

#include "libs/eventlog/event.h"
#include "libs/eventlog/source.h"

namespace overround::ops {

// INVALID_ARGUMENT for a cursor that is none.
absl::StatusOr<eventlog::WatchRequest> FromProto(const eventlog::v1::WatchEventsRequest& message);
eventlog::v1::WatchEventsRequest ToProto(const eventlog::WatchRequest& request);

// INTERNAL when the owner of the log sent what it never should.
absl::StatusOr<eventlog::Batch> FromProto(const eventlog::v1::WatchEventsResponse& message);
// In as many messages as it takes to keep each far below the size limit; never none.
std::vector<eventlog::v1::WatchEventsResponse> ToProto(const eventlog::Batch& batch);

}  // namespace overround::ops
