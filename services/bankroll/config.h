#pragma once

#include <string>
#include <vector>

#include "libs/base/env.h"
#include "services/bankroll/agent/agent.h"

namespace overround::bankroll {

// The services it calls or whose logs it follows.
std::vector<std::string> Neighbours();

// This service's own settings.
struct Config {
  // The model whose forecasts the agent gets: "ensemble".
  std::string analyst = {};
  AgentOptions agent = {};
};

// Asks `env` for them; a wrong one is a fault of `env`.
Config ReadConfig(Env& env);

}  // namespace overround::bankroll
