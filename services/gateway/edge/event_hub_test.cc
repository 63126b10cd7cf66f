#include "services/gateway/edge/event_hub.h"

#include <catch2/catch.hpp>
#include <google/protobuf/any.pb.h>
#include <google/protobuf/wrappers.pb.h>
#include <overround/gateway/v1/gateway_service.pb.h>

#include "libs/json/json.h"
#include "libs/testing/status_matchers.h"

namespace overround::gateway {
namespace {

using eventlog::Visibility;

const Uuid kLogA = *Uuid::Parse("0190a2f4-7c1e-7a10-8f00-00000000000a");
const Uuid kLogB = *Uuid::Parse("0190a2f4-7c1e-7a10-8f00-00000000000b");

eventlog::LoggedEvent Logged(int64_t position, const std::string& text,
                             Visibility visibility = Visibility::kPublic,
                             const std::string& owner = "") {
  google::protobuf::StringValue value;
  value.set_value(text);
  google::protobuf::Any any;
  any.PackFrom(value);
  eventlog::Event event;
  event.aggregate = "games/" + text.substr(0, 1);
  event.payload = any.SerializeAsString();
  event.world_time = absl::FromUnixSeconds(1'776'000'000);
  event.visibility = visibility;
  if (!owner.empty()) event.owner = owner;
  return {position, event};
}

// A hub over two logs, and readers that write down what they get.
struct Hub {
  explicit Hub(EventHub::Options options = {}) : hub({"a", "b"}, schema, options) {
    hub.Restart("a", {kLogA, 0});
    hub.Restart("b", {kLogB, 0});
  }

  struct Reading {
    std::vector<std::string> texts;
    std::string last_id;
    bool is_open = true;
  };

  EventHub::Subscription Read(const std::shared_ptr<Reading>& reading,
                              const std::string& after = "", HubFilter filter = {}) {
    const auto subscribed = hub.Subscribe(
        filter, after,
        [reading](const std::shared_ptr<const HubEvent>& event) {
          v1::StreamEventsResponse message;
          REQUIRE(message.ParseFromString(event->wire));
          google::protobuf::StringValue value;
          REQUIRE(message.payload().UnpackTo(&value));
          reading->texts.push_back(value.value());
          reading->last_id = message.id();
          return reading->is_open;
        },
        [](const std::string&) { return true; });
    REQUIRE(IsOk(subscribed));
    return *subscribed;
  }

  Schema schema{*google::protobuf::DescriptorPool::generated_pool()};
  EventHub hub;
};

using Texts = std::vector<std::string>;

TEST_CASE("readers see what comes, of all logs, once", "[event_hub]") {
  Hub hub;
  const auto reading = std::make_shared<Hub::Reading>();
  hub.Read(reading);
  hub.hub.Publish("a", {Logged(1, "x1"), Logged(2, "x2")});
  hub.hub.Publish("b", {Logged(1, "y1")});
  hub.hub.Publish("a", {Logged(2, "x2"), Logged(3, "x3")});
  CHECK(reading->texts == Texts{"x1", "x2", "y1", "x3"});
}

TEST_CASE("an id resumes every log", "[event_hub]") {
  Hub hub;
  const auto first = std::make_shared<Hub::Reading>();
  const auto subscription = hub.Read(first);
  hub.hub.Publish("a", {Logged(1, "x1")});
  hub.hub.Publish("b", {Logged(1, "y1")});
  hub.hub.Unsubscribe(subscription.reader);
  hub.hub.Publish("a", {Logged(2, "x2")});
  hub.hub.Publish("b", {Logged(2, "y2")});
  const auto second = std::make_shared<Hub::Reading>();
  CHECK_FALSE(hub.Read(second, first->last_id).gap);
  hub.hub.Publish("b", {Logged(3, "y3")});
  CHECK(first->texts == Texts{"x1", "y1"});
  CHECK(second->texts == Texts{"x2", "y2", "y3"});
}

TEST_CASE("an id of a replica that is ahead skips what its reader has seen", "[event_hub]") {
  Hub ahead;
  Hub behind;
  const auto reading = std::make_shared<Hub::Reading>();
  ahead.Read(reading);
  ahead.hub.Publish("a", {Logged(1, "x1"), Logged(2, "x2")});
  const auto later = std::make_shared<Hub::Reading>();
  CHECK_FALSE(behind.Read(later, reading->last_id).gap);
  behind.hub.Publish("a", {Logged(1, "x1"), Logged(2, "x2"), Logged(3, "x3")});
  CHECK(later->texts == Texts{"x3"});
}

TEST_CASE("private events go to their owner, to operators and to services", "[event_hub]") {
  Hub hub;
  std::map<std::string, std::shared_ptr<Hub::Reading>> readings;
  const auto reads = [&](const char* name, Caller caller) {
    readings[name] = std::make_shared<Hub::Reading>();
    hub.Read(readings[name], "", {.caller = std::move(caller), .types = {}, .games = {}});
  };
  reads("nobody", Caller::Anonymous());
  reads("ada", Caller::User("users/ada"));
  reads("eve", Caller::User("users/eve"));
  reads("admin", Caller::User("users/root", {"user", "admin"}));
  hub.hub.Publish("a", {Logged(1, "public"), Logged(2, "hers", Visibility::kOwner, "users/ada"),
                        Logged(3, "inner", Visibility::kOperators)});
  CHECK(readings["nobody"]->texts == Texts{"public"});
  CHECK(readings["eve"]->texts == Texts{"public"});
  CHECK(readings["ada"]->texts == Texts{"public", "hers"});
  CHECK(readings["admin"]->texts == Texts{"public", "hers", "inner"});
}

TEST_CASE("readers may choose types and games", "[event_hub]") {
  Hub hub;
  const auto games = std::make_shared<Hub::Reading>();
  const auto types = std::make_shared<Hub::Reading>();
  const auto others = std::make_shared<Hub::Reading>();
  hub.Read(games, "", {.caller = {}, .types = {}, .games = {"games/x"}});
  hub.Read(types, "", {.caller = {}, .types = {"StringValue"}, .games = {}});
  hub.Read(others, "", {.caller = {}, .types = {"google.protobuf.BoolValue"}, .games = {}});
  hub.hub.Publish("a", {Logged(1, "x"), Logged(2, "y")});
  CHECK(games->texts == Texts{"x"});
  CHECK(types->texts == Texts{"x", "y"});
  CHECK(others->texts.empty());
}

TEST_CASE("a reader who was away too long, or whose log was restored, is told", "[event_hub]") {
  Hub hub({.events_kept_max = 2});
  const auto first = std::make_shared<Hub::Reading>();
  hub.Read(first);
  hub.hub.Publish("a", {Logged(1, "x1")});
  const std::string early = first->last_id;
  hub.hub.Publish("a", {Logged(2, "x2"), Logged(3, "x3")});
  const std::string middle = first->last_id;
  const auto second = std::make_shared<Hub::Reading>();
  CHECK_FALSE(hub.Read(second, early).gap);
  hub.hub.Publish("a", {Logged(4, "x4")});
  CHECK(hub.Read(std::make_shared<Hub::Reading>(), early).gap.has_value());
  CHECK_FALSE(hub.Read(std::make_shared<Hub::Reading>(), middle).gap);
  hub.hub.Restart("a", {*Uuid::Parse("0190a2f4-7c1e-7a10-8f00-0000000000ff"), 0});
  CHECK(hub.Read(std::make_shared<Hub::Reading>(), middle).gap.has_value());
  // Those who stayed go on with the new log.
  hub.hub.Publish("a", {Logged(1, "again")});
  CHECK(second->texts == Texts{"x2", "x3", "x4", "again"});
}

TEST_CASE("a log that goes on after a broken stream repeats nothing", "[event_hub]") {
  Hub hub;
  const auto reading = std::make_shared<Hub::Reading>();
  hub.Read(reading);
  hub.hub.Publish("a", {Logged(1, "x1"), Logged(2, "x2")});
  hub.hub.Restart("a", {kLogA, 1});
  hub.hub.Publish("a", {Logged(2, "x2"), Logged(3, "x3")});
  CHECK(reading->texts == Texts{"x1", "x2", "x3"});
}

TEST_CASE("a reader who wants no more gets no more", "[event_hub]") {
  Hub hub;
  const auto reading = std::make_shared<Hub::Reading>();
  hub.Read(reading);
  reading->is_open = false;
  hub.hub.Publish("a", {Logged(1, "x1"), Logged(2, "x2")});
  CHECK(reading->texts == Texts{"x1"});
  CHECK(hub.hub.reader_count() == 0);
}

TEST_CASE("what is no id is refused", "[event_hub]") {
  Hub hub;
  for (const std::string& id :
       Texts{"x", "AAAA", "Ag", "not base64!", "AQAB", std::string(2000, 'A')}) {
    CAPTURE(id);
    const auto subscribed = hub.hub.Subscribe(
        {}, id, [](const auto&) { return true; }, [](const auto&) { return true; });
    CHECK(Fails(subscribed, absl::StatusCode::kInvalidArgument, "after"));
  }
}

TEST_CASE("a frame is one event of one line of JSON", "[event_hub]") {
  Hub hub;
  std::string frame;
  REQUIRE(hub.hub
              .Subscribe(
                  {}, "",
                  [&](const std::shared_ptr<const HubEvent>& event) {
                    frame = *event->frame;
                    return true;
                  },
                  [](const auto&) { return true; })
              .ok());
  hub.hub.Publish("a", {Logged(1, "two\nlines")});
  CHECK_THAT(frame, Catch::StartsWith("id: AQ") && Catch::EndsWith("\n\n"));
  CHECK_THAT(frame, Catch::Contains("\nevent: google.protobuf.StringValue\ndata: {\"id\":\"AQ"));
  CHECK_THAT(frame, Catch::Contains("\"worldTime\":\"2026-04-12T13:20:00Z\""));
  CHECK(std::count(frame.begin(), frame.end(), '\n') == 4);
}

}  // namespace
}  // namespace overround::gateway
