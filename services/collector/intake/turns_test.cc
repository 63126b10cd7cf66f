#include "services/collector/intake/turns.h"

#include <algorithm>
#include <future>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

#include "libs/testing/postgres.h"
#include "libs/testing/status_matchers.h"

namespace overround::collector {
namespace {

using testing::Fails;
using testing::IsOk;

const absl::Time kNoon = absl::FromUnixSeconds(1'790'000'000);

struct TurnsFixture {
  SettableClock world{kNoon};
  Turns turns{testing::Wall()};

  std::shared_ptr<Turn> Receive(const std::string& sport = "mlb") {
    return turns.Receive(sport, world);
  }
  absl::Status AwaitNow(const Turn& turn, const std::string& sport = "mlb") const {
    return turns.Await(sport, turn.receive_time(), testing::Wall().Now());
  }
};

TEST_CASE("no two answers about a sport have one receive time, whatever the clock says",
          "[turns]") {
  TurnsFixture sport;
  const auto first = sport.Receive();
  const auto second = sport.Receive();
  sport.world.Set(kNoon - absl::Hours(1));
  const auto third = sport.Receive();
  CHECK(first->receive_time() == kNoon);
  CHECK(second->receive_time() == kNoon + absl::Microseconds(1));
  CHECK(third->receive_time() == kNoon + absl::Microseconds(2));
  CHECK(sport.Receive("nba")->receive_time() == kNoon - absl::Hours(1));
}

TEST_CASE("an answer waits for those received before it, and for no others", "[turns]") {
  TurnsFixture sport;
  const auto first = sport.Receive();
  const auto second = sport.Receive();
  const auto other = sport.Receive("nba");
  CHECK(IsOk(sport.AwaitNow(*first)));
  CHECK(Fails(sport.AwaitNow(*second), absl::StatusCode::kUnavailable));
  CHECK(IsOk(sport.AwaitNow(*other, "nba")));
  sport.turns.End("mlb", first->receive_time());
  CHECK(IsOk(sport.AwaitNow(*second)));
}

TEST_CASE("a turn whose holder failed is over", "[turns]") {
  TurnsFixture sport;
  auto first = sport.Receive();
  const auto second = sport.Receive();
  auto waiting = std::async(std::launch::async, [&] {
    return sport.turns.Await("mlb", second->receive_time(), testing::Soon());
  });
  first.reset();
  CHECK(IsOk(waiting.get()));
}

TEST_CASE("nobody waits for what is put off, and nobody overtakes it", "[turns]") {
  TurnsFixture sport;
  auto first = sport.Receive();
  const auto second = sport.Receive();
  auto waiting = std::async(std::launch::async, [&] {
    return sport.turns.Await("mlb", second->receive_time(), testing::Soon());
  });
  first->PutOff();
  CHECK(Fails(waiting.get(), absl::StatusCode::kUnavailable));
  const auto third = sport.Receive();
  CHECK(Fails(sport.AwaitNow(*third), absl::StatusCode::kUnavailable));
  // It is its own turn all the same.
  CHECK(IsOk(sport.AwaitNow(*first)));
  first.reset();
  CHECK(IsOk(sport.AwaitNow(*second)));
}

TEST_CASE("what many threads receive is over in the order of its times", "[turns]") {
  TurnsFixture sport;
  std::mutex mutex;
  std::vector<absl::Time> done;
  std::vector<std::future<void>> threads;
  threads.reserve(4);
  for (int thread = 0; thread < 4; ++thread) {
    threads.push_back(std::async(std::launch::async, [&] {
      for (int i = 0; i < 50; ++i) {
        const auto turn = sport.Receive();
        if (!sport.turns.Await("mlb", turn->receive_time(), testing::Soon()).ok()) continue;
        const std::lock_guard<std::mutex> lock(mutex);
        done.push_back(turn->receive_time());
      }
    }));
  }
  for (auto& thread : threads) thread.get();
  CHECK(done.size() == 200);
  CHECK(std::is_sorted(done.begin(), done.end()));
}

TEST_CASE("a turn may outlive the order it is of", "[turns]") {
  std::optional<TurnsFixture> sport(std::in_place);
  const auto turn = sport->Receive();
  sport.reset();
  turn->PutOff();
  CHECK(turn->receive_time() == kNoon);
}

}  // namespace
}  // namespace overround::collector
