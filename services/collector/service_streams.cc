#include <atomic>
#include <set>
#include <thread>

#include <absl/time/clock.h>
#include <google/protobuf/any.pb.h>

#include "libs/base/status_macros.h"
#include "libs/rpc/reply.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"
#include "services/collector/convert.h"
#include "services/collector/history.h"
#include "services/collector/service.h"

namespace overround::collector {
namespace {

constexpr absl::Duration kLookPause = absl::Milliseconds(50);
constexpr absl::Duration kHistoryLimit = absl::Minutes(30);

// Which changes a watcher wants; empty sets want all.
struct WatchFilter {
  std::set<std::string> sports;
  std::set<std::string> games;

  bool Wants(const std::string& sport, const std::string& game) const {
    return (sports.empty() || sports.count(sport) > 0) && (games.empty() || games.count(game) > 0);
  }
};

absl::StatusOr<WatchFilter> ParseWatch(const pb::WatchQuotesRequest& request) {
  WatchFilter filter;
  for (const std::string& sport : request.sports()) {
    OVERROUND_RETURN_IF_ERROR(wire::KeyFromName(sport, "sports", "sports").status());
    filter.sports.insert(sport);
  }
  for (const std::string& game : request.games()) {
    OVERROUND_RETURN_IF_ERROR(wire::IdFromName<GameId>(game, "games", "games").status());
    filter.games.insert(game);
  }
  return filter;
}

template <typename Event>
std::optional<pb::WatchQuotesResponse> ResponseTo(const google::protobuf::Any& any,
                                                  const WatchFilter& filter) {
  Event event;
  if (!any.UnpackTo(&event) || !filter.Wants(event.sport(), event.game())) return std::nullopt;
  pb::WatchQuotesResponse response;
  *response.mutable_quotes() = std::move(*event.mutable_quotes());
  return response;
}

absl::Status WriteEvent(const eventlog::Event& event, const WatchFilter& filter,
                        rpc::Sink<pb::WatchQuotesResponse>& sink) {
  google::protobuf::Any any;
  if (!any.ParseFromString(event.payload)) return absl::DataLossError("event: no Any");
  auto response = event.type == "QuoteGone" ? ResponseTo<pb::QuoteGone>(any, filter)
                                            : ResponseTo<pb::QuotesChanged>(any, filter);
  if (!response) return absl::OkStatus();
  *response->mutable_world_time() = wire::ToProto(event.world_time);
  return sink.Write(*response);
}

}  // namespace

grpc::Status Service::WatchQuotes(grpc::ServerContext* context,
                                  const v1::WatchQuotesRequest* request,
                                  grpc::ServerWriter<v1::WatchQuotesResponse>* writer) {
  return rpc::Stream<v1::WatchQuotesResponse>(
      *context, writer,
      [&](const rpc::Call& call, rpc::Sink<v1::WatchQuotesResponse>& sink) -> absl::Status {
        OVERROUND_ASSIGN_OR_RETURN(const WatchFilter filter, ParseWatch(*request));
        OVERROUND_ASSIGN_OR_RETURN(const eventlog::LogState head,
                                   parts_.log.State(parts_.clocks.wall.Now() + absl::Seconds(5)));
        sink.Open();
        eventlog::WatchRequest watch;
        watch.after = {head.log_id, head.position};
        watch.types = {"QuotesChanged", "QuoteGone"};
        std::atomic<bool> has_ended = false;
        absl::Status outcome;
        std::jthread reader([&](const std::stop_token& stop) {
          while (!stop.stop_requested() && outcome.ok()) {
            outcome = parts_.own_log(
                watch,
                [&](const eventlog::Batch& batch) -> absl::Status {
                  for (const eventlog::LoggedEvent& each : batch.events) {
                    OVERROUND_RETURN_IF_ERROR(WriteEvent(each.event, filter, sink));
                  }
                  watch.after = {batch.log_id, batch.through};
                  return absl::OkStatus();
                },
                stop);
          }
          has_ended = true;
        });
        while (!has_ended && !call.Cancelled()) absl::SleepFor(kLookPause);
        reader.request_stop();
        reader.join();
        if (call.Cancelled()) return absl::UnavailableError("stream: ended, list and watch again");
        return outcome;
      });
}

grpc::Status Service::StreamHistory(grpc::ServerContext* context,
                                    const v1::StreamHistoryRequest* request,
                                    grpc::ServerWriter<v1::StreamHistoryResponse>* writer) {
  return rpc::Stream<v1::StreamHistoryResponse>(
      *context, writer,
      [&](const rpc::Call& call, rpc::Sink<v1::StreamHistoryResponse>& sink) -> absl::Status {
        if (!call.caller.IsService() && !call.caller.IsOperator()) {
          return absl::PermissionDeniedError("caller: want a service or an operator");
        }
        HistoryQuery query;
        for (const std::string& name : request->sports()) {
          OVERROUND_ASSIGN_OR_RETURN(std::string key, wire::KeyFromName(name, "sports", "sports"));
          query.sports.push_back(std::move(key));
        }
        OVERROUND_ASSIGN_OR_RETURN(
            query.start_min, wire::OptionalFromProto(request->has_start_time_min(),
                                                     request->start_time_min(), "start_time_min"));
        OVERROUND_ASSIGN_OR_RETURN(
            query.receive_after,
            wire::OptionalFromProto(request->has_receive_time_min(), request->receive_time_min(),
                                    "receive_time_min"));
        sink.Open();
        return parts_.pool.InTransaction(
            parts_.clocks.wall.Now() + kHistoryLimit, pg::kReadSnapshot, [&](pg::Transaction& tx) {
              return StreamHistoryFrom(
                  tx, query, parts_.clocks.world.Now(),
                  [&](const v1::StreamHistoryResponse& part) { return sink.Write(part); });
            });
      });
}

}  // namespace overround::collector
