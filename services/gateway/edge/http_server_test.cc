#include "services/gateway/edge/http_server.h"

#include <filesystem>
#include <fstream>

#include <catch2/catch.hpp>

#include "libs/json/json.h"
#include "libs/testing/golden.h"
#include "services/gateway/edge/edge_fixture_test.h"

// The edge end to end: HTTP in, HTTP out, gRPC between.

namespace overround::gateway {
namespace {

using Answer = EdgeFixture::Answer;

std::string ErrorOf(const Answer& answer) {
  const auto document = json::Document::Parse(answer.body);
  if (!document.ok()) return "no JSON: " + answer.body;
  const auto error = document->root().Get("error");
  if (!error.ok()) return "no error: " + answer.body;
  const auto code = error->Int64("code");
  const auto status = error->Text("status");
  const auto message = error->Text("message");
  const auto details = error->Array("details");
  if (!code.ok() || !status.ok() || !message.ok() || !details.ok()) return "misses a part";
  if (*code != answer.status) return "another code than the HTTP status";
  return std::string(*status);
}

collector::v1::Game SomeGame() {
  collector::v1::Game game;
  game.set_name("games/0190a2f4-7c1e-7a10-8f00-3b1f6c2d9e55");
  game.set_sport("sports/mlb");
  game.set_home_display_name("New York Yankees");
  game.set_away_display_name("Boston \"Red\" Sox é");
  game.mutable_start_time()->set_seconds(1'776'362'700);
  game.set_start_precision(collector::v1::Game::START_PRECISION_MINUTE);
  game.set_status(collector::v1::Game::STATUS_SCHEDULED);
  game.set_season(2026);
  auto* id = game.add_external_ids();
  id->set_source("odds_api");
  id->set_id("e912");
  return game;
}

TEST_CASE("a GET reaches its service and comes back as JSON", "[edge][pg]") {
  EdgeFixture edge;
  edge.collector.game = SomeGame();
  const Answer answer =
      edge.Get("/v1/games/0190a2f4-7c1e-7a10-8f00-3b1f6c2d9e55", {{"X-Request-Id", "abc-1"}});
  CHECK(answer.status == 200);
  CHECK(answer.headers.at("content-type") == "application/json");
  CHECK(answer.headers.at("x-request-id") == "abc-1");
  CHECK(answer.headers.at("x-content-type-options") == "nosniff");
  CHECK(testing::GoldenDifference("tests/golden/game.json", answer.body) == "");
  CHECK(edge.collector.last_call.request_id == "abc-1");
  CHECK(edge.collector.last_call.caller.kind == Caller::Kind::kAnonymous);
}

TEST_CASE("an empty list carries its name and the page token", "[edge][pg]") {
  EdgeFixture edge;
  const Answer answer = edge.Get(
      "/v1/games?sport=sports%2Fmlb&statuses=STATUS_FINAL&statuses=STATUS_IN_PLAY&pageSize=5"
      "&start_time_min=2026-04-16T00:00:00Z");
  CHECK(answer.body == R"({"games":[],"nextPageToken":""})");
  CHECK(edge.collector.last_list.sport() == "sports/mlb");
  CHECK(edge.collector.last_list.statuses_size() == 2);
  CHECK(edge.collector.last_list.page_size() == 5);
  CHECK(edge.collector.last_list.start_time_min().seconds() == 1'776'297'600);
}

TEST_CASE("a POST passes its body on for the caller", "[edge][pg]") {
  EdgeFixture edge;
  const Answer answer = edge.Ask("POST", "/v1/bets", {edge.Bearer("users/ada")},
                                 testing::ReadSourceFile("tests/golden/create_bet_request.json"));
  CHECK(answer.status == 200);
  CHECK(testing::GoldenDifference("tests/golden/create_bet_response.json", answer.body) == "");
}

TEST_CASE("every error has the same shape", "[edge][pg]") {
  EdgeFixture edge;
  edge.collector.game = SomeGame();
  const Answer missing = edge.Get("/v1/games/none");
  CHECK(missing.status == 404);
  CHECK(testing::GoldenDifference("tests/golden/error_not_found.json", missing.body) == "");
  CHECK(ErrorOf(edge.Get("/v1/nothing")) == "NOT_FOUND");
  CHECK(ErrorOf(edge.Get("/v1/games?sprot=mlb")) == "INVALID_ARGUMENT");
  CHECK(ErrorOf(edge.Ask("POST", "/v1/bets", {}, "{")) == "INVALID_ARGUMENT");
  CHECK(ErrorOf(edge.Ask("POST", "/v1/bets", {}, R"({"stake": {"minorUnits": "x"}})")) ==
        "INVALID_ARGUMENT");
  CHECK(ErrorOf(edge.Get("/v1/models")) == "NOT_FOUND");  // no such backend here
  const Answer method = edge.Ask("DELETE", "/v1/games");
  CHECK(method.status == 405);
  CHECK(method.headers.at("allow") == "GET");
  CHECK(ErrorOf(method) == "INVALID_ARGUMENT");
  const Answer broken = edge.Get("/v1/games/broken");
  CHECK(ErrorOf(broken) == "INTERNAL");
  CHECK_THAT(broken.body, !Catch::Contains("hunter2"));
  const Answer unimplemented = edge.Get("/v1/sports");
  CHECK(unimplemented.status == 501);
}

TEST_CASE("bodies that are no JSON, too long, or of another kind are refused", "[edge][pg]") {
  EdgeFixture edge({.limits = {.body_bytes_max = 1000}});
  http_server::TestClient client(edge.port());
  client.Send(
      "POST /v1/bets HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
      "Content-Length: 2\r\n\r\n{}");
  CHECK(client.Read().status == 415);
  const Answer large = edge.Ask("POST", "/v1/bets", {}, std::string(2000, ' '));
  CHECK(large.status == 413);
  CHECK(ErrorOf(large) == "INVALID_ARGUMENT");
  const Answer heads = edge.Get("/v1/games", {{"X-Long", std::string(20'000, 'a')}});
  CHECK(heads.status == 431);
}

TEST_CASE("a token is honoured or refused, never passed over", "[edge][pg]") {
  EdgeFixture edge;
  edge.collector.game = SomeGame();
  const std::string path = "/v1/" + SomeGame().name();
  CHECK(edge.Get(path, {edge.Bearer("users/ada")}).status == 200);
  CHECK(edge.collector.last_call.caller == Caller::User("users/ada"));
  CHECK(ErrorOf(edge.Get(path, {{"Authorization", "Bearer nonsense"}})) == "UNAUTHENTICATED");
  CHECK(ErrorOf(edge.Get(path, {{"Authorization", "Basic YTpi"}})) == "UNAUTHENTICATED");
  const auto expired = edge.Bearer("users/ada");
  edge.clock.Advance(absl::Hours(1));
  const Answer refused = edge.Get(path, {expired});
  CHECK(ErrorOf(refused) == "UNAUTHENTICATED");
  CHECK(refused.headers.at("www-authenticate") == "Bearer");
}

TEST_CASE("Ops of any service are for operators", "[edge][pg]") {
  EdgeFixture edge;
  const auto admin = edge.Bearer("users/root", {"user", "admin"});
  CHECK(edge.Get("/v1/ops/bankroll/health").status == 401);
  CHECK(edge.Get("/v1/ops/bankroll/health", {edge.Bearer("users/ada")}).status == 403);
  const Answer answer = edge.Get("/v1/ops/bankroll/health", {admin});
  CHECK(answer.status == 200);
  CHECK_THAT(answer.body, Catch::StartsWith(R"({"service":"bankroll",)"));
  CHECK(edge.Get("/v1/ops/nobody/health", {admin}).status == 404);
}

std::string CookieOf(const Answer& answer) {
  const auto found = answer.headers.find("set-cookie");
  return found == answer.headers.end() ? "" : found->second;
}

std::string TextOf(const Answer& answer, absl::string_view name) {
  const auto document = json::Document::Parse(answer.body);
  REQUIRE(document.ok());
  const auto text = document->root().Text(name);
  return text.ok() ? std::string(*text) : "absent";
}

constexpr char kAda[] =
    R"({"email": "ada@example.com", "password": "correct horse battery", "displayName": "Ada"})";

TEST_CASE("a browser keeps its refresh token in a cookie that no script sees", "[edge][pg]") {
  EdgeFixture edge;
  const EdgeFixture::Headers browser = {{"Origin", "http://localhost:8080"}};
  const Answer in = edge.Ask("POST", "/v1/auth/register", browser, kAda);
  REQUIRE(in.status == 200);
  CHECK(TextOf(in, "refreshToken") == "");
  const std::string cookie = CookieOf(in);
  CHECK_THAT(cookie, Catch::StartsWith("overround_refresh=") &&
                         Catch::Contains("; Path=/v1/auth; HttpOnly; SameSite=Strict; Max-Age=25"));
  const std::string pair = cookie.substr(0, cookie.find(';'));

  const Answer renewed =
      edge.Ask("POST", "/v1/auth/refresh", {browser[0], {"Cookie", "a=b; " + pair}}, "{}");
  REQUIRE(renewed.status == 200);
  CHECK(CookieOf(renewed).substr(0, pair.size()) != pair);
  const Answer me =
      edge.Get("/v1/users/me", {{"Authorization", "Bearer " + TextOf(renewed, "accessToken")}});
  CHECK(me.status == 200);
  CHECK(TextOf(me, "email") == "ada@example.com");

  const std::string next = CookieOf(renewed).substr(0, CookieOf(renewed).find(';'));
  const Answer out = edge.Ask("POST", "/v1/auth/logout", {browser[0], {"Cookie", next}}, "{}");
  CHECK(out.status == 200);
  CHECK_THAT(CookieOf(out),
             Catch::StartsWith("overround_refresh=; ") && Catch::Contains("Max-Age=0"));
  CHECK(edge.Ask("POST", "/v1/auth/refresh", {browser[0], {"Cookie", next}}, "{}").status == 401);
}

TEST_CASE("other clients carry the refresh token in JSON", "[edge][pg]") {
  EdgeFixture edge;
  const Answer in = edge.Ask("POST", "/v1/auth/register", {}, kAda);
  CHECK(CookieOf(in) == "");
  const std::string token = TextOf(in, "refreshToken");
  CHECK(token.size() > 60);
  const Answer renewed = edge.Ask("POST", "/v1/auth/refresh", {},
                                  absl::StrCat(R"({"refreshToken":")", token, R"("})"));
  CHECK(renewed.status == 200);
  // A cookie alone is nothing without a browser's headers: another site's form has them.
  CHECK(edge.Ask("POST", "/v1/auth/refresh", {{"Cookie", "overround_refresh=" + token}}, "{}")
            .status == 401);
}

TEST_CASE("another site can neither log in nor refresh for a user", "[edge][pg]") {
  EdgeFixture edge({.origins = {"https://app.example.com"}});
  const auto from = [&](const char* header, const char* value) {
    return edge.Ask("POST", "/v1/auth/refresh", {{header, value}}, "{}").status;
  };
  CHECK(from("Origin", "https://evil.example.com") == 403);
  CHECK(from("Sec-Fetch-Site", "cross-site") == 403);
  CHECK(from("Origin", "null") == 403);
  CHECK(from("Origin", "https://app.example.com") == 401);
  CHECK(from("Origin", "http://localhost:8080") == 401);
  CHECK(from("Sec-Fetch-Site", "same-origin") == 401);
}

TEST_CASE("only allowed origins may read across sites", "[edge][pg]") {
  EdgeFixture edge({.origins = {"https://app.example.com"}});
  const Answer allowed = edge.Get("/v1/games", {{"Origin", "https://app.example.com"}});
  CHECK(allowed.headers.at("access-control-allow-origin") == "https://app.example.com");
  CHECK(allowed.headers.at("vary") == "Origin");
  const Answer other = edge.Get("/v1/games", {{"Origin", "https://evil.example.com"}});
  CHECK(other.headers.count("access-control-allow-origin") == 0);
  const Answer preflight =
      edge.Ask("OPTIONS", "/v1/bets",
               {{"Origin", "https://app.example.com"}, {"Access-Control-Request-Method", "POST"}});
  CHECK(preflight.status == 204);
  CHECK(preflight.headers.at("access-control-allow-methods") == "GET, POST");
}

TEST_CASE("who asks too often is told to wait", "[edge][pg]") {
  EdgeFixture edge({.rate_limit = {.requests_per_second = 1, .burst = 3}});
  for (int i = 0; i < 3; ++i) CHECK(edge.Get("/v1/games").status == 200);
  const Answer refused = edge.Get("/v1/games");
  CHECK(ErrorOf(refused) == "RESOURCE_EXHAUSTED");
  CHECK(refused.status == 429);
  CHECK(refused.headers.count("retry-after") == 1);
  // A user has a bucket of their own.
  CHECK(edge.Get("/v1/games", {edge.Bearer("users/ada")}).status == 200);
  edge.clock.Advance(absl::Seconds(1));
  CHECK(edge.Get("/v1/games").status == 200);
}

TEST_CASE("a streaming RPC is served as events, with an end", "[edge][pg]") {
  EdgeFixture edge;
  const Answer answer = edge.Get("/v1/quotes:watch");
  CHECK(answer.headers.at("content-type") == "text/event-stream");
  const std::string one = "data: {\"quotes\":[],\"resumeToken\":\"\"}\n\n";
  CHECK(answer.body == one + one + one + "event: end\ndata: {}\n\n");
}

TEST_CASE("a streaming RPC that fails at once is a plain error", "[edge][pg]") {
  EdgeFixture edge;
  edge.collector.watch_status = absl::PermissionDeniedError("not for you");
  const Answer answer = edge.Get("/v1/quotes:watch");
  CHECK(answer.status == 403);
  CHECK(ErrorOf(answer) == "PERMISSION_DENIED");
  CHECK(edge.Get("/v1/quotes:watch?nobody=1").status == 400);
}

TEST_CASE("the pages about itself are open to all", "[edge][pg]") {
  EdgeFixture edge;
  CHECK(edge.Get("/healthz").status == 200);
  CHECK(edge.Get("/readyz").status == 200);
  edge.readiness = absl::UnavailableError("not ready: grading");
  const Answer unready = edge.Get("/readyz");
  CHECK(unready.status == 503);
  CHECK_THAT(unready.body, Catch::Contains("grading"));
  const Answer openapi = edge.Get("/openapi.json");
  CHECK(openapi.status == 200);
  const auto document = json::Document::Parse(openapi.body);
  REQUIRE(document.ok());
  CHECK(document->root().Get("paths")->Find("/v1/games/{game}/quotes").has_value());
  CHECK(document->root().Get("paths")->Find("/v1/bets")->Find("post").has_value());
}

TEST_CASE("the web app's files are served with validators, its paths by index.html", "[edge][pg]") {
  namespace fs = std::filesystem;
  const fs::path web =
      fs::temp_directory_path() / ("overround-web-" + RandomUuid(absl::Now()).ToString());
  fs::create_directories(web / "assets");
  std::ofstream(web / "index.html") << "<!doctype html>";
  std::ofstream(web / "assets/app.js") << "plain";
  std::ofstream(web / "assets/app.js.gz") << "zipped";
  {
    EdgeFixture edge({.web_dir = web.string()});
    const Answer index = edge.Get("/");
    CHECK(index.body == "<!doctype html>");
    CHECK(index.headers.at("cache-control") == "no-cache");
    CHECK_THAT(index.headers.at("content-security-policy"), Catch::Contains("default-src 'self'"));
    CHECK(edge.Get("/games/7").body == "<!doctype html>");
    CHECK(edge.Get("/", {{"If-None-Match", index.headers.at("etag")}}).status == 304);
    CHECK(edge.Get("/missing.js").status == 404);
    CHECK(edge.Get("/../../etc/passwd.txt").status == 404);
    CHECK(edge.Get("/%2e%2e/secret.txt").status == 404);
    CHECK(edge.Ask("POST", "/").status == 405);
    const Answer script = edge.Get("/assets/app.js", {{"Accept-Encoding", "br;q=0, gzip"}});
    CHECK(script.body == "zipped");
    CHECK(script.headers.at("content-encoding") == "gzip");
    CHECK_THAT(script.headers.at("cache-control"), Catch::Contains("immutable"));
    CHECK(edge.Get("/assets/app.js", {{"Accept-Encoding", "gzip;q=0"}}).body == "plain");
  }
  fs::remove_all(web);
}

TEST_CASE("requests are counted by route", "[edge][pg]") {
  EdgeFixture edge;
  edge.Get("/v1/games");
  edge.Get("/v1/nothing");
  const std::string text = edge.metrics.Text();
  CHECK_THAT(text, Catch::Contains(R"(route="GET /v1/games",service="gateway",status="2xx"} 1)"));
  CHECK_THAT(text, Catch::Contains(R"(route="other",service="gateway",status="4xx"} 1)"));
}

TEST_CASE("every annotated RPC of every service has a route of its own", "[edge]") {
  const Schema schema(*google::protobuf::DescriptorPool::generated_pool());
  const auto services = AllServices();
  REQUIRE(services.ok());
  const auto routes = RouteTable::Build(schema, *services);
  CHECK(routes.status().ToString() == "OK");
  CHECK(routes->routes().size() > 50);
}

}  // namespace
}  // namespace overround::gateway
