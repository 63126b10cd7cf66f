#include "tools/simbook/kalshi_api.h"

#include <map>
#include <set>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/json/json.h"
#include "tools/simbook/odds_api.h"

namespace overround::simbook {
namespace {

using Pairs = std::vector<std::pair<std::string, std::string>>;

const absl::Time kNow = absl::FromUnixSeconds(1'780'000'000);

struct KalshiFixture {
  const League league{7};
  const KalshiApi api{league};

  Answer Call(absl::string_view path, Pairs parameters = {}) const {
    return api.Reply(absl::StrCat("/trade-api/v2/", path), Parameters(std::move(parameters)), kNow);
  }
  json::Document Json(absl::string_view path, Pairs parameters = {}) const {
    const Answer answer = Call(path, std::move(parameters));
    CAPTURE(answer.body);
    REQUIRE(answer.status == 200);
    auto document = json::Document::Parse(answer.body);
    REQUIRE(document.ok());
    return *std::move(document);
  }
};

const Pairs kBasketball = {
    {"series_ticker", "KXSIMBASKETBALLGAME"}, {"status", "open"}, {"with_nested_markets", "true"}};

double Dollars(const json::Value& market, absl::string_view key) {
  double dollars = 0;
  REQUIRE(absl::SimpleAtod(*market.Text(key), &dollars));
  return dollars;
}

TEST_CASE("every open game that cannot be drawn is an event of its two teams") {
  const KalshiFixture kalshi;
  const json::Document page = kalshi.Json("events", kBasketball);
  const json::Elements events = *page.root().Array("events");
  const Sport& basketball = *FindSport("sim_basketball");
  CHECK(events.size() == ListedGames(kalshi.league, basketball, kNow).size());
  REQUIRE_FALSE(events.empty());
  CHECK(page.root().Text("cursor")->empty());
  for (const json::Value event : events) {
    const json::Elements markets = *event.Array("markets");
    REQUIRE(markets.size() == 2);
    std::set<std::string> teams;
    for (const json::Value market : markets) {
      const std::string team(*market.Text("yes_sub_title"));
      teams.insert(team);
      CHECK(absl::StrContains(*event.Text("title"), team));
      // Nobody gives money away: a bid for YES and one for NO are less than a dollar.
      CHECK(Dollars(market, "yes_bid_dollars") + Dollars(market, "no_bid_dollars") < 1);
      CHECK(Dollars(market, "yes_ask_dollars") == Approx(1 - Dollars(market, "no_bid_dollars")));
    }
    CHECK(teams.size() == 2);
  }
}

TEST_CASE("what a team costs follows the truth") {
  const KalshiFixture kalshi;
  const json::Document page = kalshi.Json("events", kBasketball);
  std::map<std::string, double> costs;
  const json::Elements events = *page.root().Array("events");
  for (const json::Value event : events) {
    const json::Elements markets = *event.Array("markets");
    for (const json::Value market : markets) {
      costs[absl::StrCat(*event.Text("event_ticker"), *market.Text("yes_sub_title"))] =
          (Dollars(market, "yes_bid_dollars") + Dollars(market, "yes_ask_dollars")) / 2;
    }
  }
  int checked = 0;
  for (const Game& game : ListedGames(kalshi.league, *FindSport("sim_basketball"), kNow)) {
    const absl::Time seen = kNow - absl::Seconds(6);
    const ScoreLaw law(*game.sport, game.KnownAt(seen), game.ScoreAt(seen), game.LeftAt(seen));
    if (law.home() < 0.05 || law.home() > 0.95) continue;
    for (const auto& [key, cost] : costs) {
      if (!absl::StartsWith(key, absl::StrCat("KXSIMBASKETBALLGAME-",
                                              absl::AsciiStrToUpper(game.id.substr(0, 12)))) ||
          !absl::EndsWith(key, game.home())) {
        continue;
      }
      CHECK(cost == Approx(law.home() + law.draw() / 2).margin(0.02));
      ++checked;
    }
  }
  CHECK(checked > 0);
}

TEST_CASE("pages end with a cursor, and the last with none") {
  const KalshiFixture kalshi;
  const json::Document whole = kalshi.Json("events", kBasketball);
  Pairs parameters = kBasketball;
  parameters.emplace_back("limit", "3");
  parameters.emplace_back("cursor", "");
  std::vector<std::string> tickers;
  for (int page = 0; page < 100; ++page) {
    const json::Document answer = kalshi.Json("events", parameters);
    const json::Elements events = *answer.root().Array("events");
    CHECK(events.size() <= 3);
    for (const json::Value event : events) tickers.emplace_back(*event.Text("event_ticker"));
    parameters.back().second = std::string(*answer.root().Text("cursor"));
    if (parameters.back().second.empty()) break;
  }
  std::vector<std::string> wanted;
  const json::Elements all = *whole.root().Array("events");
  for (const json::Value event : all) wanted.emplace_back(*event.Text("event_ticker"));
  CHECK(tickers == wanted);
}

TEST_CASE("the order book's best bids are the market's, and come last") {
  const KalshiFixture kalshi;
  const json::Document page = kalshi.Json("events", kBasketball);
  const json::Value event = *page.root().Array("events")->begin();
  const json::Value market = *event.Array("markets")->begin();
  const std::string ticker(*market.Text("ticker"));
  const json::Document book = kalshi.Json(absl::StrCat("markets/", ticker, "/orderbook"));
  const json::Value sides = *book.root().Get("orderbook_fp");
  for (const std::string side : {"yes", "no"}) {
    const json::Elements levels = *sides.Array(absl::StrCat(side, "_dollars"));
    REQUIRE_FALSE(levels.empty());
    std::string best;
    for (const json::Value level : levels) best = std::string(*(*level.Array()->begin()).Text());
    CHECK(best == *market.Text(absl::StrCat(side, "_bid_dollars")));
  }
  const json::Document single = kalshi.Json(absl::StrCat("markets/", ticker));
  CHECK(*single.root().Get("market")->Text("yes_ask_dollars") == *market.Text("yes_ask_dollars"));
}

TEST_CASE("errors are Kalshi's") {
  const KalshiFixture kalshi;
  const Answer filter = kalshi.Call("events", {{"status", "finalized"}});
  CHECK(filter.status == 400);
  CHECK(absl::StrContains(filter.body, R"("details":"invalid status filter")"));
  CHECK(kalshi.Call("events", {{"cursor", "?"}}).status == 400);
  CHECK(kalshi.Call("events", {{"limit", "201"}}).status == 400);
  CHECK(kalshi.Call("markets/NONE").status == 404);
  CHECK(kalshi.Call("portfolio").status == 404);
  const Answer busy = KalshiApi::Spoil({.kind = FaultKind::kTooManyCallsHint, .path_prefix = ""},
                                       kalshi.Call("events"));
  CHECK(busy.status == 429);
  CHECK(absl::StrContains(busy.body, R"({"error":{"code":"too_many_requests")"));
}

}  // namespace
}  // namespace overround::simbook
