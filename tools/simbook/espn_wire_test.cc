// Holds simbook's ESPN to what the real one was seen to send: it says less, and nothing else.
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/json/json.h"
#include "libs/testing/external_data.h"
#include "tools/simbook/espn.h"

namespace overround::simbook {
namespace {

// For each way from the root, the kinds of value seen there.
using Shape = std::map<std::string, std::set<std::string>>;

void Collect(const json::Value& value, const std::string& way, Shape& shape) {
  shape[way].insert(std::string(json::KindName(value.kind())));
  if (value.kind() == json::Kind::kObject) {
    const json::Members members = *value.Object();
    for (const auto& [key, member] : members) Collect(member, absl::StrCat(way, ".", key), shape);
  } else if (value.kind() == json::Kind::kArray) {
    const json::Elements elements = *value.Array();
    for (const json::Value element : elements) Collect(element, way + "[]", shape);
  }
}

// The shapes of captured documents together; nothing where the data is absent.
std::optional<Shape> CapturedShape(const std::vector<std::string>& names) {
  Shape shape;
  for (const std::string& name : names) {
    const auto path = testing::ExternalFile("payloads/espn/" + name);
    if (!path) {
      WARN("skipped: " << name << " needs OVERROUND_DATA_DIR");
      return std::nullopt;
    }
    std::ifstream file(*path);
    std::ostringstream text;
    text << file.rdbuf();
    const auto document = json::Document::Parse(text.str());
    REQUIRE(document.ok());
    Collect(document->root(), "", shape);
  }
  return shape;
}

// What simbook says at `path` over some minutes.
Shape SimulatedShape(const std::string& path, const std::string& event = "") {
  const League league(7);
  const Espn espn(league, 7);
  Shape shape;
  for (int minute = 0; minute < 5; ++minute) {
    const absl::Time now = absl::FromUnixSeconds(1'780'000'000 + 60 * minute);
    const Answer answer = espn.Reply(absl::StrCat("/apis/site/v2/sports/sim/sim_basketball/", path),
                                     Parameters({{"event", event}}), now);
    CAPTURE(answer.body);
    REQUIRE(answer.status == 200);
    const auto document = json::Document::Parse(answer.body);
    REQUIRE(document.ok());
    Collect(document->root(), "", shape);
  }
  return shape;
}

void CheckWithin(const std::optional<Shape>& captured, const Shape& simulated) {
  if (!captured) return;
  for (const auto& [way, kinds] : simulated) {
    CAPTURE(way);
    REQUIRE(captured->count(way) == 1);
    for (const std::string& kind : kinds) CHECK(captured->at(way).count(kind) == 1);
  }
}

std::string AnyEventOver() {
  const League league(7);
  const absl::Time now = absl::FromUnixSeconds(1'780'000'000);
  for (const Game& game : league.Between(Sports()[0], now - absl::Hours(1), now)) {
    if (game.end < now) return Roster::GameId(game);
  }
  FAIL("no game is over");
  return "";
}

TEST_CASE("a scoreboard has no key and no kind but those of captured ones", "[espn]") {
  Shape simulated = SimulatedShape("scoreboard");
  // Documented, not captured: a game without prices yet.
  simulated[".events[].competitions[].odds[]"].erase("null");
  CheckWithin(CapturedShape({"scoreboard_mlb_20260809.json", "scoreboard_wnba_final_trimmed.json",
                             "scoreboard_nba_trimmed.json"}),
              simulated);
}

TEST_CASE("a list of the injured has no key and no kind but those of captured ones", "[espn]") {
  CheckWithin(CapturedShape({"injuries_wnba.json"}), SimulatedShape("injuries"));
}

TEST_CASE("a summary has no key and no kind but those of captured ones", "[espn]") {
  CheckWithin(CapturedShape({"summary_full_wnba.json", "summary_boxscore_wnba_trimmed.json"}),
              SimulatedShape("summary", AnyEventOver()));
}

TEST_CASE("a team's season has no key and no kind but those of documented ones", "[espn]") {
  CheckWithin(CapturedShape({"from-docs/team_statistics.json"}),
              SimulatedShape("teams/100/statistics"));
}

}  // namespace
}  // namespace overround::simbook
