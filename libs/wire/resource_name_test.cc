#include "libs/wire/resource_name.h"

#include <catch2/catch.hpp>

#include "libs/domain/market.h"

namespace overround::wire {
namespace {

constexpr char kUuid[] = "018f2f9e-8c7a-7abc-9def-001122334455";

TEST_CASE("a name gives back the parts it was made of", "[wire]") {
  CHECK(IdFromName<GameId>(ResourceName("games", kUuid), "games", "name")->ToString() == kUuid);
  CHECK(*KeyFromName("sports/baseball_mlb", "sports", "sport") == "baseball_mlb");
  CHECK(*MatchName(ResourceName("games", kUuid, "quotes", "7"), "games/*/quotes/*", "name") ==
        std::vector<std::string>{kUuid, "7"});
  CHECK(MatchName("bankrolls/1/limits", "bankrolls/*/limits", "name").ok());
}

TEST_CASE("a name of another shape is refused", "[wire]") {
  const auto name = GENERATE("", "games", "games/", "/games/1", "games/1/", "games/1/quotes",
                             "teams/1", "Games/1", "games/a b", "games/a%2Fb", "games/*");
  CAPTURE(name);
  CHECK(KeyFromName(name, "games", "name").status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a refused name says which field and what it wants", "[wire]") {
  CHECK(KeyFromName("teams/1", "games", "parent").status().message() ==
        "parent: \"teams/1\", want games/*");
  CHECK(IdFromName<GameId>("games/one", "games", "name").status().message() ==
        "name: one, want a UUID");
  CHECK_FALSE(KeyFromName("games/" + std::string(101, 'a'), "games", "name").ok());
}

}  // namespace
}  // namespace overround::wire
