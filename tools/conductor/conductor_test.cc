#include "tools/conductor/conductor.h"

#include <algorithm>
#include <memory>

#include <catch2/catch.hpp>

#include "libs/testing/status_matchers.h"

namespace overround::conductor {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);

// A service as the conductor sees it: it has work at given times and writes down when it did it.
struct FakeService {
  std::string name;
  std::vector<absl::Time> due;
  std::vector<std::string>* diary;
  absl::Time world_time = absl::UnixEpoch();
  std::optional<absl::Time> last_run_time = std::nullopt;
  // How many calls fail before it answers again.
  int away = 0;
  // How many looks it takes to become quiet after work.
  int busy = 0;

  absl::Status Here() {
    return away-- > 0 ? absl::UnavailableError("restarting") : absl::OkStatus();
  }

  absl::StatusOr<ops::v1::Progress> Look() {
    if (const absl::Status here = Here(); !here.ok()) return here;
    ops::v1::Progress progress;
    progress.set_service(name);
    progress.mutable_world_time()->set_seconds(absl::ToUnixSeconds(world_time));
    progress.set_quiet(busy-- <= 0);
    const auto next = std::min_element(due.begin(), due.end());
    if (next != due.end()) {
      progress.mutable_next_due_time()->set_seconds(absl::ToUnixSeconds(*next));
    }
    return progress;
  }

  absl::Status Work() {
    if (const absl::Status here = Here(); !here.ok()) return here;
    if (std::erase_if(due, [&](absl::Time time) { return time <= world_time; }) > 0) {
      diary->push_back(name + "@" + std::to_string(absl::ToInt64Seconds(world_time - kStart)));
      busy = 3;
    }
    return absl::OkStatus();
  }

  Player AsPlayer() {
    return {.service = name,
            .progress = [this] { return Look(); },
            .set_world_time =
                [this](absl::Time time) {
                  world_time = time;
                  return absl::OkStatus();
                },
            .run_due_tasks = [this] { return Work(); },
            .agenda =
                [this] {
                  return absl::StatusOr<Agenda>({!due.empty(), last_run_time});
                }};
  }
};

struct Stage {
  std::vector<std::string> diary;
  FakeService collector{"collector", {}, &diary};
  FakeService bankroll{"bankroll", {}, &diary};
  absl::Duration waited;

  absl::Status Play(Tempo tempo = {}) {
    return Conductor(
               {collector.AsPlayer(), bankroll.AsPlayer()}, tempo,
               [&](absl::Duration pause) { waited += pause; }, [](const Beat&) {})
        .Play();
  }
};

TEST_CASE("work due at one instant runs in the order of the services", "[conductor]") {
  Stage stage;
  stage.bankroll.due = {kStart, kStart + absl::Seconds(5)};
  stage.collector.due = {kStart + absl::Seconds(5), kStart + absl::Seconds(2)};
  REQUIRE(IsOk(stage.Play()));
  CHECK(stage.diary ==
        std::vector<std::string>{"bankroll@0", "collector@2", "collector@5", "bankroll@5"});
}

TEST_CASE("a service that restarts gets its World time back and misses nothing", "[conductor]") {
  Stage stage;
  stage.collector.due = {kStart, kStart + absl::Seconds(1)};
  stage.bankroll.due = {kStart + absl::Seconds(1)};
  stage.bankroll.away = 7;
  REQUIRE(IsOk(stage.Play()));
  CHECK(stage.diary == std::vector<std::string>{"collector@0", "collector@1", "bankroll@1"});
}

TEST_CASE("a replay that goes on gives everybody the time it had come to", "[conductor]") {
  Stage stage;
  stage.collector.last_run_time = kStart;
  REQUIRE(IsOk(stage.Play()));
  CHECK(stage.collector.world_time == kStart);
  CHECK(stage.bankroll.world_time == kStart);
}

TEST_CASE("speed is pacing only", "[conductor]") {
  Stage fast, slow;
  for (Stage* stage : {&fast, &slow}) {
    stage->collector.due = {kStart, kStart + absl::Hours(1)};
  }
  REQUIRE(IsOk(fast.Play()));
  REQUIRE(IsOk(slow.Play({.speed = 60})));
  CHECK(fast.diary == slow.diary);
  CHECK(slow.waited - fast.waited == absl::Minutes(1));
}

TEST_CASE("a replay ends before the time it was told not to pass", "[conductor]") {
  Stage stage;
  stage.collector.due = {kStart, kStart + absl::Hours(1)};
  REQUIRE(IsOk(stage.Play({.until = kStart + absl::Minutes(1)})));
  CHECK(stage.diary == std::vector<std::string>{"collector@0"});
}

TEST_CASE("a service that stays silent ends the replay with its name for it", "[conductor]") {
  Stage stage;
  stage.collector.due = {kStart};
  stage.bankroll.away = 1'000'000;
  CHECK(absl::IsUnavailable(stage.Play({.patience = absl::Seconds(10)})));
}

}  // namespace
}  // namespace overround::conductor
