#include "services/bankroll/config.h"

#include <catch2/catch.hpp>

#include "libs/testing/status_matchers.h"

namespace overround::bankroll {
namespace {

TEST_CASE("without settings Benny keeps the rules of the design") {
  const char* const none[] = {nullptr};
  Env env(none);
  const Config config = ReadConfig(env);
  CHECK(IsOk(env.status()));
  CHECK(config.analyst == "ensemble");
  CHECK(config.agent.gate.confidence_min == 0.65);
  CHECK(config.agent.gate.kelly.fraction == 0.5);
  CHECK(config.agent.gate.kelly.cap == 0.05);
  CHECK(config.agent.gate.horizon == absl::Hours(24));
  CHECK(config.agent.week_minor == 100'00);
}

TEST_CASE("a setting out of range is refused by name") {
  const char* const wrong[] = {"OVERROUND_BENNY_STAKE_MAX=101", "OVERROUND_BENNY_WEEK=0", nullptr};
  Env env(wrong);
  ReadConfig(env);
  CHECK(Fails(env.status(), absl::StatusCode::kInvalidArgument, "OVERROUND_BENNY_STAKE_MAX"));
  CHECK(Fails(env.status(), absl::StatusCode::kInvalidArgument, "OVERROUND_BENNY_WEEK"));
}

}  // namespace
}  // namespace overround::bankroll
