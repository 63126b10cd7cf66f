#pragma once

#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <grpcpp/server_context.h>
#include <grpcpp/support/server_interceptor.h>

#include "libs/rpc/reply.h"
#include "libs/rpc/server.h"

namespace overround::rpc {

// What a server knows of the calls of one method.
struct MethodMetrics {
  telemetry::Histogram* seconds = nullptr;
  std::array<telemetry::Counter*, 17> calls{};  // by status code
};

// The part of a server every call passes through. Internal to libs/rpc; handlers use Reply.
class Edge {
 public:
  Edge(const ServerParts& parts, const ServerOptions& options);

  grpc::Status Run(grpc::ServerContext& context, const std::string& method, internal::Shape shape,
                   absl::FunctionRef<absl::Status(const Call&)> work);

  void Open() { is_open_ = true; }
  void StartDraining() { draining_ = true; }
  const std::atomic<bool>& draining() const { return draining_; }

 private:
  absl::Status MustBeOpen(const std::string& method) const;
  absl::Status Admit(const grpc::ServerContext& context, internal::Shape shape, Call& call);
  void Report(const Call& call, const absl::Status& status, absl::Duration took);
  void Count(const std::string& method, absl::StatusCode code, absl::Duration took);

  const ServerParts parts_;
  const absl::Duration deadline_max_;
  const std::vector<std::string> open_before_;
  std::atomic<bool> is_open_;
  std::atomic<bool> draining_{false};
  std::mutex mutex_;
  std::map<std::string, MethodMetrics> methods_;
};

// Gives each call of a server its Edge and its method's name, which the library keeps to itself:
// Reply finds them in the call's metadata, under a key no client can set.
std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> NewEdgeInterceptor(
    Edge& edge);

}  // namespace overround::rpc
