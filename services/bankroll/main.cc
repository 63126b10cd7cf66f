#include "migrations/bankroll_migrations.h"

#include "libs/ops/run_service.h"
#include "services/bankroll/config.h"

namespace overround::bankroll {
namespace {

absl::Status Build(ops::ServiceHost& host) { return host.Serve(); }

}  // namespace
}  // namespace overround::bankroll

int main(int argc, char** argv, char** environment) {
  using namespace overround;
  return ops::RunService({.name = "bankroll",
                          .purpose = "keeps bankrolls, bets and the ledger",
                          .neighbours = bankroll::Neighbours(),
                          .migrations = bankroll::kMigrations,
                          .configure = nullptr,
                          .build = bankroll::Build},
                         argc, argv, environment);
}
