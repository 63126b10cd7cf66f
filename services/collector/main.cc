#include "migrations/collector_migrations.h"

#include "libs/ops/run_service.h"
#include "services/collector/config.h"

namespace overround::collector {
namespace {

absl::Status Build(ops::ServiceHost& host) { return host.Serve(); }

}  // namespace
}  // namespace overround::collector

int main(int argc, char** argv, char** environment) {
  using namespace overround;
  return ops::RunService({.name = "collector",
                          .purpose = "collects what providers say about games, prices and results",
                          .neighbours = collector::Neighbours(),
                          .migrations = collector::kMigrations,
                          .configure = nullptr,
                          .build = collector::Build},
                         argc, argv, environment);
}
