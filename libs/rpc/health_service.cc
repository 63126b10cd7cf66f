#include "libs/rpc/health_service.h"

#include <optional>
#include <utility>

namespace overround::rpc {
namespace {

using grpc::health::v1::HealthCheckRequest;
using grpc::health::v1::HealthCheckResponse;

constexpr int kWatchersMax = 32;
constexpr auto kPollInterval = std::chrono::milliseconds(100);

}  // namespace

void HealthService::SetServices(std::set<std::string> services) {
  const std::lock_guard lock(mutex_);
  services_ = std::move(services);
}

void HealthService::SetReady(bool ready) {
  const std::lock_guard lock(mutex_);
  ready_ = ready && !stopped_;
  changed_.notify_all();
}

bool HealthService::ready() const {
  const std::lock_guard lock(mutex_);
  return ready_;
}

void HealthService::Stop() {
  const std::lock_guard lock(mutex_);
  ready_ = false;
  stopped_ = true;
  changed_.notify_all();
}

HealthService::State HealthService::StateOf(const std::string& service) const {
  if (service == "liveness") {
    return stopped_ ? HealthCheckResponse::NOT_SERVING : HealthCheckResponse::SERVING;
  }
  if (!service.empty() && services_.count(service) == 0) {
    return HealthCheckResponse::SERVICE_UNKNOWN;
  }
  return ready_ ? HealthCheckResponse::SERVING : HealthCheckResponse::NOT_SERVING;
}

grpc::Status HealthService::Check(grpc::ServerContext* /*context*/,
                                  const HealthCheckRequest* request,
                                  HealthCheckResponse* response) {
  const std::lock_guard lock(mutex_);
  const State state = StateOf(request->service());
  if (state == HealthCheckResponse::SERVICE_UNKNOWN) {
    return {grpc::StatusCode::NOT_FOUND, "service: unknown, want one this server has"};
  }
  response->set_status(state);
  return grpc::Status::OK;
}

grpc::Status HealthService::Watch(grpc::ServerContext* context, const HealthCheckRequest* request,
                                  grpc::ServerWriter<HealthCheckResponse>* writer) {
  std::unique_lock lock(mutex_);
  if (watchers_ >= kWatchersMax) {
    return {grpc::StatusCode::RESOURCE_EXHAUSTED, "watch: too many watchers"};
  }
  ++watchers_;
  std::optional<State> told;
  bool reading = true;
  while (reading && !context->IsCancelled()) {
    const State state = StateOf(request->service());
    const bool last = stopped_;
    if (told != state) {
      HealthCheckResponse response;
      response.set_status(state);
      lock.unlock();
      reading = writer->Write(response);
      lock.lock();
      told = state;
    }
    if (last) break;
    changed_.wait_for(lock, kPollInterval);
  }
  --watchers_;
  return grpc::Status::OK;
}

}  // namespace overround::rpc
