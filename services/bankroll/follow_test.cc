#include "services/bankroll/follow.h"

#include <catch2/catch.hpp>
#include <google/protobuf/any.pb.h>
#include <overround/collector/v1/collector_service.grpc.pb.h>
#include <overround/collector/v1/events.pb.h>
#include <overround/eventlog/v1/event_log_service.grpc.pb.h>
#include <overround/prediction/v1/events.pb.h>

#include "libs/rpc/test_caller.h"
#include "libs/testing/status_matchers.h"
#include "libs/wire/market_wire.h"
#include "libs/wire/odds_wire.h"
#include "libs/wire/time_wire.h"
#include "services/bankroll/agent/store.h"
#include "services/bankroll/test_bets.h"

namespace overround::bankroll {
namespace {

namespace pc = collector::v1;
namespace pp = prediction::v1;

// A collector that knows what the test says, and whose log ends at 42.
class FakeCollector final : public pc::CollectorService::Service {
 public:
  grpc::Status GetGame(grpc::ServerContext* /*context*/, const pc::GetGameRequest* request,
                       pc::Game* response) override {
    *response = games.at(request->name());
    return grpc::Status::OK;
  }
  std::map<std::string, pc::Game> games;
};

class FakeLog final : public eventlog::v1::EventLogService::Service {
 public:
  grpc::Status GetLogHead(grpc::ServerContext* /*context*/,
                          const eventlog::v1::GetLogHeadRequest* /*request*/,
                          eventlog::v1::GetLogHeadResponse* response) override {
    response->mutable_head()->set_log_id("00000000-0000-7000-8000-000000000042");
    response->mutable_head()->set_position(42);
    return grpc::Status::OK;
  }
};

struct FollowFixture : BetsFixture {
  FakeCollector collector;
  FakeLog log;
  rpc::TestServer server{"collector", {&collector, &log}};
  rpc::TokenSource tokens{rpc::SigningKey::Generate("bankroll"), testing::Wall()};
  rpc::Channel channel = server.NewChannel(tokens);

  // Has the follower apply one event, as its transaction does.
  absl::Status Apply(const eventlog::FollowerOptions& follower,
                     const google::protobuf::Message& message) {
    google::protobuf::Any any;
    any.PackFrom(message);
    eventlog::LoggedEvent logged = {.position = 1, .event = {}};
    logged.event.type = message.GetDescriptor()->name();
    logged.event.payload = any.SerializeAsString();
    return InTransaction(
        [&](pg::Transaction& tx) { return follower.handlers.at(logged.event.type)(tx, logged); });
  }
  pc::Game GameMessage(int number, pc::Game::Status status) {
    pc::Game game;
    game.set_name("games/" + NewGame(number).ToString());
    game.set_sport("sports/mlb");
    game.set_home_display_name("New York Yankees");
    game.set_away_display_name("Boston Red Sox");
    *game.mutable_start_time() = wire::ToProto(start_time);
    game.set_start_precision(pc::Game::START_PRECISION_MINUTE);
    game.set_status(status);
    return game;
  }
  pc::Game FinalMessage(int number, int32_t home, int32_t away, int32_t revision) {
    pc::Game game = GameMessage(number, pc::Game::STATUS_FINAL);
    pc::Result& result = *game.mutable_result();
    result.set_revision(revision);
    result.set_ending(pc::Result::ENDING_PLAYED);
    result.set_home_score(home);
    result.set_away_score(away);
    return game;
  }
  pp::PredictionMade Made(double home_confidence) {
    pp::PredictionMade message;
    const auto fill = [&](pp::Prediction& prediction, Side side, double confidence) {
      prediction.set_name("predictions/" +
                          ids.Derive(world.Now(), "p", std::string(ToString(side))).ToString());
      prediction.set_model("models/ensemble");
      prediction.set_sport("sports/mlb");
      Selection selection = HomeToWin();
      selection.side = side;
      *prediction.mutable_selection() = wire::ToProto(selection);
      prediction.set_game_title("Boston Red Sox at New York Yankees");
      *prediction.mutable_game_start_time() = wire::ToProto(start_time);
      prediction.set_probability(confidence);
      prediction.set_confidence(confidence);
      *prediction.mutable_available_odds() = wire::ToProto(*Odds::FromAmerican(-200));
      prediction.set_available_sportsbook("sportsbooks/book");
      prediction.set_main_line(true);
      *prediction.mutable_as_of()->mutable_time() = wire::ToProto(world.Now());
    };
    fill(*message.mutable_prediction(), Side::kHome, home_confidence);
    fill(*message.mutable_inverse(), Side::kAway, 1 - home_confidence);
    message.mutable_inverse()->set_inverse(true);
    return message;
  }
  std::vector<Proposal> Proposals() {
    return InTransaction([&](pg::Transaction& tx) {
             return agent_store::ListProposalsAfter(tx, world.Now());
           })
        .value();
  }
};

TEST_CASE("collector's facts settle, settle again and void", "[bankroll][pg]") {
  FollowFixture fixture;
  const auto follower = FollowGames(fixture.settling, fixture.channel);
  const BankrollId id = fixture.Open(100'00);
  const Bet bet = fixture.PlaceAt110(id, fixture.HomeToWin(), 11'00);
  pc::GameFinal final;
  *final.mutable_game() = fixture.FinalMessage(1, 7, 4, 1);
  REQUIRE(IsOk(fixture.Apply(follower, final)));
  fixture.RunTasks();
  CHECK(fixture.Get(bet).state == BetState::kWon);
  pc::ResultCorrected corrected;
  *corrected.mutable_game() = fixture.FinalMessage(1, 3, 4, 2);
  REQUIRE(IsOk(fixture.Apply(follower, corrected)));
  fixture.RunTasks();
  CHECK(fixture.Get(bet).state == BetState::kLost);
  pc::GameVoided voided;
  *voided.mutable_game() = fixture.GameMessage(1, pc::Game::STATUS_VOID);
  voided.set_reason("abandoned");
  REQUIRE(IsOk(fixture.Apply(follower, voided)));
  fixture.RunTasks();
  CHECK(fixture.Get(bet).settlements.back().reason == "void: abandoned");
  CHECK(fixture.Read(id).cash_minor() == 100'00);
}

TEST_CASE("a bet on a record that was merged settles by the survivor", "[bankroll][pg]") {
  FollowFixture fixture;
  const auto follower = FollowGames(fixture.settling, fixture.channel);
  const BankrollId id = fixture.Open(100'00);
  const Bet bet = fixture.PlaceAt110(id, fixture.HomeToWin(1), 11'00);
  pc::GameMerged merged;
  *merged.mutable_game() = fixture.FinalMessage(2, 7, 4, 1);
  merged.set_merged_game("games/" + fixture.NewGame(1).ToString());
  REQUIRE(IsOk(fixture.Apply(follower, merged)));
  fixture.RunTasks();
  CHECK(fixture.Get(bet).state == BetState::kWon);
}

TEST_CASE("a moved start is told with the bet", "[bankroll][pg]") {
  FollowFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  const Bet bet = fixture.PlaceAt110(id, fixture.HomeToWin(), 11'00);
  fixture.start_time += absl::Hours(3);
  pc::GameMoved moved;
  *moved.mutable_game() = fixture.GameMessage(1, pc::Game::STATUS_SCHEDULED);
  REQUIRE(IsOk(fixture.Apply(FollowGames(fixture.settling, fixture.channel), moved)));
  CHECK(fixture.Get(bet).game_start_time == fixture.start_time);
  CHECK(fixture.Get(bet).state == BetState::kOpen);
}

TEST_CASE("an event that cannot be read is not applied", "[bankroll][pg]") {
  FollowFixture fixture;
  pc::GameFinal final;
  *final.mutable_game() = fixture.FinalMessage(1, 7, 4, 1);
  final.mutable_game()->set_name("games/none");
  CHECK(Fails(fixture.Apply(FollowGames(fixture.settling, fixture.channel), final),
              absl::StatusCode::kInvalidArgument));
}

TEST_CASE("a log that is another one is followed from its end, all games with bets read anew",
          "[bankroll][pg]") {
  FollowFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  const Bet won = fixture.PlaceAt110(id, fixture.HomeToWin(1), 11'00, "one");
  const Bet merged = fixture.PlaceAt110(id, fixture.HomeToWin(2), 11'00, "two");
  auto& games = fixture.collector.games;
  for (const pc::Game& game :
       {fixture.FinalMessage(1, 7, 4, 1), fixture.GameMessage(2, pc::Game::STATUS_MERGED),
        fixture.FinalMessage(3, 3, 4, 1)}) {
    games[game.name()] = game;
  }
  games["games/" + fixture.NewGame(2).ToString()].set_merged_into("games/" +
                                                                  fixture.NewGame(3).ToString());
  const auto follower = FollowGames(fixture.settling, fixture.channel);
  const auto from = fixture.InTransaction(
      [&](pg::Transaction& tx) { return follower.bootstrap(tx, absl::OkStatus()); });
  REQUIRE(IsOk(from));
  CHECK(from->position == 42);
  fixture.RunTasks();
  CHECK(fixture.Get(won).state == BetState::kWon);
  CHECK(fixture.Get(merged).state == BetState::kLost);
}

TEST_CASE("of a two-way market the likelier side is proposed", "[bankroll][pg]") {
  FollowFixture fixture;
  const auto follower = FollowAnalyst(fixture.agent, "ensemble", fixture.channel);
  REQUIRE(IsOk(fixture.Apply(follower, fixture.Made(0.3))));
  auto proposals = fixture.Proposals();
  REQUIRE(proposals.size() == 1);
  CHECK(proposals[0].forecast->selection.side == Side::kAway);
  CHECK(proposals[0].forecast->confidence == 0.7);
  // A later word that favours the other side takes its place.
  REQUIRE(IsOk(fixture.Apply(follower, fixture.Made(0.6))));
  proposals = fixture.Proposals();
  REQUIRE(proposals.size() == 1);
  CHECK(proposals[0].forecast->selection.side == Side::kHome);
}

TEST_CASE("other models, other lines and abstentions of others are passed over", "[bankroll][pg]") {
  FollowFixture fixture;
  const auto follower = FollowAnalyst(fixture.agent, "ensemble", fixture.channel);
  pp::PredictionMade other = fixture.Made(0.7);
  other.mutable_prediction()->set_model("models/elo");
  CHECK(IsOk(fixture.Apply(follower, other)));
  other = fixture.Made(0.7);
  other.mutable_prediction()->set_main_line(false);
  CHECK(IsOk(fixture.Apply(follower, other)));
  pp::ForecastAbstained abstained;
  abstained.mutable_analysis()->set_model("models/elo");
  CHECK(IsOk(fixture.Apply(follower, abstained)));
  CHECK(fixture.Proposals().empty());
}

TEST_CASE("an abstention withdraws what was proposed", "[bankroll][pg]") {
  FollowFixture fixture;
  const auto follower = FollowAnalyst(fixture.agent, "ensemble", fixture.channel);
  REQUIRE(IsOk(fixture.Apply(follower, fixture.Made(0.7))));
  pp::ForecastAbstained abstained;
  pp::Analysis& analysis = *abstained.mutable_analysis();
  analysis.set_model("models/ensemble");
  analysis.set_game("games/" + fixture.NewGame(1).ToString());
  analysis.set_sport("sports/mlb");
  analysis.set_abstain_reason("few_games");
  *analysis.mutable_game_start_time() = wire::ToProto(fixture.start_time);
  *analysis.mutable_as_of()->mutable_time() = wire::ToProto(fixture.world.Now());
  REQUIRE(IsOk(fixture.Apply(follower, abstained)));
  const auto proposals = fixture.Proposals();
  REQUIRE(proposals.size() == 1);
  CHECK(!proposals[0].forecast);
}

}  // namespace
}  // namespace overround::bankroll
