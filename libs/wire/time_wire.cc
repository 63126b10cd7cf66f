#include "libs/wire/time_wire.h"

#include <cstdint>

#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "libs/wire/field.h"

namespace overround::wire {
namespace {

// 0001-01-01 and the end of 9999, as the contract of Timestamp has them.
constexpr int64_t kSecondsMin = -62'135'596'800;
constexpr int64_t kSecondsMax = 253'402'300'799;
constexpr int64_t kSpanSecondsMax = 315'576'000'000;
constexpr int32_t kNanosPerSecond = 1'000'000'000;
constexpr int64_t kNanosPerMicro = 1'000;

std::string SecondsText(int64_t seconds, int32_t nanos) {
  return absl::StrCat(seconds, " s ", nanos, " ns");
}

bool IsInstant(int64_t seconds, int64_t nanos) {
  return seconds >= kSecondsMin && seconds <= kSecondsMax && nanos >= 0 && nanos < kNanosPerSecond;
}

}  // namespace

absl::StatusOr<absl::Time> FromProto(const google::protobuf::Timestamp& message,
                                     absl::string_view field) {
  if (!IsInstant(message.seconds(), message.nanos())) {
    return Refused(field, SecondsText(message.seconds(), message.nanos()),
                   "an instant in the years 1 to 9999");
  }
  return absl::FromUnixSeconds(message.seconds()) +
         absl::Microseconds(message.nanos() / kNanosPerMicro);
}

absl::StatusOr<absl::Duration> FromProto(const google::protobuf::Duration& message,
                                         absl::string_view field) {
  const int64_t seconds = message.seconds();
  const int32_t nanos = message.nanos();
  const bool signs_differ = (seconds > 0 && nanos < 0) || (seconds < 0 && nanos > 0);
  if (signs_differ || seconds > kSpanSecondsMax || seconds < -kSpanSecondsMax ||
      nanos <= -kNanosPerSecond || nanos >= kNanosPerSecond) {
    return Refused(field, SecondsText(seconds, nanos), "a span of at most 10,000 years");
  }
  return absl::Seconds(seconds) + absl::Microseconds(nanos / kNanosPerMicro);
}

google::protobuf::Timestamp ToProto(absl::Time time) {
  const int64_t seconds = absl::ToUnixSeconds(time);
  const int64_t nanos =
      absl::ToInt64Microseconds(time - absl::FromUnixSeconds(seconds)) * kNanosPerMicro;
  OVERROUND_CHECK(IsInstant(seconds, nanos));
  google::protobuf::Timestamp message;
  message.set_seconds(seconds);
  message.set_nanos(static_cast<int32_t>(nanos));
  return message;
}

google::protobuf::Duration ToProto(absl::Duration duration) {
  OVERROUND_CHECK(absl::AbsDuration(duration) <= absl::Seconds(kSpanSecondsMax));
  absl::Duration rest;
  const int64_t seconds = absl::IDivDuration(duration, absl::Seconds(1), &rest);
  google::protobuf::Duration message;
  message.set_seconds(seconds);
  message.set_nanos(static_cast<int32_t>(absl::ToInt64Microseconds(rest) * kNanosPerMicro));
  return message;
}

absl::StatusOr<std::optional<absl::Time>> OptionalFromProto(
    bool is_set, const google::protobuf::Timestamp& message, absl::string_view field) {
  if (!is_set) return std::nullopt;
  OVERROUND_ASSIGN_OR_RETURN(const absl::Time time, FromProto(message, field));
  return time;
}

}  // namespace overround::wire
