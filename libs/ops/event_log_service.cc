#include "libs/ops/event_log_service.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/ops/event_wire.h"

namespace overround::ops {
namespace {

namespace pb = eventlog::v1;

constexpr auto kAbandonedInterval = std::chrono::milliseconds(50);
constexpr int kBatchPreset = 500;
constexpr int kBatchMax = 1000;

absl::Status Admit(const Caller& caller) {
  if (caller.IsService() || caller.IsOperator()) return absl::OkStatus();
  return absl::PermissionDeniedError("caller: want an operator or a service");
}

// Nobody may keep (or lose) another's events.
absl::Status MustOwn(const Caller& caller, const std::string& follower) {
  if (follower.empty()) return absl::OkStatus();
  const std::string service = follower.substr(0, follower.find('.'));
  if (caller.IsService(service)) return absl::OkStatus();
  return absl::PermissionDeniedError(
      absl::StrCat("follower: \"", follower, "\", want the caller's own"));
}

absl::StatusOr<int> ParseBatchSize(int32_t asked) {
  if (asked < 0 || asked > kBatchMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("batch_size: ", asked, ", want 0 to ", kBatchMax));
  }
  return asked == 0 ? kBatchPreset : asked;
}

// To the reader a cursor of another log and one that was pruned ask for the same: begin again.
absl::Status AsContract(const absl::Status& status) {
  if (!absl::IsFailedPrecondition(status)) return status;
  return absl::OutOfRangeError(status.message());
}

}  // namespace

EventLogService::EventLogService(const eventlog::LogTail& tail)
    : tail_(tail), abandoned_([this](const std::stop_token& stop) { StopAbandoned(stop); }) {}

grpc::Status EventLogService::WatchEvents(grpc::ServerContext* context,
                                          const pb::WatchEventsRequest* request,
                                          grpc::ServerWriter<pb::WatchEventsResponse>* writer) {
  return rpc::Stream(*context, writer, [&](const rpc::Call& call, Sink& sink) {
    return Watch(call, *request, sink);
  });
}

absl::Status EventLogService::Watch(const rpc::Call& call, const pb::WatchEventsRequest& request,
                                    Sink& sink) {
  OVERROUND_RETURN_IF_ERROR(Admit(call.caller));
  OVERROUND_RETURN_IF_ERROR(MustOwn(call.caller, request.follower()));
  eventlog::LogTail tail = tail_;
  OVERROUND_ASSIGN_OR_RETURN(tail.options.scan_max, ParseBatchSize(request.batch_size()));
  OVERROUND_ASSIGN_OR_RETURN(const eventlog::WatchRequest watch, FromProto(request));
  std::unique_lock lock(mutex_);
  const auto watched = watched_.insert(watched_.end(), {call, {}});
  changed_.notify_one();
  lock.unlock();
  const auto write = [&](const eventlog::Batch& batch) -> absl::Status {
    for (const pb::WatchEventsResponse& response : ToProto(batch)) {
      OVERROUND_RETURN_IF_ERROR(sink.Write(response));
    }
    return absl::OkStatus();
  };
  const absl::Status status = eventlog::StreamLog(tail, watch, write, watched->stop.get_token());
  lock.lock();
  watched_.erase(watched);
  return AsContract(status);
}

void EventLogService::StopAbandoned(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!stop.stop_requested()) {
    changed_.wait(lock, stop, [this] { return !watched_.empty(); });
    for (Watched& watched : watched_) {
      if (watched.call.Cancelled()) watched.stop.request_stop();
    }
    changed_.wait_for(lock, stop, kAbandonedInterval, [] { return false; });
  }
}

grpc::Status EventLogService::GetLogHead(grpc::ServerContext* context,
                                         const pb::GetLogHeadRequest* /*request*/,
                                         pb::GetLogHeadResponse* response) {
  return rpc::Reply(
      *context, response, [&](const rpc::Call& call) -> absl::StatusOr<pb::GetLogHeadResponse> {
        OVERROUND_RETURN_IF_ERROR(Admit(call.caller));
        OVERROUND_ASSIGN_OR_RETURN(const eventlog::LogState state,
                                   eventlog::LogReader(tail_.pool).State(call.deadline));
        pb::GetLogHeadResponse head;
        head.mutable_head()->set_log_id(state.log_id.ToString());
        head.mutable_head()->set_position(state.position);
        head.set_pending_count(state.pending);
        head.set_pruned_position(state.pruned_position);
        return head;
      });
}

}  // namespace overround::ops
