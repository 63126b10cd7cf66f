#include "services/grading/follow/follow.h"

#include <map>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <google/protobuf/any.pb.h>
#include <overround/collector/v1/collector_service.grpc.pb.h>

#include "libs/base/status_macros.h"
#include "libs/ops/rpc_source.h"
#include "libs/rpc/status.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"
#include "services/grading/follow/tidings.h"

namespace overround::grading {
namespace {

namespace pc = collector::v1;

// What is being applied, and to where.
struct Sitting {
  const Results& results;
  pg::Transaction& tx;
  Touched& touched;
};

using Teller = absl::Status (*)(Sitting&, const google::protobuf::Any&);

template <typename Message>
absl::StatusOr<Message> Unpack(const google::protobuf::Any& payload) {
  Message message;
  if (payload.UnpackTo(&message)) return message;
  return absl::InvalidArgumentError(
      absl::StrCat("payload: ", payload.type_url(), ", want ", Message::descriptor()->full_name()));
}

template <typename Message>
absl::Status TellGame(Sitting& sitting, const google::protobuf::Any& payload) {
  OVERROUND_ASSIGN_OR_RETURN(const Message message, Unpack<Message>(payload));
  OVERROUND_ASSIGN_OR_RETURN(const Game game, GameFromProto(message.game()));
  return sitting.results.TellGame(sitting.tx, game, sitting.touched);
}

// The record merged away keeps what it was told; from now on it counts for the survivor.
absl::Status TellMerger(Sitting& sitting, const google::protobuf::Any& payload) {
  OVERROUND_ASSIGN_OR_RETURN(const auto message, Unpack<pc::GameMerged>(payload));
  OVERROUND_ASSIGN_OR_RETURN(const Game survivor, GameFromProto(message.game()));
  Game merged = survivor;
  OVERROUND_ASSIGN_OR_RETURN(
      merged.id, wire::IdFromName<GameId>(message.merged_game(), "games", "merged_game"));
  merged.merged_into = survivor.id;
  OVERROUND_RETURN_IF_ERROR(sitting.results.TellGame(sitting.tx, survivor, sitting.touched));
  return sitting.results.TellGame(sitting.tx, merged, sitting.touched);
}

absl::Status TellCloses(Sitting& sitting, const google::protobuf::Any& payload) {
  OVERROUND_ASSIGN_OR_RETURN(const auto message, Unpack<pc::LineClosed>(payload));
  OVERROUND_ASSIGN_OR_RETURN(const GameId game,
                             wire::IdFromName<GameId>(message.game(), "games", "game"));
  OVERROUND_ASSIGN_OR_RETURN(const absl::Time start,
                             wire::FromProto(message.game_start_time(), "game_start_time"));
  OVERROUND_ASSIGN_OR_RETURN(const auto closes, ClosesFromProto(message));
  return sitting.results.TellCloses(sitting.tx, game, message.revision(), start, closes,
                                    sitting.touched);
}

absl::Status TellPredictions(Sitting& sitting, const google::protobuf::Any& payload) {
  OVERROUND_ASSIGN_OR_RETURN(const auto message, Unpack<prediction::v1::PredictionMade>(payload));
  OVERROUND_ASSIGN_OR_RETURN(const auto predictions, PredictionsFromProto(message));
  return sitting.results.TellPredictions(sitting.tx, predictions, sitting.touched);
}

template <typename Message>
absl::Status TellBet(Sitting& sitting, const google::protobuf::Any& payload) {
  OVERROUND_ASSIGN_OR_RETURN(const Message message, Unpack<Message>(payload));
  OVERROUND_ASSIGN_OR_RETURN(const SettledBet bet, BetFromProto(message.bet()));
  return sitting.results.TellBet(sitting.tx, bet, sitting.touched);
}

const std::map<std::string, std::map<std::string, Teller>>& TellersByLog() {
  static const auto& tellers = *new std::map<std::string, std::map<std::string, Teller>>{
      {"collector",
       {{"GameScheduled", TellGame<pc::GameScheduled>},
        {"GameMoved", TellGame<pc::GameMoved>},
        {"GameStarted", TellGame<pc::GameStarted>},
        {"GameVoided", TellGame<pc::GameVoided>},
        {"GameFinal", TellGame<pc::GameFinal>},
        {"ResultCorrected", TellGame<pc::ResultCorrected>},
        {"GameMerged", TellMerger},
        {"LineClosed", TellCloses}}},
      {"prediction", {{"PredictionMade", TellPredictions}}},
      {"bankroll",
       {{"BetSettled", TellBet<bankroll::v1::BetSettled>},
        {"BetResettled", TellBet<bankroll::v1::BetResettled>}}},
  };
  return tellers;
}

Teller TellerOf(const std::string& type) {
  for (const auto& [log, tellers] : TellersByLog()) {
    const auto found = tellers.find(type);
    if (found != tellers.end()) return found->second;
  }
  return nullptr;
}

// The message a fact of the history holds: one of the log's events.
const google::protobuf::Message* MessageIn(const pc::Fact& fact) {
  const google::protobuf::Reflection& reflection = *fact.GetReflection();
  const auto* field = reflection.GetOneofFieldDescriptor(fact, fact.GetDescriptor()->oneof_decl(0));
  return field == nullptr ? nullptr : &reflection.GetMessage(fact, field);
}

// Tells the facts of one part of the collector's history.
absl::Status TellFacts(Sitting& sitting, const pc::HistoryFacts& facts) {
  for (const pc::Fact& fact : facts.facts()) {
    const google::protobuf::Message* message = MessageIn(fact);
    const Teller tell = message == nullptr ? nullptr : TellerOf(message->GetDescriptor()->name());
    if (tell == nullptr) continue;
    google::protobuf::Any payload;
    payload.PackFrom(*message);
    OVERROUND_RETURN_IF_ERROR(tell(sitting, payload));
  }
  return absl::OkStatus();
}

// Reads the collector's facts whole; the position of its log they hold for.
absl::StatusOr<eventlog::Cursor> RelearnFacts(const Results& results, const rpc::Channel& collector,
                                              pg::Transaction& tx) {
  const auto stub = pc::CollectorService::NewStub(collector.grpc());
  const auto context = collector.NewContext(tx.deadline());
  const auto reader = stub->StreamHistory(context.get(), pc::StreamHistoryRequest());
  Touched touched;
  Sitting sitting = {results, tx, touched};
  common::v1::LogCursor opening;
  bool is_whole = false;
  absl::Status told;
  pc::StreamHistoryResponse response;
  while (told.ok() && reader->Read(&response)) {
    if (response.has_opening()) opening = response.opening().cursor();
    if (response.has_facts()) told = TellFacts(sitting, response.facts());
    is_whole |= response.has_closing();
  }
  if (!told.ok()) context->TryCancel();
  const absl::Status ended = rpc::FromGrpc(reader->Finish());
  OVERROUND_RETURN_IF_ERROR(told);
  OVERROUND_RETURN_IF_ERROR(ended);
  if (!is_whole) return absl::UnavailableError("history: it ended before its closing part");
  OVERROUND_RETURN_IF_ERROR(results.GradeTouched(tx, touched));
  OVERROUND_ASSIGN_OR_RETURN(const Uuid log_id, Uuid::Parse(opening.log_id()));
  return eventlog::Cursor{.log_id = log_id, .position = opening.position()};
}

}  // namespace

absl::Status Apply(const Results& results, pg::Transaction& tx,
                   absl::Span<const eventlog::LoggedEvent> events) {
  Touched touched;
  Sitting sitting = {results, tx, touched};
  for (const eventlog::LoggedEvent& logged : events) {
    const Teller tell = TellerOf(logged.event.type);
    if (tell == nullptr) continue;
    google::protobuf::Any payload;
    if (!payload.ParseFromString(logged.event.payload)) {
      return absl::InvalidArgumentError(absl::StrCat("event ", logged.position, ": not a message"));
    }
    OVERROUND_RETURN_IF_ERROR(tell(sitting, payload));
  }
  return results.GradeTouched(tx, touched);
}

eventlog::FollowerOptions FollowerOf(const std::string& log, const Results& results,
                                     const rpc::Channel& neighbour) {
  eventlog::FollowerOptions options = {.log = log, .policy = eventlog::FailurePolicy::kPark};
  for (const auto& [type, tell] : TellersByLog().at(log)) {
    options.handlers[type] = [&results](pg::Transaction& tx, const eventlog::LoggedEvent& event) {
      return Apply(results, tx, absl::MakeConstSpan(&event, 1));
    };
  }
  options.apply_batch = [&results](pg::Transaction& tx,
                                   absl::Span<const eventlog::LoggedEvent> events) {
    return Apply(results, tx, events);
  };
  options.bootstrap = [&results, &neighbour, is_collector = log == "collector"](
                          pg::Transaction& tx,
                          const absl::Status& /*refusal*/) -> absl::StatusOr<eventlog::Cursor> {
    if (is_collector) return RelearnFacts(results, neighbour, tx);
    OVERROUND_ASSIGN_OR_RETURN(const ops::LogBounds kept,
                               ops::FindLogBounds(neighbour, tx.deadline()));
    return kept.begin;
  };
  return options;
}

}  // namespace overround::grading
