#pragma once

#include <optional>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <google/protobuf/duration.pb.h>
#include <google/protobuf/timestamp.pb.h>

namespace overround::wire {

// Whole microseconds, as PostgreSQL keeps them: what is finer is cut off, towards the past.
// INVALID_ARGUMENT outside the years 1 to 9999, or with nanoseconds outside a second.
absl::StatusOr<absl::Time> FromProto(const google::protobuf::Timestamp& message,
                                     absl::string_view field);

// Whole microseconds, cut off towards zero. INVALID_ARGUMENT beyond 10,000 years either way, or
// where seconds and nanoseconds differ in sign.
absl::StatusOr<absl::Duration> FromProto(const google::protobuf::Duration& message,
                                         absl::string_view field);

// Requires: a time in the years 1 to 9999, a finite duration.
google::protobuf::Timestamp ToProto(absl::Time time);
google::protobuf::Duration ToProto(absl::Duration duration);

// For a field that may be unset: unset is nullopt.
//   OVERROUND_ASSIGN_OR_RETURN(asked.start_min, OptionalFromProto(request.has_start_time_min(),
//                              request.start_time_min(), "start_time_min"));
absl::StatusOr<std::optional<absl::Time>> OptionalFromProto(
    bool is_set, const google::protobuf::Timestamp& message, absl::string_view field);

}  // namespace overround::wire
