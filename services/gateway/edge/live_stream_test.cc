#include "services/gateway/edge/live_stream.h"

#include <absl/strings/match.h>
#include <absl/strings/str_split.h>
#include <catch2/catch.hpp>
#include <google/protobuf/any.pb.h>

#include "libs/testing/eventually.h"
#include "services/gateway/edge/edge_fixture_test.h"

// The live stream of all logs, as a browser reads it.

namespace overround::gateway {
namespace {

eventlog::LoggedEvent Stamped(int64_t position) {
  collector::v1::Game game;
  game.set_name("games/7");
  google::protobuf::Any any;
  any.PackFrom(game);
  eventlog::Event event;
  event.aggregate = "games/7";
  event.payload = any.SerializeAsString();
  event.world_time = absl::FromUnixSeconds(1'776'000'000);
  return {position, event};
}

// "event id" of the next frame.
std::string NextEvent(http_server::TestClient& client, std::string* id) {
  const std::string chunk = client.ReadChunk();
  std::string name = "none";
  for (const absl::string_view line : absl::StrSplit(chunk, '\n')) {
    if (absl::StartsWith(line, "event: ")) name = std::string(line.substr(7));
    if (absl::StartsWith(line, "id: ")) *id = std::string(line.substr(4));
  }
  return name;
}

TEST_CASE("the live stream begins with hello, ticks, and resumes where it was left", "[edge][pg]") {
  EdgeFixture edge;
  const Uuid log = *Uuid::Parse("0190a2f4-7c1e-7a10-8f00-00000000000a");
  edge.hub.Restart("collector", {log, 0});
  std::string id;
  {
    http_server::TestClient client(edge.port());
    client.Send(EdgeFixture::RequestText("GET", "/v1/events"));
    CHECK(client.ReadHead().headers.at("content-type") == "text/event-stream");
    CHECK(NextEvent(client, &id) == "hello");
    edge.hub.Publish("collector", {Stamped(1)});
    CHECK(NextEvent(client, &id) == "overround.collector.v1.Game");
    edge.streams.Beat();
    CHECK(NextEvent(client, &id) == "clock");
  }
  REQUIRE(testing::Eventually([&] { return edge.hub.reader_count() == 0; }));
  edge.hub.Publish("collector", {Stamped(2)});
  http_server::TestClient client(edge.port());
  client.Send(EdgeFixture::RequestText("GET", "/v1/events?types=Game", {{"Last-Event-ID", id}}));
  CHECK(client.ReadHead().status == 200);
  CHECK(NextEvent(client, &id) == "hello");
  CHECK(NextEvent(client, &id) == "overround.collector.v1.Game");
  CHECK(edge.Get("/v1/events?after=nonsense").status == 400);
}

TEST_CASE("a user's live stream ends when their token would", "[edge][pg]") {
  EdgeFixture edge;
  http_server::TestClient client(edge.port());
  client.Send(EdgeFixture::RequestText("GET", "/v1/events", {edge.Bearer("users/ada")}));
  client.ReadHead();
  std::string id;
  CHECK(NextEvent(client, &id) == "hello");
  edge.clock.Advance(absl::Minutes(9));
  edge.streams.Beat();
  CHECK(NextEvent(client, &id) == "clock");
  edge.clock.Advance(absl::Minutes(1));
  edge.streams.Beat();
  CHECK(client.ReadChunk().empty());
  CHECK_FALSE(client.truncated());
}

TEST_CASE("a reader who comes back too late is told to load again", "[edge][pg]") {
  EdgeFixture edge;
  edge.hub.Restart("collector", {*Uuid::Parse("0190a2f4-7c1e-7a10-8f00-00000000000a"), 5});
  std::string id;
  {
    http_server::TestClient client(edge.port());
    client.Send(EdgeFixture::RequestText("GET", "/v1/events"));
    client.ReadHead();
    NextEvent(client, &id);
  }
  edge.hub.Restart("collector", {*Uuid::Parse("0190a2f4-7c1e-7a10-8f00-0000000000ff"), 0});
  http_server::TestClient client(edge.port());
  client.Send(EdgeFixture::RequestText("GET", "/v1/events", {{"Last-Event-ID", id}}));
  client.ReadHead();
  CHECK_THAT(client.ReadChunk(), Catch::Contains("event: hello") &&
                                     Catch::Contains("event: reset\ndata: {\"reason\":"));
}

}  // namespace
}  // namespace overround::gateway
