#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/http_server/server.h"
#include "libs/rpc/caller.h"
#include "libs/telemetry/log.h"
#include "libs/telemetry/metrics.h"
#include "services/gateway/edge/backends.h"
#include "services/gateway/edge/live_stream.h"
#include "services/gateway/edge/rate_limit.h"
#include "services/gateway/edge/route_table.h"
#include "services/gateway/edge/static_files.h"
#include "services/gateway/edge/web_headers.h"

namespace overround::gateway {

struct EdgeOptions {
  absl::Duration call_timeout = absl::Seconds(10);
  // More calls under way at once are refused, so that those under way end in time.
  int calls_max = 4'000;
  // The client's address is the last of X-Forwarded-For, as a proxy of ours has written it.
  bool is_behind_proxy = false;
};

// What the edge is made of; all outlive it.
struct EdgeParts {
  const Schema& schema;
  const RouteTable& routes;
  Backends& backends;
  LiveStreams& streams;
  const StaticFiles& files;
  const WebHeaders& headers;
  RateLimit& rate_limit;
  // A bearer token's user; UNAUTHENTICATED.
  std::function<absl::StatusOr<Caller>(absl::string_view token)> authenticate;
  // Why the gateway cannot serve, for /readyz.
  std::function<absl::Status()> readiness;
  // As JSON.
  std::string openapi;
  const telemetry::Logger& logger;
  telemetry::Metrics& metrics;
  const Clock& wall;
};

// Answers every HTTP request: API calls, streams, the web app's files, and the pages about itself.
// Threads may share one.
class HttpEdge {
 public:
  HttpEdge(EdgeParts parts, EdgeOptions options);
  ~HttpEdge();

  // An http_server::Handler.
  void Serve(const http_server::Request& request, http_server::Responder responder);

 private:
  struct Exchange;
  class RouteMetrics;

  void ServeApi(Exchange exchange);
  absl::StatusOr<http_server::Response> ServePage(const http_server::Request& request) const;
  absl::StatusOr<Caller> Authenticate(const http_server::Request& request) const;
  std::string ClientAddress(const http_server::Request& request) const;
  absl::Status Admit(const Exchange& exchange) const;
  absl::StatusOr<std::string> ServiceOf(const RouteMatch& match) const;
  absl::StatusOr<std::string> ReadRequest(const Exchange& exchange, const RouteMatch& match) const;
  void CallUnary(Exchange exchange, const Route& route, const std::string& service,
                 const std::string& wire);
  void Finish(Exchange exchange, http_server::Response response) const;
  void FinishError(Exchange exchange, const absl::Status& status) const;
  http_server::Response RouteError(const Exchange& exchange, const absl::Status& status) const;

  const EdgeParts parts_;
  const EdgeOptions options_;
  std::unique_ptr<RouteMetrics> route_metrics_;
  std::atomic<int> calls_under_way_{0};
};

}  // namespace overround::gateway
