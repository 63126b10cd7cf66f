#pragma once

#include <string>
#include <vector>

#include "libs/base/env.h"
#include "libs/http_server/server.h"
#include "services/gateway/edge/http_server.h"
#include "services/gateway/edge/rate_limit.h"

namespace overround::gateway {

// The services it calls or whose logs it follows; itself among them, as HTTP reaches it the same
// way.
std::vector<std::string> Neighbours();

// The gateway's own settings.
struct Config {
  std::string http_address;
  int http_threads = 2;
  http_server::Limits http_limits;
  std::string web_dir;
  std::vector<std::string> cors_origins;
  RateLimitOptions rate_limit;
  EdgeOptions edge;
};

// Asks `env`; faults are kept there.
Config ReadConfig(Env& env);

}  // namespace overround::gateway
