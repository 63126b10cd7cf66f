#include "services/bankroll/follow.h"

#include <memory>

#include <absl/strings/str_cat.h>
#include <google/protobuf/any.pb.h>
#include <overround/collector/v1/collector_service.grpc.pb.h>
#include <overround/collector/v1/events.pb.h>
#include <overround/prediction/v1/events.pb.h>

#include "libs/base/status_macros.h"
#include "libs/ops/rpc_source.h"
#include "libs/rpc/status.h"
#include "libs/wire/market_wire.h"
#include "libs/wire/resource_name.h"
#include "services/bankroll/agent/convert.h"
#include "services/bankroll/bets/store.h"
#include "services/bankroll/convert.h"

namespace overround::bankroll {
namespace {

namespace pc = collector::v1;
namespace pp = prediction::v1;
using eventlog::LoggedEvent;

template <typename Message>
absl::StatusOr<Message> Unpack(const LoggedEvent& event) {
  google::protobuf::Any any;
  Message message;
  if (any.ParseFromString(event.event.payload) && any.UnpackTo(&message)) return message;
  return absl::InvalidArgumentError(
      absl::StrCat("event ", event.position, ": want the payload of ", event.event.type));
}

// GameScheduled, GameMoved, GameStarted, GameFinal, ResultCorrected: the record after the event.
template <typename Message>
eventlog::ApplyEvent LearnGame(const Settling& settling) {
  return [&settling](pg::Transaction& tx, const LoggedEvent& event) -> absl::Status {
    OVERROUND_ASSIGN_OR_RETURN(const Message message, Unpack<Message>(event));
    OVERROUND_ASSIGN_OR_RETURN(const Game game, GameFromProto(message.game()));
    return settling.Learn(tx, game);
  };
}

eventlog::ApplyEvent LearnVoid(const Settling& settling) {
  return [&settling](pg::Transaction& tx, const LoggedEvent& event) -> absl::Status {
    OVERROUND_ASSIGN_OR_RETURN(const auto message, Unpack<pc::GameVoided>(event));
    OVERROUND_ASSIGN_OR_RETURN(Game game, GameFromProto(message.game()));
    game.outcome = GameOutcome::kVoid;
    game.void_reason = message.reason();
    return settling.Learn(tx, game);
  };
}

eventlog::ApplyEvent LearnMerge(const Settling& settling) {
  return [&settling](pg::Transaction& tx, const LoggedEvent& event) -> absl::Status {
    OVERROUND_ASSIGN_OR_RETURN(const auto message, Unpack<pc::GameMerged>(event));
    OVERROUND_ASSIGN_OR_RETURN(const Game survivor, GameFromProto(message.game()));
    OVERROUND_ASSIGN_OR_RETURN(
        const GameId merged,
        wire::IdFromName<GameId>(message.merged_game(), "games", "merged_game"));
    return settling.LearnMerged(tx, merged, survivor);
  };
}

// Reads one game, and the record it was merged into.
absl::Status Relearn(const Settling& settling, const rpc::Channel& collector, pg::Transaction& tx,
                     const GameId& id) {
  const auto stub = pc::CollectorService::NewStub(collector.grpc());
  const auto context = collector.NewContext(tx.deadline());
  pc::GetGameRequest request;
  request.set_name(wire::ResourceName("games", id.ToString()));
  pc::Game found;
  const absl::Status read = rpc::FromGrpc(stub->GetGame(context.get(), request, &found));
  // Lost with what the collector was restored from: its bets stay as they are, and hold up no
  // other.
  if (absl::IsNotFound(read)) return absl::OkStatus();
  OVERROUND_RETURN_IF_ERROR(read);
  OVERROUND_ASSIGN_OR_RETURN(const Game game, GameFromProto(found));
  OVERROUND_RETURN_IF_ERROR(settling.Learn(tx, game));
  return game.merged_into ? Relearn(settling, collector, tx, *game.merged_into) : absl::OkStatus();
}

// The end is asked for first: what happens while the games are read comes again as events.
absl::StatusOr<eventlog::Cursor> RelearnGames(const Settling& settling,
                                              const rpc::Channel& collector, pg::Transaction& tx) {
  OVERROUND_ASSIGN_OR_RETURN(const ops::LogBounds log,
                             ops::FindLogBounds(collector, tx.deadline()));
  OVERROUND_ASSIGN_OR_RETURN(const auto games, bet_store::ListGamesWithBets(tx));
  for (const GameId& id : games) {
    OVERROUND_RETURN_IF_ERROR(Relearn(settling, collector, tx, id));
  }
  return log.end;
}

}  // namespace

eventlog::FollowerOptions FollowGames(const Settling& settling, const rpc::Channel& collector) {
  eventlog::FollowerOptions options;
  options.log = "collector";
  options.policy = eventlog::FailurePolicy::kStop;
  options.handlers = {{"GameMoved", LearnGame<pc::GameMoved>(settling)},
                      {"GameStarted", LearnGame<pc::GameStarted>(settling)},
                      {"GameFinal", LearnGame<pc::GameFinal>(settling)},
                      {"ResultCorrected", LearnGame<pc::ResultCorrected>(settling)},
                      {"GameVoided", LearnVoid(settling)},
                      {"GameMerged", LearnMerge(settling)}};
  options.bootstrap = [&](pg::Transaction& tx, const absl::Status& /*refusal*/) {
    return RelearnGames(settling, collector, tx);
  };
  return options;
}

eventlog::FollowerOptions FollowAnalyst(const Agent& agent, const std::string& analyst,
                                        const rpc::Channel& prediction) {
  const std::string model = wire::ResourceName("models", analyst);
  eventlog::FollowerOptions options;
  options.log = "prediction";
  options.policy = eventlog::FailurePolicy::kStop;
  options.handlers["PredictionMade"] = [&agent, model](pg::Transaction& tx,
                                                       const LoggedEvent& event) -> absl::Status {
    OVERROUND_ASSIGN_OR_RETURN(const auto message, Unpack<pp::PredictionMade>(event));
    const pp::Prediction& prediction = message.prediction();
    if (prediction.model() != model || !prediction.main_line()) return absl::OkStatus();
    OVERROUND_ASSIGN_OR_RETURN(const Proposal proposal, ProposalFromProto(message));
    return agent.Learn(tx, proposal);
  };
  options.handlers["ForecastAbstained"] =
      [&agent, model](pg::Transaction& tx, const LoggedEvent& event) -> absl::Status {
    OVERROUND_ASSIGN_OR_RETURN(const auto message, Unpack<pp::ForecastAbstained>(event));
    if (message.analysis().model() != model) return absl::OkStatus();
    OVERROUND_ASSIGN_OR_RETURN(const Proposal proposal, AbstentionFromProto(message.analysis()));
    return agent.Learn(tx, proposal);
  };
  options.bootstrap = [&prediction](
                          pg::Transaction& tx,
                          const absl::Status& /*refusal*/) -> absl::StatusOr<eventlog::Cursor> {
    OVERROUND_ASSIGN_OR_RETURN(const ops::LogBounds log,
                               ops::FindLogBounds(prediction, tx.deadline()));
    return log.end;
  };
  return options;
}

FindOffer AskCollector(const rpc::Channel& collector) {
  std::shared_ptr<pc::CollectorService::Stub> stub =
      pc::CollectorService::NewStub(collector.grpc());
  return [&collector, stub](const Selection& selection, const std::string& sportsbook,
                            absl::Time deadline) -> absl::StatusOr<Offer> {
    pc::FindOfferedQuoteRequest request;
    *request.mutable_selection() = wire::ToProto(selection);
    request.set_sportsbook(wire::ResourceName("sportsbooks", sportsbook));
    pc::FindOfferedQuoteResponse found;
    const auto context = collector.NewContext(deadline);
    OVERROUND_RETURN_IF_ERROR(
        rpc::FromGrpc(stub->FindOfferedQuote(context.get(), request, &found)));
    return OfferFromProto(found);
  };
}

}  // namespace overround::bankroll
