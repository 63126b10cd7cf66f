#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <grpcpp/channel.h>
#include <grpcpp/server.h>

#include "libs/base/clock.h"
#include "libs/rpc/caller_token.h"
#include "libs/telemetry/log.h"
#include "libs/telemetry/metrics.h"

namespace overround::rpc {

class Edge;
class HealthService;

struct ServerOptions {
  // host:port; port 0 takes a free one.
  std::string address = "127.0.0.1:0";
  int message_bytes_max = 16 << 20;
  // Each running handler holds a thread; a call past this is answered RESOURCE_EXHAUSTED.
  int threads_max = 256;
  int memory_bytes_max = 512 << 20;
  // Of a unary call; one that brings none, or a later one, gets this.
  absl::Duration deadline_max = absl::Seconds(60);
  // Answers UNAVAILABLE until Open, but for the methods that begin with one of these
  // ("/overround.ops.v1.Ops/"). Empty: open from the start.
  std::vector<std::string> open_before = {};
};

// What every call is checked, written and counted with. All outlive the server.
struct ServerParts {
  TokenVerifier& verifier;
  const telemetry::Logger& logger;
  telemetry::Metrics& metrics;
  const Clock& wall;
};

// A synchronous gRPC server (handlers may block) with reflection and grpc.health.v1. Health and
// reflection are open; all else goes through Reply and needs a caller's token.
//
// Health: "" and each service's full name tell whether the process is ready; "liveness" is SERVING
// until the server stops.
class Server {
 public:
  // `services` outlive the server. UNAVAILABLE when the address cannot be bound.
  static absl::StatusOr<std::unique_ptr<Server>> Start(const ServerOptions& options,
                                                       const ServerParts& parts,
                                                       const std::vector<grpc::Service*>& services);
  ~Server();

  int port() const { return port_; }
  // A client channel that needs no socket.
  std::shared_ptr<grpc::Channel> InProcessChannel();

  // Lets all methods be called: see ServerOptions::open_before.
  void Open();

  // NOT_SERVING until told otherwise.
  void SetReady(bool ready);
  bool ready() const;

  // NOT_SERVING; streams end at once, unary calls may finish within `patience`, then all is
  // cancelled. Returns when no handler runs. Safe to repeat.
  void Drain(absl::Duration patience);

 private:
  Server(const ServerOptions& options, const ServerParts& parts);

  std::unique_ptr<Edge> edge_;
  std::unique_ptr<HealthService> health_;
  std::unique_ptr<grpc::Server> server_;
  int port_ = 0;
};

}  // namespace overround::rpc
