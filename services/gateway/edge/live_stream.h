#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/http_server/request.h"
#include "libs/http_server/responder.h"
#include "services/gateway/edge/backends.h"
#include "services/gateway/edge/event_hub.h"
#include "services/gateway/edge/route_table.h"
#include "services/gateway/edge/web_headers.h"

namespace overround::gateway {

// Serves streams of answers as Server-Sent Events. Slow readers are cut off by the HTTP server, and
// what runs for a reader who has left is cancelled. Threads may share one.
class LiveStreams {
 public:
  // `world_now`: World time, unset before a replay has begun. All outlive this.
  LiveStreams(const Schema& schema, const Backends& backends, EventHub& hub, const Clock& wall,
              std::function<std::optional<absl::Time>()> world_now);
  ~LiveStreams();

  // Streams the merged logs. `request_wire`: a gateway.v1.StreamEventsRequest. A user's stream ends
  // after as long as an access token lives: whoever reads on shows a fresh one.
  void ServeEvents(const http_server::Request& request, absl::string_view request_wire,
                   const Caller& caller, const WebHeaders::ForRequest& headers,
                   http_server::Responder responder);

  // Calls a server-streaming RPC and passes its messages on as events without a name, then `end` or
  // `error`. An RPC that fails before its first message is answered as a plain error.
  void ServeRpc(const Route& route, const std::string& service, absl::string_view request_wire,
                const CallOptions& options, const WebHeaders::ForRequest& headers,
                http_server::Responder responder);

  // Sends the head of streams that have been silent since the last time. Called about every second.
  void OpenWaiting();
  // Says on every open stream that it lives. Called every ten seconds.
  void Beat();

 private:
  class RpcStream;
  class EventReader;

  std::string ClockData() const;

  const Schema& schema_;
  const Backends& backends_;
  EventHub& hub_;
  const Clock& wall_;
  const std::function<std::optional<absl::Time>()> world_now_;
  std::mutex mutex_;
  std::vector<std::weak_ptr<RpcStream>> rpc_streams_;
};

}  // namespace overround::gateway
