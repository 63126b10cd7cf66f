#include "migrations/prediction_migrations.h"

#include "libs/ops/run_service.h"
#include "services/prediction/config.h"

namespace overround::prediction {
namespace {

absl::Status Build(ops::ServiceHost& host) { return host.Serve(); }

}  // namespace
}  // namespace overround::prediction

int main(int argc, char** argv, char** environment) {
  using namespace overround;
  return ops::RunService({.name = "prediction",
                          .purpose = "turns facts into probabilities for every market",
                          .neighbours = prediction::Neighbours(),
                          .migrations = prediction::kMigrations,
                          .configure = nullptr,
                          .build = prediction::Build},
                         argc, argv, environment);
}
