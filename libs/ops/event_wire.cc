#include "libs/ops/event_wire.h"

#include <array>
#include <optional>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/wire/time_wire.h"

namespace overround::ops {
namespace {

namespace pb = eventlog::v1;
using eventlog::Batch;
using eventlog::Cursor;
using eventlog::LoggedEvent;
using eventlog::Visibility;

constexpr size_t kMessageBytesAim = 4 << 20;
constexpr int64_t kTypesMax = 100;

constexpr std::array<std::pair<Visibility, pb::Event::Visibility>, 3> kVisibilities = {{
    {Visibility::kPublic, pb::Event::VISIBILITY_PUBLIC},
    {Visibility::kOwner, pb::Event::VISIBILITY_OWNER},
    {Visibility::kOperators, pb::Event::VISIBILITY_OPERATORS},
}};

std::optional<Visibility> FromProto(pb::Event::Visibility message) {
  for (const auto& [ours, theirs] : kVisibilities) {
    if (theirs == message) return ours;
  }
  return std::nullopt;
}

pb::Event::Visibility ToProto(Visibility visibility) {
  for (const auto& [ours, theirs] : kVisibilities) {
    if (ours == visibility) return theirs;
  }
  return pb::Event::VISIBILITY_OPERATORS;
}

pb::Event ToProto(const LoggedEvent& logged) {
  pb::Event message;
  message.set_position(logged.position);
  message.set_type(logged.event.type);
  message.set_aggregate(logged.event.aggregate);
  *message.mutable_world_time() = wire::ToProto(logged.event.world_time);
  message.set_visibility(ToProto(logged.event.visibility));
  if (logged.event.owner) message.set_owner(*logged.event.owner);
  // What the appender was given is an Any; a log that holds something else is shown without it.
  if (!message.mutable_payload()->ParseFromString(logged.event.payload)) message.clear_payload();
  return message;
}

absl::StatusOr<LoggedEvent> FromProto(const pb::Event& message) {
  const std::optional<Visibility> visibility = FromProto(message.visibility());
  if (!visibility) return absl::InternalError("event: unknown visibility");
  OVERROUND_ASSIGN_OR_RETURN(const absl::Time world_time,
                             wire::FromProto(message.world_time(), "world_time"));
  LoggedEvent logged{.position = message.position(),
                     .event = {.aggregate = message.aggregate(),
                               .type = message.type(),
                               .payload = message.payload().SerializeAsString(),
                               .world_time = world_time,
                               .visibility = *visibility,
                               .owner = std::nullopt}};
  if (message.has_owner()) logged.event.owner = message.owner();
  return logged;
}

pb::WatchEventsResponse Empty(const Batch& batch) {
  pb::WatchEventsResponse message;
  message.mutable_next()->set_log_id(batch.log_id.ToString());
  message.set_head_position(batch.head);
  return message;
}

}  // namespace

absl::StatusOr<eventlog::WatchRequest> FromProto(const pb::WatchEventsRequest& message) {
  if (message.types_size() > kTypesMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("types: ", message.types_size(), ", want at most ", kTypesMax));
  }
  eventlog::WatchRequest request{.after = {},
                                 .types = {message.types().begin(), message.types().end()},
                                 .follower = message.follower()};
  if (!message.has_after() || message.after().log_id().empty()) return request;
  OVERROUND_ASSIGN_OR_RETURN(const Uuid log_id, Uuid::Parse(message.after().log_id()));
  if (message.after().position() < 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("after.position: ", message.after().position(), ", want 0 or more"));
  }
  request.after = {.log_id = log_id, .position = message.after().position()};
  return request;
}

pb::WatchEventsRequest ToProto(const eventlog::WatchRequest& request) {
  pb::WatchEventsRequest message;
  if (request.after.log_id) {
    message.mutable_after()->set_log_id(request.after.log_id->ToString());
    message.mutable_after()->set_position(request.after.position);
  }
  message.mutable_types()->Add(request.types.begin(), request.types.end());
  message.set_follower(request.follower);
  return message;
}

absl::StatusOr<Batch> FromProto(const pb::WatchEventsResponse& message) {
  OVERROUND_ASSIGN_OR_RETURN(const Uuid log_id, Uuid::Parse(message.next().log_id()));
  Batch batch{.log_id = log_id,
              .events = {},
              .through = message.next().position(),
              .head = message.head_position()};
  for (const pb::Event& event : message.events()) {
    OVERROUND_ASSIGN_OR_RETURN(LoggedEvent logged, FromProto(event));
    batch.events.push_back(std::move(logged));
  }
  return batch;
}

std::vector<pb::WatchEventsResponse> ToProto(const Batch& batch) {
  std::vector<pb::WatchEventsResponse> messages = {Empty(batch)};
  size_t bytes = 0;
  for (const LoggedEvent& logged : batch.events) {
    if (bytes > kMessageBytesAim) {
      messages.back().mutable_next()->set_position(logged.position - 1);
      messages.push_back(Empty(batch));
      bytes = 0;
    }
    bytes += logged.event.payload.size();
    *messages.back().add_events() = ToProto(logged);
  }
  messages.back().mutable_next()->set_position(batch.through);
  return messages;
}

}  // namespace overround::ops
