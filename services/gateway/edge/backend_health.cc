#include "services/gateway/edge/backend_health.h"

#include <chrono>
#include <condition_variable>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <grpc/health/v1/health.grpc.pb.h>

namespace overround::gateway {
namespace {

constexpr absl::Duration kPatience = absl::Seconds(1);
constexpr std::chrono::seconds kInterval(1);

}  // namespace

BackendHealth::BackendHealth(std::map<std::string, rpc::Channel*> channels, const Clock& wall)
    : channels_(std::move(channels)), wall_(wall) {
  for (const auto& [name, channel] : channels_) ready_[name] = false;
}

void BackendHealth::Run(std::stop_token stop) {
  std::mutex mutex;
  std::condition_variable_any never;
  while (!stop.stop_requested()) {
    Check();
    std::unique_lock lock(mutex);
    never.wait_for(lock, stop, kInterval, [] { return false; });
  }
}

void BackendHealth::Check() {
  for (const auto& [name, channel] : channels_) {
    const auto stub = grpc::health::v1::Health::NewStub(channel->grpc());
    const auto context = channel->NewContext(wall_.Now() + kPatience);
    grpc::health::v1::HealthCheckResponse response;
    const bool answered = stub->Check(context.get(), {}, &response).ok();
    const std::lock_guard lock(mutex_);
    ready_[name] = answered && response.status() == grpc::health::v1::HealthCheckResponse::SERVING;
  }
}

absl::Status BackendHealth::status() const {
  const std::lock_guard lock(mutex_);
  std::vector<std::string> missing;
  for (const auto& [name, is_ready] : ready_) {
    if (!is_ready) missing.push_back(name);
  }
  if (missing.empty()) return absl::OkStatus();
  return absl::UnavailableError(absl::StrCat("not ready: ", absl::StrJoin(missing, ", ")));
}

}  // namespace overround::gateway
