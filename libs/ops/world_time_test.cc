#include "libs/ops/world_time.h"

#include <future>
#include <stop_token>

#include <catch2/catch.hpp>

#include "libs/testing/status_matchers.h"

namespace overround::ops {
namespace {

const absl::Time kNoon = absl::FromUnixSeconds(1'790'000'000);

TEST_CASE("live World time is the system's, and nobody sets it", "[world]") {
  WorldTime world(Mode::kLive);
  CHECK(world.is_set());
  CHECK(Fails(world.Set(kNoon), absl::StatusCode::kFailedPrecondition, "replay"));
  CHECK(absl::AbsDuration(world.clock().Now() - absl::Now()) < absl::Minutes(1));
}

TEST_CASE("in a replay World time moves only when set, and never back", "[world]") {
  WorldTime world(Mode::kReplay);
  CHECK_FALSE(world.is_set());
  REQUIRE(IsOk(world.Set(kNoon)));
  CHECK(world.clock().Now() == kNoon);
  CHECK(IsOk(world.Set(kNoon)));
  CHECK(Fails(world.Set(kNoon - absl::Seconds(1)), absl::StatusCode::kOutOfRange));
  CHECK(world.clock().Now() == kNoon);
}

TEST_CASE("what waits for the first World time runs once, with the time already known", "[world]") {
  WorldTime world(Mode::kReplay);
  int runs = 0;
  absl::Time seen;
  REQUIRE(IsOk(world.OnFirstSet([&] {
    seen = world.clock().Now();
    return ++runs == 1 ? absl::UnavailableError("not yet") : absl::OkStatus();
  })));
  CHECK(Fails(world.Set(kNoon), absl::StatusCode::kUnavailable));
  CHECK_FALSE(world.is_set());
  REQUIRE(IsOk(world.Set(kNoon)));
  REQUIRE(IsOk(world.Set(kNoon + absl::Seconds(1))));
  CHECK(runs == 2);
  CHECK(seen == kNoon);
}

TEST_CASE("who waits for World time is let go when it is set or when asked to stop", "[world]") {
  WorldTime world(Mode::kReplay);
  std::stop_source stop;
  auto stopped =
      std::async(std::launch::async, [&] { return world.WaitUntilSet(stop.get_token()); });
  auto told = std::async(std::launch::async, [&] { return world.WaitUntilSet({}); });
  stop.request_stop();
  CHECK_FALSE(stopped.get());
  REQUIRE(IsOk(world.Set(kNoon)));
  CHECK(told.get());
}

}  // namespace
}  // namespace overround::ops
