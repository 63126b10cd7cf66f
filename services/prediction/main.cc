#include "migrations/prediction_migrations.h"
#include <google/protobuf/any.pb.h>

#include "libs/base/status_macros.h"
#include "libs/ops/run_service.h"
#include "overround/prediction/v1/events.pb.h"
#include "services/prediction/config.h"
#include "services/prediction/convert.h"
#include "services/prediction/facts/fact_wire.h"
#include "services/prediction/forecasting/forecasting.h"
#include "services/prediction/service.h"

namespace overround::prediction {
namespace {

absl::Status Append(const ops::ServiceHost& host, pg::Transaction& tx, const GameId& game,
                    const google::protobuf::Message& message) {
  google::protobuf::Any payload;
  payload.PackFrom(message);
  return host.appender().Append(tx, eventlog::Event{.aggregate = "games/" + game.ToString(),
                                                    .type = message.GetDescriptor()->name(),
                                                    .payload = payload.SerializeAsString(),
                                                    .world_time = host.clocks().world.Now()});
}

Announcer AnnounceInLog(const ops::ServiceHost& host) {
  return {.predicted =
              [&host](pg::Transaction& tx, const Analysis& analysis, const Prediction& original,
                      const Prediction& inverse) {
                v1::PredictionMade message;
                *message.mutable_prediction() = ToProto(analysis, original);
                *message.mutable_inverse() = ToProto(analysis, inverse);
                return Append(host, tx, analysis.game.game, message);
              },
          .abstained =
              [&host](pg::Transaction& tx, const Analysis& analysis) {
                v1::ForecastAbstained message;
                *message.mutable_analysis() = ToProto(analysis);
                return Append(host, tx, analysis.game.game, message);
              },
          .edge_found =
              [&host](pg::Transaction& tx, const Edge& edge) {
                v1::EdgeFound message;
                *message.mutable_edge() = ToProto(edge);
                return Append(host, tx, edge.game.game, message);
              },
          .edge_gone =
              [&host](pg::Transaction& tx, const Edge& edge) {
                v1::EdgeGone message;
                *message.mutable_edge() = ToProto(edge);
                return Append(host, tx, edge.game.game, message);
              }};
}

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
                                AnnounceInLog(host));
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
