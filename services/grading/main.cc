#include "migrations/grading_migrations.h"
#include <google/protobuf/any.pb.h>

#include "libs/ops/run_service.h"
#include "overround/grading/v1/events.pb.h"
#include "services/grading/config.h"
#include "services/grading/convert.h"
#include "services/grading/follow/follow.h"
#include "services/grading/service.h"

namespace overround::grading {
namespace {

absl::Status Append(const ops::ServiceHost& host, pg::Transaction& tx, eventlog::Event event,
                    const google::protobuf::Message& message) {
  google::protobuf::Any payload;
  payload.PackFrom(message);
  event.type = message.GetDescriptor()->name();
  event.payload = payload.SerializeAsString();
  event.world_time = host.clocks().world.Now();
  return host.appender().Append(tx, event);
}

Announcer AnnounceInLog(const ops::ServiceHost& host) {
  return {.prediction_graded =
              [&host](pg::Transaction& tx, const PredictionResult& result) {
                v1::PredictionGraded message;
                *message.mutable_prediction_result() = ToProto(result);
                eventlog::Event event;
                event.aggregate = message.prediction_result().selection().game();
                return Append(host, tx, std::move(event), message);
              },
          .bet_graded =
              [&host](pg::Transaction& tx, const BetGrade& grade) {
                v1::BetGraded message;
                *message.mutable_bet_grade() = ToProto(grade);
                eventlog::Event event;
                event.aggregate = message.bet_grade().bet();
                if (!grade.bet.owner.starts_with("agents/")) {
                  event.visibility = eventlog::Visibility::kOwner;
                  event.owner = grade.bet.owner;
                }
                return Append(host, tx, std::move(event), message);
              }};
}

absl::Status Build(ops::ServiceHost& host) {
  const Results results(host.clocks().world, AnnounceInLog(host));
  for (const char* log : {"collector", "prediction", "bankroll"}) {
    host.Follow(std::string("grades_from_") + log, FollowerOf(log, results, host.channel(log)));
  }
  Service service(host.pool(), host.clocks().world);
  host.AddService(&service);
  return host.Serve();
}

}  // namespace
}  // namespace overround::grading

int main(int argc, char** argv, char** environment) {
  using namespace overround;
  return ops::RunService({.name = "grading",
                          .purpose = "scores forecasts and bets against results and the close",
                          .neighbours = grading::Neighbours(),
                          .migrations = grading::kMigrations,
                          .configure = nullptr,
                          .build = grading::Build},
                         argc, argv, environment);
}
