#include "services/gateway/edge/event_hub.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include <absl/strings/escaping.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <google/protobuf/any.pb.h>
#include <overround/gateway/v1/gateway_service.pb.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "services/gateway/edge/wire_format.h"
#include "services/gateway/edge/wire_json.h"

namespace overround::gateway {
namespace {

constexpr char kIdVersion = 1;
constexpr size_t kIdBytesMax = 512;

uint32_t TagOf(const std::optional<Uuid>& log_id) {
  uint32_t tag = 0;
  // The last bytes: the first ones of a version 7 id are its time.
  if (log_id) std::memcpy(&tag, log_id->bytes().data() + 12, sizeof(tag));
  return tag;
}

absl::Status NoId() { return absl::InvalidArgumentError("after: want the id of an event"); }

absl::string_view ShortName(absl::string_view type) {
  const size_t dot = type.rfind('.');
  return dot == absl::string_view::npos ? type : type.substr(dot + 1);
}

bool MaySee(const Caller& caller, const HubEvent& event) {
  switch (event.visibility) {
    case eventlog::Visibility::kPublic:
      return true;
    case eventlog::Visibility::kOwner:
      if (!caller.subject.empty() && caller.principal() == event.owner) return true;
      break;
    case eventlog::Visibility::kOperators:
      break;
  }
  return caller.IsOperator() || caller.IsService();
}

bool Wants(const HubFilter& filter, const HubEvent& event) {
  if (!filter.types.empty() && filter.types.count(event.type) == 0 &&
      filter.types.count(std::string(ShortName(event.type))) == 0) {
    return false;
  }
  return filter.games.empty() || event.game.empty() || filter.games.count(event.game) > 0;
}

}  // namespace

std::string EventFrame(absl::string_view id, absl::string_view event, absl::string_view data) {
  return absl::StrCat("id: ", id, "\nevent: ", event, "\ndata: ", data, "\n\n");
}

EventHub::EventHub(std::vector<std::string> services, const Schema& schema, Options options)
    : services_(std::move(services)), schema_(schema), options_(options), logs_(services_.size()) {}

size_t EventHub::IndexOf(absl::string_view service) const {
  const auto found = std::find(services_.begin(), services_.end(), service);
  OVERROUND_CHECK(found != services_.end());
  return static_cast<size_t>(found - services_.begin());
}

// A version byte, then for each open log its index, tag and position.
std::string EventHub::IdHere() const {
  std::string bytes(1, kIdVersion);
  for (size_t i = 0; i < logs_.size(); ++i) {
    if (!logs_[i].place.is_open) continue;
    bytes.push_back(static_cast<char>(i));
    AppendFixed32(logs_[i].place.log_tag, &bytes);
    AppendVarint(static_cast<uint64_t>(logs_[i].place.position), &bytes);
  }
  return absl::WebSafeBase64Escape(bytes);
}

absl::StatusOr<EventHub::Places> EventHub::ParseId(absl::string_view id) const {
  std::string bytes;
  if (id.size() > kIdBytesMax || !absl::WebSafeBase64Unescape(id, &bytes) || bytes.empty() ||
      bytes[0] != kIdVersion) {
    return NoId();
  }
  Places places(services_.size());
  WireReader reader(absl::string_view(bytes).substr(1));
  while (!reader.done()) {
    uint64_t index = 0;
    uint64_t position = 0;
    uint32_t tag = 0;
    if (!reader.ReadVarint(&index) || !reader.ReadFixed32(&tag) || !reader.ReadVarint(&position)) {
      return NoId();
    }
    // A service that a newer release knows.
    if (index >= places.size()) continue;
    places[index] = {tag, static_cast<int64_t>(position), true};
  }
  return places;
}

void EventHub::Restart(absl::string_view service, const eventlog::Cursor& cursor) {
  const size_t index = IndexOf(service);
  const std::lock_guard lock(mutex_);
  Log& log = logs_[index];
  const uint32_t tag = TagOf(cursor.log_id);
  // The same log goes on: what is kept stays good where it meets what comes.
  const bool continues =
      log.place.is_open && log.place.log_tag == tag && cursor.position <= log.place.position;
  if (continues) return;
  log.place = {tag, cursor.position, true};
  log.kept_after = cursor.position;
  const auto gone = std::remove_if(kept_.begin(), kept_.end(), [&](const auto& kept) {
    if (kept.first != index) return false;
    bytes_kept_ -= kept.second->wire.size() + kept.second->frame->size();
    return true;
  });
  kept_.erase(gone, kept_.end());
  for (auto& [id, reader] : readers_) reader.seen[index] = log.place;
}

std::shared_ptr<const HubEvent> EventHub::Encode(size_t index,
                                                 const eventlog::LoggedEvent& logged) const {
  auto event = std::make_shared<HubEvent>();
  google::protobuf::Any payload;
  if (!payload.ParseFromString(logged.event.payload)) return nullptr;
  event->service = services_[index];
  event->position = logged.position;
  event->type = payload.type_url().substr(payload.type_url().rfind('/') + 1);
  if (absl::StartsWith(logged.event.aggregate, "games/")) event->game = logged.event.aggregate;
  event->visibility = logged.event.visibility;
  event->owner = logged.event.owner.value_or("");

  const std::string id = IdHere();
  v1::StreamEventsResponse response;
  response.set_id(id);
  response.set_service(event->service);
  response.set_type(event->type);
  response.set_aggregate(logged.event.aggregate);
  const int64_t micros = absl::ToUnixMicros(logged.event.world_time);
  response.mutable_world_time()->set_seconds(micros / 1'000'000);
  response.mutable_world_time()->set_nanos(static_cast<int32_t>(micros % 1'000'000) * 1'000);
  response.mutable_payload()->Swap(&payload);
  event->wire = response.SerializeAsString();
  std::string data;
  const absl::Status printed = AppendWireAsJson(
      schema_, schema_.Get(*v1::StreamEventsResponse::descriptor()), event->wire, &data);
  // An event of a newer release: passed over, as events of unknown types are everywhere.
  if (!printed.ok()) return nullptr;
  event->frame = std::make_shared<const std::string>(EventFrame(id, event->type, data));
  return event;
}

void EventHub::Publish(absl::string_view service, absl::Span<const eventlog::LoggedEvent> events) {
  const size_t index = IndexOf(service);
  const std::lock_guard lock(mutex_);
  Log& log = logs_[index];
  for (const eventlog::LoggedEvent& logged : events) {
    if (logged.position <= log.place.position) continue;
    log.place.position = logged.position;
    const std::shared_ptr<const HubEvent> event = Encode(index, logged);
    if (event == nullptr) continue;
    Keep(index, event);
    for (auto reader = readers_.begin(); reader != readers_.end();) {
      reader = Offer(reader->second, index, event) ? std::next(reader) : readers_.erase(reader);
    }
  }
}

void EventHub::Keep(size_t index, std::shared_ptr<const HubEvent> event) {
  bytes_kept_ += event->wire.size() + event->frame->size();
  kept_.emplace_back(index, std::move(event));
  while (kept_.size() > options_.events_kept_max || bytes_kept_ > options_.bytes_kept_max) {
    const auto& [oldest_index, oldest] = kept_.front();
    logs_[oldest_index].kept_after = oldest->position;
    bytes_kept_ -= oldest->wire.size() + oldest->frame->size();
    kept_.pop_front();
  }
}

// False when the reader wants no more.
bool EventHub::Offer(Reader& reader, size_t index,
                     const std::shared_ptr<const HubEvent>& event) const {
  Place& seen = reader.seen[index];
  if (event->position <= seen.position) return true;
  seen.position = event->position;
  if (!MaySee(reader.filter.caller, *event) || !Wants(reader.filter, *event)) return true;
  return reader.sink(event);
}

void EventHub::Beat() {
  const std::lock_guard lock(mutex_);
  const std::string id = IdHere();
  for (auto reader = readers_.begin(); reader != readers_.end();) {
    reader = reader->second.pulse(id) ? std::next(reader) : readers_.erase(reader);
  }
}

std::optional<std::string> EventHub::FindGap(const Places& after) const {
  for (size_t i = 0; i < logs_.size(); ++i) {
    if (!after[i].is_open || !logs_[i].place.is_open) continue;
    if (after[i].log_tag != logs_[i].place.log_tag) {
      return absl::StrCat(services_[i], ": the log is another one now");
    }
    if (after[i].position < logs_[i].kept_after) {
      return absl::StrCat(services_[i], ": events are not kept for so long");
    }
  }
  return std::nullopt;
}

absl::StatusOr<EventHub::Subscription> EventHub::Subscribe(const HubFilter& filter,
                                                           absl::string_view after, Sink sink,
                                                           Pulse pulse) {
  const std::lock_guard lock(mutex_);
  if (readers_.size() >= options_.readers_max) {
    return absl::UnavailableError("readers: too many, try again later");
  }
  Subscription made;
  made.id = IdHere();
  Reader reader{filter, {}, std::move(sink), std::move(pulse)};
  for (const Log& log : logs_) reader.seen.push_back(log.place);
  if (!after.empty()) {
    OVERROUND_ASSIGN_OR_RETURN(const Places places, ParseId(after));
    made.gap = FindGap(places);
    for (size_t i = 0; i < places.size() && !made.gap; ++i) {
      // A log that is not open here yet begins where the reader left it.
      if (places[i].is_open) reader.seen[i] = places[i];
    }
  }
  if (!made.gap && IsBacklogTooLong(reader)) {
    made.gap = "too much has happened since";
    for (size_t i = 0; i < logs_.size(); ++i) reader.seen[i] = logs_[i].place;
  }
  made.reader = next_reader_++;
  Reader& kept = readers_.emplace(made.reader, std::move(reader)).first->second;
  for (const auto& [index, event] : kept_) {
    if (Offer(kept, index, event)) continue;
    readers_.erase(made.reader);
    break;
  }
  return made;
}

bool EventHub::IsBacklogTooLong(const Reader& reader) const {
  size_t bytes = 0;
  for (const auto& [index, event] : kept_) {
    if (event->position <= reader.seen[index].position) continue;
    if (!MaySee(reader.filter.caller, *event) || !Wants(reader.filter, *event)) continue;
    bytes += event->frame->size();
  }
  return bytes > options_.backlog_bytes_max;
}

void EventHub::Unsubscribe(int64_t reader) {
  const std::lock_guard lock(mutex_);
  readers_.erase(reader);
}

size_t EventHub::reader_count() const {
  const std::lock_guard lock(mutex_);
  return readers_.size();
}

}  // namespace overround::gateway
