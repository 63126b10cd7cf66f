#include "migrations/prediction_migrations.h"

#include "libs/base/status_macros.h"
#include "libs/ops/run_service.h"
#include "services/prediction/config.h"
#include "services/prediction/events.h"
#include "services/prediction/facts/fact_wire.h"
#include "services/prediction/forecasting/forecasting.h"
#include "services/prediction/service.h"

namespace overround::prediction {
namespace {

absl::Status AddTasks(ops::ServiceHost& host, const Forecasting& forecasting) {
  OVERROUND_RETURN_IF_ERROR(
      host.AddTask({.name = kRefreshTask,
                    .order = 10,
                    .cron = "0 */4 * * *",
                    .run = [&](schedule::TaskRun& run) { return forecasting.Refresh(run); }},
                   "Queues every upcoming game for a new forecast."));
  OVERROUND_RETURN_IF_ERROR(
      host.AddTask({.name = kForecastTask,
                    .order = 20,
                    .run = [&](schedule::TaskRun& run) { return forecasting.Forecast(run); }},
                   "Forecasts the games whose facts have changed."));
  return host.AddTask({.name = kExpireTask,
                       .order = 30,
                       .run = [&](schedule::TaskRun& run) { return forecasting.ExpireEdges(run); }},
                      "Ends edges whose time is over.");
}

absl::Status Build(ops::ServiceHost& host) {
  HistoryKeeper keeper(host.channel("collector"), host.clocks().wall);
  const eventlog::MemoryFollower& follower = host.FollowInMemory(
      "history",
      {.log = "collector",
       .types = FactEventTypes(),
       .apply =
           [&](absl::Span<const eventlog::LoggedEvent> events) { return keeper.Apply(events); },
       .bootstrap = [&] { return keeper.Bootstrap(); }});
  const auto reached = [&follower] { return follower.state().applied; };
  const std::vector<ModelEntry> entries = ModelsInProduction();
  std::vector<std::shared_ptr<const models::Model>> models;
  for (const ModelEntry& entry : entries) models.push_back(entry.model);

  const Forecasting forecasting({.pool = host.pool(),
                                 .clocks = host.clocks(),
                                 .ids = host.ids(),
                                 .keeper = keeper,
                                 .reached = reached,
                                 .models = models,
                                 .salt_seed = host.settings().seed},
                                AnnounceInLog(host.appender(), host.clocks().world));
  host.Follow("forecast_queue", forecasting.QueueFollower());
  OVERROUND_RETURN_IF_ERROR(AddTasks(host, forecasting));
  Service service({.pool = host.pool(),
                   .world = host.clocks().world,
                   .keeper = keeper,
                   .reached = reached,
                   .models = entries});
  host.AddService(&service);
  return host.Serve();
}

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
