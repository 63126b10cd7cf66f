#include <map>
#include <set>

#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <absl/strings/str_split.h>
#include <catch2/catch.hpp>

#include "libs/domain/line.h"
#include "libs/domain/odds.h"
#include "libs/http/client.h"
#include "libs/json/json.h"
#include "tools/simbook/serve.h"

namespace overround::simbook {
namespace {

constexpr char kOdds[] =
    "/v4/sports/sim_soccer/odds?regions=us,uk,eu&markets=h2h,spreads,totals&oddsFormat=american";

// A simulator behind HTTP at a moment, and a client that never waits.
struct ApiFixture {
  explicit ApiFixture(OddsApiOptions api = {.api_key = "", .credits = 1'000'000})
      : wall(absl::FromUnixSeconds(1'780'000'000)),
        server(*SimbookServer::Start(
            {.address = "127.0.0.1:0", .seed = 7, .odds_api = std::move(api)}, wall)),
        client(wall, [](absl::Duration) { return true; }, {.retry = {.attempts_max = 1}}) {}

  absl::StatusOr<http::Response> Call(absl::string_view target, absl::string_view method = "GET",
                                      absl::string_view key = "k") {
    http::Request request;
    request.method = std::string(method);
    request.url = absl::StrCat("http://", server->address(), target,
                               absl::StrContains(target, "?") ? "&" : "?", "apiKey=", key);
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

  // The error_code of a refusal, with its status before it.
  std::string Refusal(absl::string_view target, absl::string_view key = "k") {
    const auto answer = Call(target, "GET", key);
    REQUIRE(answer.ok());
    CHECK(absl::EndsWith(answer->body, "}\n"));
    const auto document = json::Document::Parse(answer->body);
    REQUIRE(document.ok());
    CHECK(document->root().Text("message").ok());
    CHECK(document->root().Text("details_url").ok());
    return absl::StrCat(answer->status, " ", *document->root().Text("error_code"));
  }

  SettableClock wall;
  std::unique_ptr<SimbookServer> server;
  http::Client client;
};

std::string TextOf(const json::Value& value, absl::string_view key) {
  return std::string(*value.Text(key));
}

// By value, so that a range-for keeps it.
json::Elements Items(const json::Value& value) {
  const auto items = value.Array();
  REQUIRE(items.ok());
  return *items;
}
json::Elements Items(const json::Value& value, absl::string_view key) {
  const auto items = value.Array(key);
  REQUIRE(items.ok());
  return *items;
}

}  // namespace

TEST_CASE("the three sports are listed without taking a credit") {
  ApiFixture api;
  const auto answer = api.Call("/v4/sports");
  CHECK(answer->headers.Find("x-requests-last") == absl::string_view("0"));
  CHECK(answer->headers.Find("x-requests-used") == absl::string_view("0"));
  std::set<std::string> keys;
  const json::Document document = api.Json("/v4/sports/");
  for (const json::Value sport : Items(document.root())) keys.insert(TextOf(sport, "key"));
  CHECK(keys == std::set<std::string>{"sim_basketball", "sim_soccer", "sim_football"});
}

TEST_CASE("odds are prices and lines our own types can read, three-way where draws count") {
  ApiFixture api;
  const json::Document american = api.Json(kOdds);
  std::set<std::string> books;
  std::set<std::string> markets;
  for (const json::Value event : Items(american.root())) {
    for (const json::Value book : Items(event, "bookmakers")) {
      books.insert(TextOf(book, "key"));
      for (const json::Value market : Items(book, "markets")) {
        markets.insert(TextOf(market, "key"));
        const json::Elements outcomes = Items(market, "outcomes");
        CHECK(outcomes.size() == (absl::StartsWith(TextOf(market, "key"), "h2h") ? 3u : 2u));
        for (const json::Value outcome : outcomes) {
          CHECK(Odds::ParseAmerican(*outcome.NumberText("price")).ok());
        }
      }
    }
  }
  CHECK(books.size() == Books().size());
  CHECK(markets == std::set<std::string>{"h2h", "h2h_lay", "spreads", "totals"});
}

TEST_CASE("decimal and American odds tell of the same prices") {
  ApiFixture api;
  const json::Document american = api.Json(kOdds);
  const json::Document decimal = api.Json(
      "/v4/sports/sim_soccer/odds?regions=us,uk,eu&markets=h2h,spreads,totals&oddsFormat=decimal");
  const auto prices = [](const json::Document& document) {
    std::vector<absl::string_view> texts;
    for (const json::Value event : Items(document.root())) {
      for (const json::Value book : Items(event, "bookmakers")) {
        for (const json::Value market : Items(book, "markets")) {
          for (const json::Value outcome : Items(market, "outcomes")) {
            texts.push_back(*outcome.NumberText("price"));
          }
        }
      }
    }
    return texts;
  };
  const auto quotes = prices(american);
  const auto decimals = prices(decimal);
  REQUIRE(quotes.size() == decimals.size());
  for (size_t i = 0; i < quotes.size(); ++i) {
    const auto quote = Odds::ParseAmerican(quotes[i]);
    const auto price = Odds::ParseDecimal(decimals[i]);
    REQUIRE((quote.ok() && price.ok()));
    CHECK(quote->ImpliedProbability() == Approx(price->ImpliedProbability()).margin(0.008));
  }
}

TEST_CASE("credits are counted by markets and regions, and told in every answer") {
  ApiFixture api;
  const auto first = api.Call(kOdds);
  CHECK(first->headers.Find("x-requests-last") == absl::string_view("9"));
  const auto one = api.Call("/v4/sports/sim_soccer/odds?bookmakers=harborline,luckyfox");
  CHECK(one->headers.Find("x-requests-last") == absl::string_view("1"));
  const auto scores = api.Call("/v4/sports/sim_soccer/scores?daysFrom=1");
  CHECK(scores->headers.Find("x-requests-last") == absl::string_view("2"));
  const auto none = api.Call("/v4/sports/sim_soccer/odds?regions=us&eventIds=none");
  CHECK(none->body == "[]");
  CHECK(none->headers.Find("x-requests-last") == absl::string_view("0"));
  CHECK(none->headers.Find("x-requests-used") == absl::string_view("12"));
  CHECK(none->headers.Find("x-requests-remaining") == absl::string_view("999988"));
}

TEST_CASE("what the provider refuses is refused with its codes") {
  ApiFixture api({.api_key = "", .credits = 3});
  CHECK(api.Refusal("/v4/sports", "") == "401 MISSING_KEY");
  CHECK(api.Refusal("/v4/sports", "invalid") == "401 INVALID_KEY");
  CHECK(api.Refusal("/v4/sports", "deactivated") == "401 DEACTIVATED_KEY");
  CHECK(api.Refusal("/v4/sports/sim_curling/odds?regions=us") == "404 UNKNOWN_SPORT");
  CHECK(api.Refusal("/v4/sports/sim_soccer/odds") == "422 MISSING_REGION");
  CHECK(api.Refusal("/v4/sports/sim_soccer/odds?regions=mars") == "422 INVALID_REGION");
  CHECK(api.Refusal("/v4/sports/sim_soccer/odds?regions=us&markets=player_points") ==
        "422 INVALID_MARKET");
  CHECK(api.Refusal("/v4/sports/sim_soccer/odds?regions=us&oddsFormat=hongkong") ==
        "422 INVALID_ODDS_FORMAT");
  CHECK(api.Refusal("/v4/sports/sim_soccer/scores?daysFrom=4") == "422 INVALID_SCORES_DAYS_FROM");
  CHECK(api.Refusal("/v4/historical/sports/sim_soccer/odds?date=x", "free") ==
        "401 HISTORICAL_UNAVAILABLE_ON_FREE_USAGE_PLAN");
  CHECK(api.Refusal("/v4/historical/sports/sim_soccer/odds?regions=us&date=x") ==
        "422 INVALID_HISTORICAL_TIMESTAMP");
  CHECK(api.Refusal("/v4/historical/sports/sim_soccer/odds?regions=us") ==
        "422 MISSING_HISTORICAL_TIMESTAMP");
  CHECK(api.Call("/v4/sports/sim_soccer/odds?regions=us,uk,eu")->status == 200);
  CHECK(api.Refusal("/v4/sports") == "401 OUT_OF_USAGE_CREDITS");
  CHECK(api.Call("/v4/sports", "GET", "exhausted")->headers.Find("x-requests-remaining") ==
        absl::string_view("-5"));
}

TEST_CASE("a key that is set is the only one") {
  ApiFixture api({.api_key = "mine", .credits = 10});
  CHECK(api.Refusal("/v4/sports", "other") == "401 INVALID_KEY");
  CHECK(api.Call("/v4/sports", "GET", "mine")->status == 200);
}

TEST_CASE("more than thirty calls in a second are too many") {
  ApiFixture api;
  for (int i = 0; i < 30; ++i) REQUIRE(api.Call("/v4/sports")->status == 200);
  CHECK(api.Refusal("/v4/sports") == "429 EXCEEDED_FREQ_LIMIT");
  api.wall.Advance(absl::Seconds(1));
  CHECK(api.Call("/v4/sports")->status == 200);
}

TEST_CASE("a game goes from announced over playing to done, and its scores with it") {
  ApiFixture api;
  const League league(7);
  const Game game = league.Between(*FindSport("sim_football"), api.wall.Now() + absl::Minutes(5),
                                   api.wall.Now() + absl::Minutes(15))[0];
  const auto score_at = [&](absl::Time when) {
    api.wall.Set(when);
    auto document =
        api.Json(absl::StrCat("/v4/sports/sim_football/scores?daysFrom=1&eventIds=", game.id));
    REQUIRE(document.root().Array()->size() == 1);
    return document;
  };
  const json::Document before = score_at(game.scheduled - absl::Seconds(30));
  const json::Value upcoming = *before.root().Array()->begin();
  CHECK(upcoming.Find("scores")->is_null());
  CHECK(upcoming.Find("last_update")->is_null());
  CHECK_FALSE(*upcoming.Bool("completed"));
  const json::Document during = score_at(game.end - absl::Seconds(1));
  const json::Value playing = *during.root().Array()->begin();
  CHECK_FALSE(*playing.Bool("completed"));
  CHECK(*playing.Text("commence_time") == IsoTime(game.start));
  const json::Document after = score_at(game.end + absl::Hours(20));
  const json::Value done = *after.root().Array()->begin();
  CHECK(*done.Bool("completed"));
  std::map<std::string, std::string> by_name;
  for (const json::Value side : Items(done, "scores"))
    by_name[TextOf(side, "name")] = TextOf(side, "score");
  CHECK(by_name[game.home()] == absl::StrCat(game.final_score.home));
  CHECK(by_name[game.away()] == absl::StrCat(game.final_score.away));
}

TEST_CASE("one event's odds lack the books' time stamp, as the provider's do") {
  ApiFixture api;
  const json::Document events = api.Json("/v4/sports/sim_basketball/events");
  const std::string id = TextOf(*++events.root().Array()->begin(), "id");
  const json::Document odds = api.Json(
      absl::StrCat("/v4/sports/sim_basketball/events/", id, "/odds?regions=us&markets=h2h"));
  CHECK(*odds.root().Text("id") == id);
  for (const json::Value book : Items(odds.root(), "bookmakers")) {
    CHECK_FALSE(book.Find("last_update"));
    CHECK(book.Find("title"));
  }
  CHECK(api.Refusal("/v4/sports/sim_basketball/events/none/odds?regions=us") ==
        "404 EVENT_NOT_FOUND");
}

TEST_CASE("one event has ladders and players, each line priced on both sides") {
  ApiFixture api;
  const json::Document events = api.Json("/v4/sports/sim_basketball/events");
  const std::string id = TextOf(*++events.root().Array()->begin(), "id");
  const json::Document odds = api.Json(
      absl::StrCat("/v4/sports/sim_basketball/events/", id,
                   "/odds?regions=us,eu&markets=player_points,alternate_spreads,alternate_totals"));
  std::map<std::string, int> lines;
  std::map<std::string, double> implied;
  for (const json::Value book : Items(odds.root(), "bookmakers")) {
    for (const json::Value market : Items(book, "markets")) {
      for (const json::Value outcome : Items(market, "outcomes")) {
        ++lines[TextOf(market, "key")];
        const bool is_prop = TextOf(market, "key") == "player_points";
        CHECK(outcome.Find("description").has_value() == is_prop);
        if (!is_prop) continue;
        implied[absl::StrCat(TextOf(book, "key"), TextOf(outcome, "description"))] +=
            1 / *outcome.Double("price");
      }
    }
  }
  CHECK(lines.size() == 3);
  CHECK(lines["alternate_spreads"] > 10);
  CHECK(implied.size() > 10);
  for (const auto& [whose, sum] : implied) {
    CAPTURE(whose);
    CHECK(sum > 1.0);
    CHECK(sum < 1.2);
  }
}

TEST_CASE("the past is what was answered then, at the snapshot before, and ten times as dear") {
  ApiFixture api;
  api.wall.Set(absl::FromUnixSeconds(1'780'000'200));  // a whole five minutes
  const std::string then = api.Call(kOdds)->body;
  const std::string date = IsoTime(api.wall.Now() + absl::Seconds(299));
  api.wall.Advance(absl::Minutes(12));
  const std::string target = absl::StrCat(
      "/v4/historical/sports/sim_soccer/odds?regions=us,uk,eu&markets=h2h,spreads,"
      "totals&oddsFormat=american&date=",
      date);
  const auto answer = api.Call(target);
  REQUIRE(answer->status == 200);
  CHECK(absl::StrContains(answer->body, absl::StrCat(R"("data":)", then, "}")));
  CHECK(answer->headers.Find("x-requests-last") == absl::string_view("90"));
  const json::Document past = api.Json(target);
  CHECK(TextOf(past.root(), "timestamp") == IsoTime(absl::FromUnixSeconds(1'780'000'200)));
  CHECK(TextOf(past.root(), "next_timestamp") == IsoTime(absl::FromUnixSeconds(1'780'000'500)));
  CHECK(api.Call(absl::StrCat("/v4/historical/sports/sim_soccer/events?date=", date))
            ->headers.Find("x-requests-last") == absl::string_view("1"));
}

TEST_CASE("filters and the unix date format are obeyed") {
  ApiFixture api;
  const std::string from = IsoTime(api.wall.Now() + absl::Minutes(10));
  const json::Document late = api.Json(
      absl::StrCat("/v4/sports/sim_soccer/events?dateFormat=unix&commenceTimeFrom=", from));
  CHECK(late.root().Array()->size() > 1);
  for (const json::Value event : Items(late.root())) {
    CHECK(*event.Int64("commence_time") >= absl::ToUnixSeconds(api.wall.Now()) + 600);
  }
}

TEST_CASE("another process at the same time says the same") {
  ApiFixture one;
  ApiFixture other;
  for (const char* target : {kOdds, "/v4/sports/sim_soccer/scores?daysFrom=1", "/sim/truth"}) {
    CHECK(one.Call(target)->body == other.Call(target)->body);
  }
}

TEST_CASE("each fault shows itself as it should, once, and then all is well") {
  ApiFixture api;
  const auto arm = [&](absl::string_view kind) {
    REQUIRE(api.Call(absl::StrCat("/sim/faults?delay=10ms&kind=", kind), "POST")->status == 200);
    api.wall.Advance(absl::Seconds(1));
    return api.Call("/v4/sports");
  };
  CHECK(absl::StrContains(arm("invalid_key")->body, "INVALID_KEY"));
  CHECK(absl::StrContains(arm("out_of_credits")->body, "OUT_OF_USAGE_CREDITS"));
  CHECK_FALSE(arm("too_many_calls")->headers.Find("Retry-After"));
  CHECK(arm("too_many_calls_hint")->headers.Find("Retry-After") == absl::string_view("1"));
  CHECK(arm("server_error")->status == 500);
  CHECK(arm("unavailable")->status == 503);
  CHECK(arm("slow")->status == 200);
  CHECK(http::FailureOf(arm("truncated").status()) == http::Failure::kTruncated);
  CHECK(arm("wrong_type")->headers.Find("Content-Type") == absl::string_view("text/html"));
  CHECK_FALSE(json::Document::Parse(arm("not_json")->body).ok());
  CHECK(http::FailureOf(arm("broken_gzip").status()) == http::Failure::kBadEncoding);
  CHECK(api.Call("/v4/sports")->status == 200);
  CHECK(api.Call("/v4/sports?sim_fault=server_error")->status == 500);
}

TEST_CASE("a provider drifts: fields come, go and change, and its clock is wrong") {
  ApiFixture api;
  const std::string whole = api.Call(kOdds)->body;
  const auto drifted = [&](absl::string_view kind) {
    const http::Response answer = *api.Call(absl::StrCat(kOdds, "&sim_fault=", kind));
    CHECK(answer.status == 200);
    REQUIRE(json::Document::Parse(answer.body).ok());
    return answer.body;
  };
  const std::string more = drifted("new_field");
  CHECK(absl::StrReplaceAll(more, {{R"("drift":{"of":[1,null]},)", ""}}) == whole);
  CHECK(more.size() > whole.size());
  CHECK_FALSE(absl::StrContains(drifted("missing_field"), R"("price")"));
  CHECK(absl::StrContains(drifted("changed_type"), R"("price":")"));
  const auto first_update = [](const std::string& body) {
    const json::Document odds = *json::Document::Parse(body);
    absl::Time time;
    for (const json::Value event : Items(odds.root())) {
      for (const json::Value book : Items(event, "bookmakers")) {
        const std::string text = TextOf(book, "last_update");
        REQUIRE(absl::ParseTime(absl::RFC3339_full, text, &time, nullptr));
        return time;
      }
    }
    return time;
  };
  CHECK(first_update(drifted("clock_ahead")) == first_update(whole) + absl::Seconds(3));
  CHECK(first_update(drifted("clock_behind")) == first_update(whole) - absl::Seconds(3));
}

TEST_CASE("faults wait for their path, are listed, and can be cleared") {
  ApiFixture api;
  CHECK(api.Call("/sim/faults?kind=nonsense", "POST")->status == 400);
  CHECK(api.Call("/sim/faults?kind=slow&count=0", "POST")->status == 400);
  CHECK(api.Call("/sim/faults?kind=server_error&count=2&path=/v4/sports/sim_soccer/odds", "POST")
            ->status == 200);
  CHECK(api.Call("/v4/sports")->status == 200);
  CHECK(api.Call(kOdds)->status == 500);
  CHECK(absl::StrContains(api.Call("/sim/faults")->body, "\"count\":1"));
  CHECK(api.Call("/sim/faults", "DELETE")->body == "[]");
  CHECK(api.Call(kOdds)->status == 200);
}

TEST_CASE("the past season is a table that can be read") {
  ApiFixture api;
  const std::string csv = api.Call("/sim/season.csv")->body;
  const std::vector<std::string> lines = absl::StrSplit(csv, '\n', absl::SkipEmpty());
  REQUIRE(lines.size() == 1 + 3 * 396);
  const std::vector<std::string> names = absl::StrSplit(lines[0], ',');
  int priced = 0;
  for (size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string> cells = absl::StrSplit(lines[i], ',');
    REQUIRE(cells.size() == names.size());
    std::map<std::string, std::string> row;
    for (size_t c = 0; c < cells.size(); ++c) row[names[c]] = cells[c];
    const bool complete = !row["harborline_close_home"].empty();
    priced += complete ? 1 : 0;
    if (complete) CHECK(Odds::ParseDecimal(row["harborline_close_home"]).ok());
    CHECK((row["sport_key"] == "sim_soccer" || row["harborline_close_draw"].empty()));
    int score = -1;
    CHECK((absl::SimpleAtoi(row["home_score"], &score) && score >= 0));
  }
  CHECK(priced > 3 * 390);
  CHECK(api.Call("/sim/season.csv?sport=sim_curling")->status == 404);
}

TEST_CASE("the truth lies between nought and one, and near the sharp book") {
  ApiFixture api;
  const json::Document truth = api.Json("/sim/truth?sport=sim_basketball");
  CHECK(truth.root().Array()->size() > 3);
  for (const json::Value game : Items(truth.root())) {
    CHECK(*game.Double("home") + *game.Double("draw") + *game.Double("away") == Approx(1));
  }
}

}  // namespace overround::simbook
