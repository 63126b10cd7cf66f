#include <set>

#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/http/client.h"
#include "libs/json/json.h"
#include "tools/simbook/serve.h"

namespace overround::simbook {
namespace {

constexpr char kBasketball[] = "/apis/site/v2/sports/sim/sim_basketball";

// A simulator behind HTTP at a moment, and a client that never waits.
struct EspnFixture {
  SettableClock wall{absl::FromUnixSeconds(1'780'000'000)};
  std::unique_ptr<SimbookServer> server = *SimbookServer::Start(
      {.address = "127.0.0.1:0", .seed = 7, .odds_api = {.api_key = "", .credits = 1000}}, wall);
  http::Client client{wall, [](absl::Duration) { return true; }, {.retry = {.attempts_max = 1}}};

  absl::StatusOr<http::Response> Call(absl::string_view target, absl::string_view method = "GET") {
    http::Request request;
    request.method = std::string(method);
    request.url = absl::StrCat("http://", server->address(), target);
    return client.Call(request);
  }

  json::Document Json(absl::string_view target) {
    const auto answer = Call(target);
    REQUIRE(answer.ok());
    CAPTURE(target, answer->body);
    REQUIRE(answer->status == 200);
    auto document = json::Document::Parse(answer->body);
    REQUIRE(document.ok());
    return *std::move(document);
  }

  // The ids of the games in this state.
  std::vector<std::string> EventsIn(absl::string_view state) {
    const json::Document board = Json(absl::StrCat(kBasketball, "/scoreboard"));
    std::vector<std::string> ids;
    const json::Elements events = *board.root().Array("events");
    for (const json::Value event : events) {
      const json::Value type = *event.Get("status")->Get("type");
      if (*type.Text("state") == state) ids.emplace_back(*event.Text("id"));
    }
    return ids;
  }
};

TEST_CASE("ESPN's scoreboard tells of games before, in and after play", "[espn]") {
  EspnFixture simbook;
  CHECK_FALSE(simbook.EventsIn("pre").empty());
  CHECK_FALSE(simbook.EventsIn("post").empty());
  const json::Document board = simbook.Json(absl::StrCat(kBasketball, "/scoreboard"));
  const json::Elements events = *board.root().Array("events");
  for (const json::Value event : events) {
    // Without seconds, scores as text, and one competition of two sides.
    CHECK(event.Text("date")->size() == 17);
    const json::Value competition = *event.Array("competitions")->begin();
    const json::Elements sides = *competition.Array("competitors");
    CHECK(sides.size() == 2);
    for (const json::Value side : sides) {
      int score = -1;
      CHECK(absl::SimpleAtoi(*side.Text("score"), &score));
    }
  }
}

TEST_CASE("ESPN's scoreboard is about the day asked for", "[espn]") {
  EspnFixture simbook;
  const auto count = [&](absl::string_view query) {
    const json::Document board = simbook.Json(absl::StrCat(kBasketball, "/scoreboard", query));
    return board.root().Array("events")->size();
  };
  CHECK(count("") > 0);
  CHECK(count("?dates=20260528") == count(""));
  CHECK(count("?dates=20260501") == 0);
  CHECK(simbook.Call(absl::StrCat(kBasketball, "/scoreboard?dates=soon"))->status == 400);
}

TEST_CASE("ESPN tells the scores The Odds API tells", "[espn]") {
  EspnFixture simbook;
  std::multiset<std::string> espn;
  std::multiset<std::string> odds_api;
  const json::Document board = simbook.Json(absl::StrCat(kBasketball, "/scoreboard"));
  const json::Elements events = *board.root().Array("events");
  for (const json::Value event : events) {
    if (!*event.Get("status")->Get("type")->Bool("completed")) continue;
    std::string text(*event.Text("date"));
    const json::Elements sides = *(*event.Array("competitions")->begin()).Array("competitors");
    for (const json::Value side : sides) {
      absl::StrAppend(&text, " ", *side.Get("team")->Text("displayName"), " ", *side.Text("score"));
    }
    espn.insert(text.substr(text.find(' ')));
  }
  const json::Document scores =
      simbook.Json("/v4/sports/sim_basketball/scores?daysFrom=1&apiKey=k");
  const json::Elements games = *scores.root().Array();
  for (const json::Value game : games) {
    if (!*game.Bool("completed")) continue;
    std::string text;
    const json::Elements sides = *game.Array("scores");
    for (const json::Value side : sides) {
      absl::StrAppend(&text, " ", *side.Text("name"), " ", *side.Text("score"));
    }
    odds_api.insert(text);
  }
  REQUIRE(espn.size() > 20);
  for (const std::string& told : espn) CHECK(odds_api.count(told) == 1);
}

TEST_CASE("the points of the players add up to the score, and who is out does not play", "[espn]") {
  EspnFixture simbook;
  const std::vector<std::string> over = simbook.EventsIn("post");
  REQUIRE_FALSE(over.empty());
  int absent = 0;
  for (const std::string& id : over) {
    const json::Document summary = simbook.Json(absl::StrCat(kBasketball, "/summary?event=", id));
    std::map<std::string, int> scores;
    const json::Value header = *summary.root().Get("header");
    const json::Elements sides = *(*header.Array("competitions")->begin()).Array("competitors");
    for (const json::Value side : sides) {
      REQUIRE(absl::SimpleAtoi(*side.Text("score"),
                               &scores[std::string(*side.Get("team")->Text("id"))]));
    }
    const json::Elements teams = *summary.root().Get("boxscore")->Array("players");
    for (const json::Value team : teams) {
      int points = 0;
      const json::Value group = *team.Array("statistics")->begin();
      const json::Elements athletes = *group.Array("athletes");
      for (const json::Value athlete : athletes) {
        const json::Elements stats = *athlete.Array("stats");
        CHECK(stats.empty() == *athlete.Bool("didNotPlay"));
        if (stats.empty()) {
          ++absent;
          continue;
        }
        int scored = 0;
        auto stat = stats.begin();
        REQUIRE(absl::SimpleAtoi(*(*++stat).Text(), &scored));
        points += scored;
      }
      CHECK(points == scores[std::string(*team.Get("team")->Text("id"))]);
    }
  }
  CHECK(absent > 0);
}

TEST_CASE("injuries name the player in a link, and come and go", "[espn]") {
  EspnFixture simbook;
  const auto injured = [&] {
    const json::Document list = simbook.Json(absl::StrCat(kBasketball, "/injuries"));
    std::set<std::string> links;
    const json::Elements teams = *list.root().Array("injuries");
    for (const json::Value team : teams) {
      const json::Elements entries = *team.Array("injuries");
      CHECK_FALSE(entries.empty());
      for (const json::Value entry : entries) {
        const json::Value athlete = *entry.Get("athlete");
        CHECK_FALSE(athlete.Find("id").has_value());
        links.emplace(*(*athlete.Array("links")->begin()).Text("href"));
      }
    }
    return links;
  };
  const std::set<std::string> before = injured();
  CHECK(before.size() > 2);
  CHECK(injured() == before);
  simbook.wall.Advance(absl::Hours(2));
  CHECK(injured() != before);
}

TEST_CASE("a team's season is told by its id, an unknown one refused", "[espn]") {
  EspnFixture simbook;
  const json::Document team = simbook.Json(absl::StrCat(kBasketball, "/teams/100/statistics"));
  CHECK(*team.root().Get("team")->Text("displayName") == "Ashford Anvils");
  CHECK(team.root().Get("results")->Get("stats")->Array("categories")->size() == 2);
  CHECK(simbook.Call(absl::StrCat(kBasketball, "/teams/999/statistics"))->status == 404);
  CHECK(simbook.Call(absl::StrCat(kBasketball, "/summary?event=1"))->status == 404);
  CHECK(simbook.Call("/apis/site/v2/sports/basketball/nba/scoreboard")->status == 404);
}

TEST_CASE("ESPN's errors are JSON or a page, and never about a key", "[espn]") {
  EspnFixture simbook;
  const auto spoiled = [&](absl::string_view kind) {
    return simbook.Call(absl::StrCat(kBasketball, "/injuries?sim_fault=", kind));
  };
  CHECK(spoiled("invalid_key")->status == 403);
  CHECK(absl::StartsWith(spoiled("invalid_key")->body, "<html>"));
  CHECK(absl::StrContains(spoiled("too_many_calls_hint")->body, "\"code\":429"));
  CHECK(spoiled("too_many_calls_hint")->headers.Find("Retry-After") == "1");
  CHECK(spoiled("server_error")->status == 500);
  CHECK_FALSE(spoiled("truncated").ok());
  CHECK_FALSE(json::Document::Parse(spoiled("not_json")->body).ok());
}

}  // namespace
}  // namespace overround::simbook
