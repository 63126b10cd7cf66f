#include "services/prediction/events.h"

#include <google/protobuf/any.pb.h>

#include "overround/prediction/v1/events.pb.h"
#include "services/prediction/convert.h"

namespace overround::prediction {
namespace {

struct Log {
  const eventlog::Appender& appender;
  const Clock& world;
};

absl::Status Append(const Log& log, pg::Transaction& tx, const GameId& game,
                    const google::protobuf::Message& message) {
  google::protobuf::Any payload;
  payload.PackFrom(message);
  return log.appender.Append(tx, eventlog::Event{.aggregate = "games/" + game.ToString(),
                                                 .type = message.GetDescriptor()->name(),
                                                 .payload = payload.SerializeAsString(),
                                                 .world_time = log.world.Now()});
}

}  // namespace

Announcer AnnounceInLog(const eventlog::Appender& appender, const Clock& world) {
  const Log log = {appender, world};
  return {.predicted =
              [log](pg::Transaction& tx, const Analysis& analysis, const Prediction& original,
                    const Prediction& inverse) {
                v1::PredictionMade message;
                *message.mutable_prediction() = ToProto(analysis, original);
                *message.mutable_inverse() = ToProto(analysis, inverse);
                return Append(log, tx, analysis.game.game, message);
              },
          .abstained =
              [log](pg::Transaction& tx, const Analysis& analysis) {
                v1::ForecastAbstained message;
                *message.mutable_analysis() = ToProto(analysis);
                return Append(log, tx, analysis.game.game, message);
              },
          .edge_found =
              [log](pg::Transaction& tx, const Edge& edge) {
                v1::EdgeFound message;
                *message.mutable_edge() = ToProto(edge);
                return Append(log, tx, edge.game.game, message);
              },
          .edge_gone =
              [log](pg::Transaction& tx, const Edge& edge) {
                v1::EdgeGone message;
                *message.mutable_edge() = ToProto(edge);
                return Append(log, tx, edge.game.game, message);
              }};
}

}  // namespace overround::prediction
