#include "migrations/user_model_migrations.h"

#include "libs/ops/run_service.h"
#include "services/user_model/config.h"
#include "services/user_model/service.h"

namespace overround::user_model {
namespace {

absl::Status Build(ops::ServiceHost& host) {
  const Models models({.pool = host.pool(),
                       .events = host.appender(),
                       .ids = host.ids(),
                       .world = host.clocks().world});
  Service service(models);
  host.AddService(&service);
  return host.Serve();
}

}  // namespace
}  // namespace overround::user_model

int main(int argc, char** argv, char** environment) {
  using namespace overround;
  return ops::RunService({.name = "user_model",
                          .purpose = "keeps and runs the models users build",
                          .neighbours = user_model::Neighbours(),
                          .migrations = user_model::kMigrations,
                          .configure = nullptr,
                          .build = user_model::Build},
                         argc, argv, environment);
}
