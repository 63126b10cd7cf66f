#include <catch2/catch.hpp>

#include "libs/base/env.h"
#include "libs/base/ids.h"
#include "libs/base/sha256.h"

namespace overround {
namespace {

const absl::Time kNoon = absl::FromUnixSeconds(1'790'000'000);

TEST_CASE("an id depends on its seed, time, kind and natural key, and on nothing else", "[ids]") {
  const IdSource ids("seed");
  const Uuid id = ids.Derive(kNoon, "bet", "game/1");
  CHECK(ids.Derive(kNoon, "bet", "game/1") == id);
  CHECK(IdSource("other").Derive(kNoon, "bet", "game/1") != id);
  CHECK(ids.Derive(kNoon + absl::Seconds(1), "bet", "game/1") > id);
  CHECK(ids.Derive(kNoon, "be", "tgame/1") != id);
}

TEST_CASE("an id is a version 7 UUID and survives its text form", "[ids]") {
  const Uuid id = IdSource("seed").Derive(kNoon, "bet", "game/1");
  CHECK(id.ToString()[14] == '7');
  CHECK(std::string("89ab").find(id.ToString()[19]) != std::string::npos);
  CHECK(*Uuid::Parse(id.ToString()) == id);
}

TEST_CASE("text that is not a UUID is refused with what was wanted", "[ids]") {
  const auto text = GENERATE("", "nonsense", "0190a2f4-7c1e-7a10-8f00-3b1f6c2d9e5g",
                             "0190a2f4+7c1e-7a10-8f00-3b1f6c2d9e55");
  const auto parsed = Uuid::Parse(text);
  REQUIRE(parsed.status().code() == absl::StatusCode::kInvalidArgument);
  CHECK_THAT(std::string(parsed.status().message()), Catch::Contains("want a UUID"));
}

TEST_CASE("SHA-256 gives the published digest of abc", "[sha256]") {
  CHECK(Sha256Hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST_CASE("every faulty setting is named in one line", "[env]") {
  const char* const environment[] = {"PORT=seven", "WAIT=soon", "EMPTY=", nullptr};
  Env env(environment);
  CHECK(env.Integer("PORT", 7001, "the port") == 7001);
  CHECK(env.Duration("WAIT", absl::Seconds(5), "how long") == absl::Seconds(5));
  CHECK(env.Text("EMPTY", "fallback", "unset when empty") == "fallback");
  env.RequiredText("DATABASE", "a connection string");
  CHECK(env.status().message() ==
        "PORT: \"seven\", want a whole number; WAIT: \"soon\", want a duration such as 250ms, 30s "
        "or 4h; "
        "DATABASE: missing, want a connection string");
  CHECK_THAT(env.Help(), Catch::Contains("PORT      the port [7001]"));
}

}  // namespace
}  // namespace overround
