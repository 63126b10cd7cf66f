#pragma once

#include <map>
#include <mutex>
#include <stop_token>
#include <string>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/rpc/channel.h"

namespace overround::gateway {

// Asks every service, every second, whether it is ready (grpc.health.v1). Threads may share one.
class BackendHealth {
 public:
  // All outlive this.
  BackendHealth(std::map<std::string, rpc::Channel*> channels, const Clock& wall);

  // Blocks until asked to stop: give it a thread.
  void Run(std::stop_token stop);
  // Asks once.
  void Check();

  // OK when every service was ready at the last look. UNAVAILABLE naming those that were not.
  absl::Status status() const;

 private:
  const std::map<std::string, rpc::Channel*> channels_;
  const Clock& wall_;
  mutable std::mutex mutex_;
  std::map<std::string, bool> ready_;
};

}  // namespace overround::gateway
