#include <memory>

#include "migrations/collector_migrations.h"

#include "libs/ops/run_service.h"
#include "services/collector/collector.h"
#include "services/collector/config.h"

int main(int argc, char** argv, char** environment) {
  using namespace overround;
  collector::Config config;
  return ops::RunService({.name = "collector",
                          .purpose = "collects what providers say about games, prices and results",
                          .neighbours = collector::Neighbours(),
                          .migrations = collector::kMigrations,
                          .configure = [&](Env& env) { config = collector::ReadConfig(env); },
                          .build = [&](ops::ServiceHost& host) -> absl::Status {
                            collector::Collector parts(config, host);
                            if (config.is_rebuild) return parts.Rebuild();
                            const absl::Status attached = parts.Attach();
                            return attached.ok() ? host.Serve() : attached;
                          }},
                         argc, argv, environment);
}
