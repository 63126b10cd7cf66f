

#include "libs/base/status_macros.h"
#include "libs/rpc/reply.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"
#include "services/collector/convert.h"
#include "services/collector/history.h"
#include "services/collector/service.h"

namespace overround::collector {
namespace {

constexpr absl::Duration kHistoryLimit = absl::Minutes(30);

}  // namespace

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
