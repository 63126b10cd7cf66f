#pragma once

#include <condition_variable>
#include <list>
#include <mutex>
#include <stop_token>
#include <thread>

#include <overround/eventlog/v1/event_log_service.grpc.pb.h>

#include "libs/eventlog/log_reader.h"
#include "libs/eventlog/source.h"
#include "libs/rpc/reply.h"

namespace overround::ops {

// overround.eventlog.v1.EventLogService over the service's own log. For services and operators.
class EventLogService final : public eventlog::v1::EventLogService::Service {
 public:
  // What `tail` refers to outlives this.
  explicit EventLogService(const eventlog::LogTail& tail);

  grpc::Status WatchEvents(grpc::ServerContext* context,
                           const eventlog::v1::WatchEventsRequest* request,
                           grpc::ServerWriter<eventlog::v1::WatchEventsResponse>* writer) override;
  grpc::Status GetLogHead(grpc::ServerContext* context,
                          const eventlog::v1::GetLogHeadRequest* request,
                          eventlog::v1::GetLogHeadResponse* response) override;

 private:
  using Sink = rpc::Sink<eventlog::v1::WatchEventsResponse>;

  // A stream waits for news in the database's own time; somebody has to see that its reader left.
  struct Watched {
    const rpc::Call& call;
    std::stop_source stop;
  };

  absl::Status Watch(const rpc::Call& call, const eventlog::v1::WatchEventsRequest& request,
                     Sink& sink);
  void StopAbandoned(const std::stop_token& stop);

  const eventlog::LogTail tail_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::list<Watched> watched_;
  std::jthread abandoned_;
};

}  // namespace overround::ops
