#include "services/gateway/edge/path_template.h"

#include <map>

#include <catch2/catch.hpp>

namespace overround::gateway {
namespace {

std::string Bound(absl::string_view text, absl::string_view path) {
  const auto parsed = PathTemplate::Parse(text);
  REQUIRE(parsed.ok());
  const auto match = parsed->Match(path);
  if (!match.ok()) return "malformed";
  if (!*match) return "no match";
  std::string said;
  for (const auto& [field, value] : **match) {
    said += (said.empty() ? "" : ",") + std::string(field) + "=" + value;
  }
  return said;
}

TEST_CASE("a template binds the parts of a path it names", "[path_template]") {
  CHECK(Bound("/v1/games", "/v1/games") == "");
  CHECK(Bound("/v1/{name=games/*}", "/v1/games/7") == "name=games/7");
  CHECK(Bound("/v1/{parent=games/*}/quotes", "/v1/games/7/quotes") == "parent=games/7");
  CHECK(Bound("/v1/ops/{service}/tasks:pause", "/v1/ops/grading/tasks:pause") == "service=grading");
  CHECK(Bound("/v1/{bet.name=bets/*}/legs/{leg}", "/v1/bets/a/legs/b") == "bet.name=bets/a,leg=b");
  CHECK(Bound("/files/{path=**}", "/files/a/b/c") == "path=a/b/c");
  CHECK(Bound("/files/{path=docs/**}", "/files/docs") == "path=docs");
}

TEST_CASE("a template matches neither more nor less of a path", "[path_template]") {
  CHECK(Bound("/v1/games", "/v1/games/") == "no match");
  CHECK(Bound("/v1/games", "/v1/game") == "no match");
  CHECK(Bound("/v1/{name=games/*}", "/v1/games/") == "no match");
  CHECK(Bound("/v1/{name=games/*}", "/v1/games/7/quotes") == "no match");
  CHECK(Bound("/v1/{name=games/*}:pause", "/v1/games/7") == "no match");
  CHECK(Bound("/v1/tasks:run", "/v1/tasks:stop") == "no match");
}

TEST_CASE("a colon belongs to the value where the template has no verb", "[path_template]") {
  CHECK(Bound("/v1/{name=games/*}", "/v1/games/a:b") == "name=games/a:b");
  CHECK(Bound("/v1/{name=games/*}:run", "/v1/games/a:b:run") == "name=games/a:b");
}

TEST_CASE("values are decoded, but an encoded slash is no separator", "[path_template]") {
  CHECK(Bound("/v1/{team}", "/v1/St%20Louis") == "team=St Louis");
  CHECK(Bound("/v1/{team}", "/v1/a%2Fb") == "team=a/b");
  CHECK(Bound("/v1/{name=teams/*}", "/v1/teams/a%2Fb%41") == "name=teams/a%2FbA");
  CHECK(Bound("/v1/games", "/v1/g%61mes") == "");
  CHECK(Bound("/v1/{team}", "/v1/%zz") == "malformed");
}

TEST_CASE("what is no template is refused", "[path_template]") {
  const auto* const text =
      GENERATE("", "v1", "/", "/v1//a", "/v1/", "/{", "/{}", "/{a", "/{a=}", "/{a=b", "/{a.}",
               "/{.a}", "/{1a}", "/{a={b}}", "/**/a", "/{a=**}/b", "/a:", "/a:b:c", "/a:b/c",
               "/{a}/{a}", "/a*", "/*a", "/a b", "/%41", "/{a=*}x", "/***");
  CAPTURE(text);
  CHECK(PathTemplate::Parse(text).status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a template prints as it was written, and its shape forgets the names",
          "[path_template]") {
  for (const char* text :
       {"/v1/games", "/v1/{name=games/*}:run", "/{a}/{b.c=x/*/y}/z", "/{p=**}", "/a/*/**"}) {
    CHECK(PathTemplate::Parse(text)->ToString() == text);
  }
  CHECK(PathTemplate::Parse("/v1/{n=*}")->ToString() == "/v1/{n}");
  CHECK(PathTemplate::Parse("/v1/{name=games/*}:run")->Shape() == "/v1/games/*:run");
}

TEST_CASE("a path of thousands of segments is refused, not walked", "[path_template]") {
  std::string path;
  for (int i = 0; i < 5000; ++i) path += "/a";
  CHECK_FALSE(CutPath(path, false).ok());
}

}  // namespace
}  // namespace overround::gateway
