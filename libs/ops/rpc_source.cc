#include "libs/ops/rpc_source.h"

#include <memory>
#include <utility>

#include <overround/eventlog/v1/event_log_service.grpc.pb.h>

#include "libs/base/status_macros.h"
#include "libs/ops/event_wire.h"
#include "libs/rpc/status.h"

namespace overround::ops {
namespace {

namespace pb = eventlog::v1;

absl::Status Pass(const pb::WatchEventsResponse& response, const eventlog::BatchSink& sink) {
  OVERROUND_ASSIGN_OR_RETURN(const eventlog::Batch batch, FromProto(response));
  return sink(batch);
}

absl::Status Watch(const rpc::Channel& channel, const eventlog::WatchRequest& request,
                   const eventlog::BatchSink& sink, const std::stop_token& stop) {
  const auto stub = pb::EventLogService::NewStub(channel.grpc());
  const auto context = channel.NewContext(absl::InfiniteFuture());
  const std::stop_callback cancel(stop, [&] { context->TryCancel(); });
  const auto reader = stub->WatchEvents(context.get(), ToProto(request));
  pb::WatchEventsResponse response;
  absl::Status passed;
  while (passed.ok() && reader->Read(&response)) passed = Pass(response, sink);
  if (!passed.ok()) context->TryCancel();
  const absl::Status ended = rpc::FromGrpc(reader->Finish());
  if (stop.stop_requested()) return absl::OkStatus();
  return passed.ok() ? ended : passed;
}

}  // namespace

eventlog::Source RpcSource(const rpc::Channel& channel) {
  return [&channel](const eventlog::WatchRequest& request, const eventlog::BatchSink& sink,
                    const std::stop_token& stop) { return Watch(channel, request, sink, stop); };
}

absl::StatusOr<LogBounds> FindLogBounds(const rpc::Channel& channel, absl::Time deadline) {
  const auto stub = pb::EventLogService::NewStub(channel.grpc());
  const auto context = channel.NewContext(deadline);
  pb::GetLogHeadResponse answer;
  OVERROUND_RETURN_IF_ERROR(
      rpc::FromGrpc(stub->GetLogHead(context.get(), pb::GetLogHeadRequest(), &answer)));
  OVERROUND_ASSIGN_OR_RETURN(const Uuid log_id, Uuid::Parse(answer.head().log_id()));
  return LogBounds{.begin = {.log_id = log_id, .position = answer.pruned_position()},
                   .end = {.log_id = log_id, .position = answer.head().position()}};
}

}  // namespace overround::ops
