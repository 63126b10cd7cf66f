#include "libs/wire/time_wire.h"

#include <catch2/catch.hpp>

namespace overround::wire {
namespace {

google::protobuf::Timestamp Instant(int64_t seconds, int32_t nanos) {
  google::protobuf::Timestamp message;
  message.set_seconds(seconds);
  message.set_nanos(nanos);
  return message;
}

google::protobuf::Duration Span(int64_t seconds, int32_t nanos) {
  google::protobuf::Duration message;
  message.set_seconds(seconds);
  message.set_nanos(nanos);
  return message;
}

TEST_CASE("an instant survives the wire to the microsecond, before 1970 too", "[wire]") {
  const auto micros = GENERATE(int64_t{0}, int64_t{1}, int64_t{-1}, int64_t{1'786'000'000'123'456},
                               int64_t{-62'135'596'800'000'000}, int64_t{253'402'300'799'999'999});
  const absl::Time time = absl::FromUnixMicros(micros);
  CHECK(*FromProto(ToProto(time), "time") == time);
  CHECK(ToProto(time).nanos() >= 0);
}

TEST_CASE("what is finer than a microsecond is cut off towards the past", "[wire]") {
  CHECK(*FromProto(Instant(-1, 999'999'999), "time") == absl::FromUnixMicros(-1));
  CHECK(ToProto(absl::FromUnixNanos(-1)).nanos() == 999'999'000);
  CHECK(ToProto(absl::FromUnixNanos(-1)).seconds() == -1);
  CHECK(ToProto(absl::FromUnixNanos(1'999)).nanos() == 1'000);
}

TEST_CASE("an instant outside the calendar is refused", "[wire]") {
  const auto message = GENERATE(
      values<google::protobuf::Timestamp>({Instant(-62'135'596'801, 0), Instant(253'402'300'800, 0),
                                           Instant(0, -1), Instant(0, 1'000'000'000)}));
  CHECK(FromProto(message, "time").status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a refused instant says which field and what it wants", "[wire]") {
  CHECK(FromProto(Instant(0, -1), "start_time_min").status().message() ==
        "start_time_min: 0 s -1 ns, want an instant in the years 1 to 9999");
}

TEST_CASE("an unset instant is absent, not the epoch", "[wire]") {
  CHECK(OptionalFromProto(false, Instant(0, -1), "time")->has_value() == false);
  CHECK(**OptionalFromProto(true, Instant(0, 0), "time") == absl::UnixEpoch());
  CHECK_FALSE(OptionalFromProto(true, Instant(0, -1), "time").ok());
}

TEST_CASE("a span survives the wire, negative ones too", "[wire]") {
  const auto micros = GENERATE(int64_t{0}, int64_t{900'000'000}, int64_t{1}, int64_t{-1},
                               int64_t{-1'500'000}, int64_t{1'500'000});
  const absl::Duration span = absl::Microseconds(micros);
  CHECK(*FromProto(ToProto(span), "age") == span);
}

TEST_CASE("a span of mixed signs or beyond 10,000 years is refused", "[wire]") {
  const auto message = GENERATE(values<google::protobuf::Duration>(
      {Span(1, -1), Span(-1, 1), Span(315'576'000'001, 0), Span(-315'576'000'001, 0),
       Span(0, 1'000'000'000), Span(0, -1'000'000'000)}));
  CHECK(FromProto(message, "age").status().code() == absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace overround::wire
