#include "migrations/gateway_migrations.h"

#include "libs/base/status_macros.h"
#include "libs/ops/run_service.h"
#include "services/gateway/config.h"
#include "services/gateway/gateway.h"

namespace overround::gateway {
namespace {

absl::Status Build(const Config& config, ops::ServiceHost& host) {
  OVERROUND_ASSIGN_OR_RETURN(const auto gateway, Gateway::Create(host, config));
  return host.Serve();
}

}  // namespace
}  // namespace overround::gateway

int main(int argc, char** argv, char** environment) {
  using namespace overround;
  gateway::Config config;
  return ops::RunService(
      {.name = "gateway",
       .purpose = "serves HTTP, identity and the web app",
       .neighbours = gateway::Neighbours(),
       .migrations = gateway::kMigrations,
       .configure = [&](Env& env) { config = gateway::ReadConfig(env); },
       .build = [&](ops::ServiceHost& host) { return gateway::Build(config, host); }},
      argc, argv, environment);
}
