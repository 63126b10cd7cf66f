// Holds simbook's answers to what the real provider was seen to send.
#include <fstream>
#include <map>
#include <set>
#include <sstream>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/json/json.h"
#include "libs/testing/external_data.h"
#include "tools/simbook/kalshi_api.h"
#include "tools/simbook/odds_api.h"

namespace overround::simbook {
namespace {

// For each way from the root, the kinds of value seen there: `[].bookmakers[].key` -> {text}.
// Numbers are told apart by being whole or not where they stand for prices.
using Shape = std::map<std::string, std::set<std::string>>;

void Collect(const json::Value& value, const std::string& way, Shape& shape) {
  std::string kind(json::KindName(value.kind()));
  shape[way].insert(kind);
  if (value.kind() == json::Kind::kObject) {
    const auto members = value.Object();
    REQUIRE(members.ok());
    for (const auto& [key, member] : *members) {
      Collect(member, absl::StrCat(way, ".", key), shape);
    }
  } else if (value.kind() == json::Kind::kArray) {
    const auto elements = value.Array();
    REQUIRE(elements.ok());
    for (const json::Value element : *elements) Collect(element, way + "[]", shape);
  }
}

Shape ShapeOf(const json::Value& value) {
  Shape shape;
  Collect(value, "", shape);
  return shape;
}

// The captured document, or its member `member`; nothing where the data is absent.
std::optional<Shape> CapturedShape(const std::string& name, absl::string_view member = "",
                                   absl::string_view provider = "the-odds-api") {
  const auto path = testing::ExternalFile(absl::StrCat("payloads/", provider, "/", name));
  if (!path) {
    WARN("skipped: " << name << " needs OVERROUND_DATA_DIR");
    return std::nullopt;
  }
  std::ifstream file(*path);
  std::ostringstream text;
  text << file.rdbuf();
  const auto document = json::Document::Parse(text.str());
  REQUIRE(document.ok());
  return ShapeOf(member.empty() ? document->root() : *document->root().Find(member));
}

Parameters WithKey(std::vector<std::pair<std::string, std::string>> pairs) {
  pairs.emplace_back("apiKey", "k");
  return Parameters(std::move(pairs));
}

// What simbook says over half an hour: every kind of market and state has come by.
Shape SimulatedShape(const std::string& path,
                     const std::vector<std::pair<std::string, std::string>>& parameters) {
  const League league(7);
  OddsApi api(league, 7, {.api_key = "", .credits = 1'000'000});
  Shape shape;
  for (int minute = 0; minute < 30; ++minute) {
    const absl::Time now = absl::FromUnixSeconds(1'780'000'000 + 60 * minute);
    const Answer answer = api.Reply(path, WithKey(parameters), now);
    REQUIRE(answer.status == 200);
    const auto document = json::Document::Parse(answer.body);
    REQUIRE(document.ok());
    Collect(document->root(), "", shape);
  }
  return shape;
}

void CheckSame(const std::optional<Shape>& captured, const Shape& simulated) {
  if (!captured) return;
  for (const auto& [way, kinds] : *captured) {
    CAPTURE(way);
    REQUIRE(simulated.count(way) == 1);
    CHECK(simulated.at(way) == kinds);
  }
  CHECK(captured->size() == simulated.size());
}

const std::vector<std::pair<std::string, std::string>> kAllMarkets = {
    {"regions", "us,uk,eu"}, {"markets", "h2h,spreads,totals"}, {"oddsFormat", "american"}};

}  // namespace

TEST_CASE("sports have the keys and kinds of the captured ones") {
  CheckSame(CapturedShape("sports.json"), SimulatedShape("/v4/sports", {}));
}

TEST_CASE("American odds have the keys and kinds of the captured ones") {
  CheckSame(CapturedShape("odds_wnba_american.json"),
            SimulatedShape("/v4/sports/sim_basketball/odds", kAllMarkets));
}

TEST_CASE("decimal odds of three markets have the keys and kinds of the captured ones") {
  auto parameters = kAllMarkets;
  parameters[2].second = "decimal";
  CheckSame(CapturedShape("odds_mlb_h2h_spreads_totals_decimal_us_eu.json", "events"),
            SimulatedShape("/v4/sports/sim_football/odds", parameters));
}

TEST_CASE("three-way odds have the keys and kinds of the captured ones") {
  CheckSame(CapturedShape("odds_soccer_epl_h2h_decimal.json"),
            SimulatedShape("/v4/sports/sim_soccer/odds", {{"regions", "us,uk,eu"}}));
}

TEST_CASE("scores have the keys and kinds of the captured ones") {
  CheckSame(CapturedShape("scores_wnba.json"),
            SimulatedShape("/v4/sports/sim_basketball/scores", {{"daysFrom", "1"}}));
}

TEST_CASE("events have the keys and kinds of the documented ones") {
  CheckSame(CapturedShape("from-docs/events.json"),
            SimulatedShape("/v4/sports/sim_football/events", {}));
}

TEST_CASE("errors have the keys, kinds and codes of the documented ones") {
  const League league(7);
  const std::map<std::string, std::string> targets = {
      {"from-docs/error_401_invalid_key.json", "invalid"},
      {"from-docs/error_401_out_of_usage_credits.json", "exhausted"}};
  for (const auto& [name, key] : targets) {
    const auto path = testing::ExternalFile("payloads/the-odds-api/" + name);
    if (!path) {
      WARN("skipped: " << name << " needs OVERROUND_DATA_DIR");
      continue;
    }
    std::ifstream file(*path);
    std::ostringstream text;
    text << file.rdbuf();
    const auto captured = json::Document::Parse(text.str());
    OddsApi api(league, 7, {.api_key = "", .credits = 10});
    const Answer answer = api.Reply("/v4/sports", Parameters({{"apiKey", key}}), absl::UnixEpoch());
    const auto ours = json::Document::Parse(answer.body);
    REQUIRE(ours.ok());
    const json::Value body = *captured->root().Find("body");
    CHECK(answer.status == *captured->root().Int64("http_status"));
    CHECK(ShapeOf(ours->root()) == ShapeOf(body));
    CHECK(*ours->root().Text("error_code") == *body.Text("error_code"));
    CHECK(*ours->root().Text("details_url") == *body.Text("details_url"));
  }
}

TEST_CASE("prices and points are written as the provider writes them") {
  CHECK(DecimalText(205) == "2.05");
  CHECK(DecimalText(250) == "2.5");
  CHECK(DecimalText(200) == "2");
  CHECK(DecimalText(1100) == "11");
  CHECK(DecimalText(101) == "1.01");
  CHECK(PointText(-14) == "-3.5");
  CHECK(PointText(16) == "4.0");
  CHECK(PointText(-1) == "-0.25");
  CHECK(PointText(0) == "0.0");
  CHECK(IsoTime(absl::FromUnixSeconds(1'786'291'200)) == "2026-08-09T16:00:00Z");
}

TEST_CASE("a simulated order book has the shape of Kalshi's") {
  const auto captured = CapturedShape("orderbook.json", "", "kalshi");
  if (!captured) return;
  const League league(7);
  const KalshiApi api(league);
  const absl::Time now = absl::FromUnixSeconds(1'780'000'000);
  const Parameters open({{"series_ticker", "KXSIMFOOTBALLGAME"},
                         {"status", "open"},
                         {"with_nested_markets", "true"}});
  const auto page = json::Document::Parse(api.Reply("/trade-api/v2/events", open, now).body);
  REQUIRE(page.ok());
  const json::Value event = *page->root().Array("events")->begin();
  const json::Value market = *event.Array("markets")->begin();
  const std::string path =
      absl::StrCat("/trade-api/v2/markets/", *market.Text("ticker"), "/orderbook");
  const auto book = json::Document::Parse(api.Reply(path, Parameters({}), now).body);
  REQUIRE(book.ok());
  CHECK(ShapeOf(book->root()) == *captured);
}

}  // namespace overround::simbook
