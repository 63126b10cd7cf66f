#include "services/gateway/service.h"

#include <chrono>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>

#include "libs/base/status_macros.h"
#include "libs/rpc/reply.h"
#include "libs/wire/time_wire.h"
#include "services/gateway/convert.h"

namespace overround::gateway {
namespace {

constexpr size_t kReaderQueueMax = 10'000;
constexpr std::chrono::milliseconds kPollInterval(50);

// The edge says on whose behalf it calls. Nobody else can: only its key makes anonymous callers and
// users.
Client ClientOf(const rpc::Call& call) {
  Client client{.address = "unknown", .request_id = call.request_id};
  const auto& metadata = call.context->client_metadata();
  const auto found = metadata.find("x-client-address");
  if (found != metadata.end()) client.address.assign(found->second.data(), found->second.size());
  return client;
}

// What waits for one reader.
class ReaderQueue {
 public:
  using Event = std::shared_ptr<const HubEvent>;

  // False when the reader is too slow.
  bool Push(Event event) {
    {
      const std::lock_guard lock(mutex_);
      if (events_.size() >= kReaderQueueMax) is_overflown_ = true;
      if (is_overflown_) return false;
      events_.push_back(std::move(event));
    }
    changed_.notify_one();
    return true;
  }

  std::deque<Event> Take() {
    std::unique_lock lock(mutex_);
    changed_.wait_for(lock, kPollInterval, [this] { return !events_.empty(); });
    return std::exchange(events_, {});
  }

  bool is_overflown() {
    const std::lock_guard lock(mutex_);
    return is_overflown_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Event> events_;
  bool is_overflown_ = false;
};

absl::Status PassOn(const rpc::Call& call, ReaderQueue& queue,
                    rpc::Sink<v1::StreamEventsResponse>& sink) {
  while (!call.Cancelled()) {
    for (const ReaderQueue::Event& event : queue.Take()) {
      v1::StreamEventsResponse message;
      message.ParseFromString(event->wire);
      OVERROUND_RETURN_IF_ERROR(sink.Write(message));
    }
    if (queue.is_overflown()) return absl::UnavailableError("reader: too slow, stream again");
  }
  if (*call.draining) return absl::UnavailableError("server: drains, stream again");
  return absl::CancelledError("stream: the reader has left");
}

}  // namespace

grpc::Status Service::Register(grpc::ServerContext* context, const v1::RegisterRequest* request,
                               v1::Session* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Session> {
    const NewUser asked{request->email(), request->password(), request->display_name()};
    OVERROUND_ASSIGN_OR_RETURN(const OpenedSession opened,
                               accounts_.Register(asked, ClientOf(call), call.deadline));
    return ToProto(opened);
  });
}

grpc::Status Service::LogIn(grpc::ServerContext* context, const v1::LogInRequest* request,
                            v1::Session* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Session> {
    OVERROUND_ASSIGN_OR_RETURN(
        const OpenedSession opened,
        accounts_.LogIn(request->email(), request->password(), ClientOf(call), call.deadline));
    return ToProto(opened);
  });
}

grpc::Status Service::RefreshSession(grpc::ServerContext* context,
                                     const v1::RefreshSessionRequest* request,
                                     v1::Session* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Session> {
    OVERROUND_ASSIGN_OR_RETURN(
        const OpenedSession opened,
        accounts_.Refresh(request->refresh_token(), ClientOf(call), call.deadline));
    return ToProto(opened);
  });
}

grpc::Status Service::LogOut(grpc::ServerContext* context, const v1::LogOutRequest* request,
                             v1::LogOutResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::LogOutResponse> {
        OVERROUND_RETURN_IF_ERROR(
            accounts_.LogOut(request->refresh_token(), ClientOf(call), call.deadline));
        return v1::LogOutResponse();
      });
}

grpc::Status Service::GetCurrentUser(grpc::ServerContext* context, const v1::GetCurrentUserRequest*,
                                     v1::User* response) {
  return rpc::Reply(*context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::User> {
    OVERROUND_ASSIGN_OR_RETURN(const UserRow user, accounts_.GetUser(call.caller, call.deadline));
    return ToProto(user);
  });
}

grpc::Status Service::GetPreferences(grpc::ServerContext* context, const v1::GetPreferencesRequest*,
                                     v1::Preferences* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Preferences> {
        OVERROUND_ASSIGN_OR_RETURN(const UserRow user,
                                   accounts_.GetUser(call.caller, call.deadline));
        OVERROUND_ASSIGN_OR_RETURN(const PreferencesRow preferences,
                                   accounts_.GetPreferences(call.caller, call.deadline));
        return ToProto(user.id, preferences);
      });
}

grpc::Status Service::UpdatePreferences(grpc::ServerContext* context,
                                        const v1::UpdatePreferencesRequest* request,
                                        v1::Preferences* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<v1::Preferences> {
        OVERROUND_ASSIGN_OR_RETURN(const UserRow user,
                                   accounts_.GetUser(call.caller, call.deadline));
        OVERROUND_ASSIGN_OR_RETURN(const auto change, ParseChange(*request));
        OVERROUND_ASSIGN_OR_RETURN(
            const PreferencesRow preferences,
            accounts_.UpdatePreferences(call.caller, change, ClientOf(call), call.deadline));
        return ToProto(user.id, preferences);
      });
}

grpc::Status Service::GetWorldClock(grpc::ServerContext* context, const v1::GetWorldClockRequest*,
                                    v1::GetWorldClockResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call&) -> absl::StatusOr<v1::GetWorldClockResponse> {
        const std::optional<absl::Time> now = world_.now();
        if (!now) return absl::UnavailableError("world time: not set yet, the replay begins soon");
        v1::GetWorldClockResponse message;
        *message.mutable_world_time() = wire::ToProto(*now);
        message.set_replay(world_.is_replay);
        return message;
      });
}

grpc::Status Service::StreamEvents(grpc::ServerContext* context,
                                   const v1::StreamEventsRequest* request,
                                   grpc::ServerWriter<v1::StreamEventsResponse>* writer) {
  return rpc::Stream(
      *context, writer,
      [&](const rpc::Call& call, rpc::Sink<v1::StreamEventsResponse>& sink) -> absl::Status {
        const auto queue = std::make_shared<ReaderQueue>();
        const HubFilter filter{call.caller,
                               {request->types().begin(), request->types().end()},
                               {request->games().begin(), request->games().end()}};
        OVERROUND_ASSIGN_OR_RETURN(const EventHub::Subscription subscription,
                                   hub_.Subscribe(
                                       filter, request->after(),
                                       [queue](const std::shared_ptr<const HubEvent>& event) {
                                         return queue->Push(event);
                                       },
                                       [](const std::string&) { return true; }));
        sink.Open();
        absl::Status ended = subscription.gap
                                 ? absl::OutOfRangeError("after: " + *subscription.gap +
                                                         ", read again and stream without it")
                                 : PassOn(call, *queue, sink);
        hub_.Unsubscribe(subscription.reader);
        return ended;
      });
}

}  // namespace overround::gateway
