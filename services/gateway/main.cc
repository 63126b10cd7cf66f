#include "migrations/gateway_migrations.h"

#include "libs/ops/run_service.h"
#include "services/gateway/config.h"

namespace overround::gateway {
namespace {

absl::Status Build(ops::ServiceHost& host) { return host.Serve(); }

}  // namespace
}  // namespace overround::gateway

int main(int argc, char** argv, char** environment) {
  using namespace overround;
  return ops::RunService({.name = "gateway",
                          .purpose = "serves HTTP, identity and the web app",
                          .neighbours = gateway::Neighbours(),
                          .migrations = gateway::kMigrations,
                          .configure = nullptr,
                          .build = gateway::Build},
                         argc, argv, environment);
}
