#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/env.h"
#include "libs/ops/world_time.h"
#include "libs/telemetry/log.h"

namespace overround::ops {

// The settings every service has.
struct HostSettings {
  std::string service = {};
  std::string database_url = {};
  int database_connections_max = 0;
  std::string grpc_address = {};
  std::string metrics_address = {};
  std::string signing_key_file = {};
  std::string public_keys_dir = {};
  std::string seed = {};
  Mode mode = Mode::kLive;
  telemetry::Level log_level = telemetry::Level::kInfo;
  absl::Duration drain_patience = absl::Seconds(5);
  int task_threads = 0;
  // The newest events of the log stay, also when all followers have passed them.
  int64_t log_events_kept = 100'000;
  // Where the other services are, by name.
  std::map<std::string, std::string> neighbours = {};
};

// Asks `env` for them. `neighbours` are the services this one calls or follows.
HostSettings ReadHostSettings(Env& env, absl::string_view service,
                              const std::vector<std::string>& neighbours);

// The port a service's gRPC listens on where nobody says otherwise; metrics are at +1000.
// Requires: `service` is one of the six.
int DefaultPort(absl::string_view service);

}  // namespace overround::ops
