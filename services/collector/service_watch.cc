#include <atomic>
#include <set>
#include <thread>
#include <utility>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/time/clock.h>
#include <google/protobuf/any.pb.h>

#include "libs/base/status_macros.h"
#include "libs/rpc/reply.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"
#include "services/collector/service.h"

namespace overround::collector {
namespace {

constexpr absl::Duration kLookPause = absl::Milliseconds(50);

// Which changes a watcher wants; empty sets want all.
struct WatchFilter {
  std::set<std::string> sports;
  std::set<std::string> games;
  std::set<std::string> sportsbooks;

  static bool IsIn(const std::set<std::string>& wanted, const std::string& name) {
    return wanted.empty() || wanted.count(name) > 0;
  }
  template <typename Event>
  bool Wants(const Event& event) const {
    return IsIn(sports, event.sport()) && IsIn(games, event.game()) &&
           IsIn(sportsbooks, event.sportsbook());
  }
};

absl::StatusOr<WatchFilter> ParseFilter(const v1::WatchQuotesRequest& request) {
  WatchFilter filter;
  for (const std::string& sport : request.sports()) {
    OVERROUND_RETURN_IF_ERROR(wire::KeyFromName(sport, "sports", "sports").status());
    filter.sports.insert(sport);
  }
  for (const std::string& game : request.games()) {
    OVERROUND_RETURN_IF_ERROR(wire::IdFromName<GameId>(game, "games", "games").status());
    filter.games.insert(game);
  }
  for (const std::string& book : request.sportsbooks()) {
    OVERROUND_RETURN_IF_ERROR(wire::KeyFromName(book, "sportsbooks", "sportsbooks").status());
    filter.sportsbooks.insert(book);
  }
  return filter;
}

std::string ResumeToken(const Uuid& log_id, int64_t position) {
  return absl::StrCat(log_id.ToString(), ":", position);
}

absl::StatusOr<eventlog::Cursor> ParseResumeToken(const std::string& token) {
  const std::vector<std::string> parts = absl::StrSplit(token, ':');
  int64_t position = 0;
  const absl::StatusOr<Uuid> log_id = Uuid::Parse(parts[0]);
  if (parts.size() != 2 || !log_id.ok() || !absl::SimpleAtoi(parts[1], &position) || position < 0) {
    return absl::InvalidArgumentError("resume_token: damaged, want one of ours");
  }
  return eventlog::Cursor{*log_id, position};
}

// One stream of changes. Its reader writes; its owner looks after it and cuts it off when it hangs.
class QuoteWatch {
 public:
  QuoteWatch(const WatchLimits& limits, WatchFilter filter,
             rpc::Sink<v1::WatchQuotesResponse>& sink)
      : limits_(limits), filter_(std::move(filter)), sink_(sink) {}

  // Follows the log after `from` until asked to stop, or the log or the client fails.
  absl::Status Follow(const eventlog::Source& log, const eventlog::Cursor& from,
                      const std::stop_token& stop) {
    eventlog::WatchRequest watch;
    watch.after = from;
    watch.types = {"QuotesChanged", "QuoteGone"};
    absl::Status status;
    while (!stop.stop_requested() && status.ok()) {
      status = log(
          watch,
          [&](const eventlog::Batch& batch) -> absl::Status {
            OVERROUND_RETURN_IF_ERROR(Send(batch));
            watch.after = {batch.log_id, batch.through};
            return absl::OkStatus();
          },
          stop);
    }
    return status;
  }

  // Whether the client has not taken an answer for too long.
  bool IsHanging(absl::Time now) const {
    const int64_t since = writing_since_.load();
    return since != 0 && now - absl::FromUnixMicros(since) > limits_.write_max;
  }

 private:
  absl::Status Send(const eventlog::Batch& batch) {
    // Who resumes from far behind gets the time to come up.
    const bool is_behind = batch.head - batch.through > limits_.lag_max;
    if (is_behind && has_caught_up_) {
      return absl::ResourceExhaustedError("stream: read too slowly, resume and read faster");
    }
    has_caught_up_ |= !is_behind;
    const int64_t written_before = written_;
    for (const eventlog::LoggedEvent& each : batch.events) {
      google::protobuf::Any any;
      if (!any.ParseFromString(each.event.payload)) return absl::DataLossError("event: no Any");
      const std::string token = ResumeToken(batch.log_id, each.position);
      OVERROUND_RETURN_IF_ERROR(each.event.type == "QuoteGone"
                                    ? SendEvent<v1::QuoteGone>(any, each.event, token)
                                    : SendEvent<v1::QuotesChanged>(any, each.event, token));
    }
    // What was passed over need not be looked at again by who resumes.
    if (written_ != written_before) return absl::OkStatus();
    v1::WatchQuotesResponse heartbeat;
    heartbeat.set_resume_token(ResumeToken(batch.log_id, batch.through));
    return Write(heartbeat);
  }

  template <typename Message>
  absl::Status SendEvent(const google::protobuf::Any& any, const eventlog::Event& event,
                         const std::string& token) {
    Message message;
    if (!any.UnpackTo(&message)) return absl::DataLossError("event: not what it says");
    if (!filter_.Wants(message)) return absl::OkStatus();
    v1::WatchQuotesResponse response;
    *response.mutable_quotes() = std::move(*message.mutable_quotes());
    *response.mutable_world_time() = wire::ToProto(event.world_time);
    response.set_resume_token(token);
    return Write(response);
  }

  absl::Status Write(const v1::WatchQuotesResponse& response) {
    writing_since_ = absl::ToUnixMicros(absl::Now());
    absl::Status written = sink_.Write(response);
    writing_since_ = 0;
    ++written_;
    return written;
  }

  const WatchLimits limits_;
  const WatchFilter filter_;
  rpc::Sink<v1::WatchQuotesResponse>& sink_;
  // In microseconds; 0 while nothing is being written.
  std::atomic<int64_t> writing_since_ = 0;
  int64_t written_ = 0;
  bool has_caught_up_ = false;
};

}  // namespace

grpc::Status Service::WatchQuotes(grpc::ServerContext* context,
                                  const v1::WatchQuotesRequest* request,
                                  grpc::ServerWriter<v1::WatchQuotesResponse>* writer) {
  return rpc::Stream<v1::WatchQuotesResponse>(
      *context, writer,
      [&](const rpc::Call& call, rpc::Sink<v1::WatchQuotesResponse>& sink) -> absl::Status {
        OVERROUND_ASSIGN_OR_RETURN(WatchFilter filter, ParseFilter(*request));
        OVERROUND_ASSIGN_OR_RETURN(const eventlog::LogState head,
                                   parts_.log.State(parts_.clocks.wall.Now() + absl::Seconds(5)));
        eventlog::Cursor from = {head.log_id, head.position};
        if (!request->resume_token().empty()) {
          OVERROUND_ASSIGN_OR_RETURN(from, ParseResumeToken(request->resume_token()));
        }
        sink.Open();
        QuoteWatch watch(parts_.watch_limits, std::move(filter), sink);
        std::atomic<bool> has_ended = false;
        absl::Status outcome;
        std::jthread reader([&](const std::stop_token& stop) {
          outcome = watch.Follow(parts_.own_log, from, stop);
          has_ended = true;
        });
        while (!has_ended && !call.Cancelled()) {
          // Only ending the call frees a writer whose reader does not read.
          if (watch.IsHanging(absl::Now())) context->TryCancel();
          absl::SleepFor(kLookPause);
        }
        reader.request_stop();
        reader.join();
        if (call.Cancelled()) return absl::UnavailableError("stream: ended, resume");
        return outcome;
      });
}

}  // namespace overround::collector
