#pragma once

#include <condition_variable>
#include <mutex>
#include <set>
#include <string>

#include <grpc/health/v1/health.grpc.pb.h>

namespace overround::rpc {

// grpc.health.v1 as an ordinary service: the library's own one is invisible to reflection.
class HealthService final : public grpc::health::v1::Health::Service {
 public:
  // Full names of the services whose health may be asked for, besides "" and "liveness".
  void SetServices(std::set<std::string> services);
  void SetReady(bool ready);
  bool ready() const;
  // Ends all watches, after telling them NOT_SERVING.
  void Stop();

  grpc::Status Check(grpc::ServerContext* context,
                     const grpc::health::v1::HealthCheckRequest* request,
                     grpc::health::v1::HealthCheckResponse* response) override;
  // NOT_FOUND is told as SERVICE_UNKNOWN. RESOURCE_EXHAUSTED past a few dozen watchers.
  grpc::Status Watch(grpc::ServerContext* context,
                     const grpc::health::v1::HealthCheckRequest* request,
                     grpc::ServerWriter<grpc::health::v1::HealthCheckResponse>* writer) override;

 private:
  using State = grpc::health::v1::HealthCheckResponse::ServingStatus;

  State StateOf(const std::string& service) const;  // Requires: mutex_ is held.

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::set<std::string> services_;
  bool ready_ = false;
  bool stopped_ = false;
  int watchers_ = 0;
};

}  // namespace overround::rpc
