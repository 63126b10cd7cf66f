#include "libs/schedule/lease.h"

#include <atomic>
#include <thread>

#include "migrations/schedule_migrations.h"
#include <catch2/catch.hpp>

#include "libs/testing/catalogue.h"
#include "libs/testing/postgres.h"
#include "libs/testing/status_matchers.h"

namespace overround::schedule {
namespace {

using testing::Soon;
using testing::TestDatabase;

constexpr absl::Time kNoon = absl::FromUnixSeconds(1'786'000'000);

struct Leases {
  TestDatabase database{"collector", {{"schedule", kMigrations}}};
  pg::Pool& pool = database.pool();

  std::optional<Fence> Acquire(const std::string& holder, absl::Time now) {
    const auto fence = pool.InTransaction(Soon(), [&](pg::Transaction& tx) {
      return TryAcquire(tx, {.lease = "ingest", .holder = holder, .wall_now = now});
    });
    REQUIRE(IsOk(fence));
    return *fence;
  }
  absl::Status Check(const Fence& fence) {
    return pool.InTransaction(Soon(), [&](pg::Transaction& tx) { return fence.Check(tx); });
  }
  absl::Status RenewUntil(const Fence& fence, absl::Time expire_time) {
    return pool.InTransaction(Soon(),
                              [&](pg::Transaction& tx) { return Renew(tx, fence, expire_time); });
  }
};

TEST_CASE("the schedule's tables keep the rules for outgrowing one machine", "[schedule][pg]") {
  const TestDatabase database("collector", {{"schedule", kMigrations}});
  CHECK_THAT(testing::CatalogueFaults(database, "collector"),
             Catch::Equals(std::vector<std::string>()));
}

TEST_CASE("a held lease is not given away, and a run-out one is, with a higher epoch",
          "[schedule][pg]") {
  Leases leases;
  const auto first = leases.Acquire("a", kNoon);
  REQUIRE(first);
  CHECK_FALSE(leases.Acquire("b", kNoon + absl::Seconds(4)));
  const auto second = leases.Acquire("b", kNoon + absl::Seconds(5));
  REQUIRE(second);
  CHECK(second->epoch > first->epoch);
  CHECK(Fails(leases.Check(*first), absl::StatusCode::kAborted));
  CHECK(IsOk(leases.Check(*second)));
}

TEST_CASE("renewing keeps the lease, and fails once it is lost", "[schedule][pg]") {
  Leases leases;
  const auto first = leases.Acquire("a", kNoon);
  REQUIRE(IsOk(leases.RenewUntil(*first, kNoon + absl::Seconds(20))));
  CHECK_FALSE(leases.Acquire("b", kNoon + absl::Seconds(19)));
  REQUIRE(leases.Acquire("b", kNoon + absl::Seconds(20)));
  CHECK(Fails(leases.RenewUntil(*first, kNoon + absl::Seconds(99)), absl::StatusCode::kAborted));
}

TEST_CASE("a released lease is free at once, and releasing a lost one frees nothing",
          "[schedule][pg]") {
  Leases leases;
  const auto release = [&](const Fence& fence) {
    return leases.pool.InTransaction(Soon(),
                                     [&](pg::Transaction& tx) { return Release(tx, fence); });
  };
  const auto first = leases.Acquire("a", kNoon);
  REQUIRE(IsOk(release(*first)));
  const auto second = leases.Acquire("b", kNoon);
  REQUIRE(second);
  CHECK(IsOk(release(*first)));
  CHECK_FALSE(leases.Acquire("c", kNoon));
}

TEST_CASE("while a checked transaction is open nobody takes its lease, though it may be renewed",
          "[schedule][pg]") {
  Leases leases;
  const auto fence = leases.Acquire("a", kNoon);
  std::atomic<bool> is_taken{false};
  std::jthread taker;
  const auto outcome = leases.pool.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::Status {
    const absl::Status checked = fence->Check(tx);
    CHECK(IsOk(leases.RenewUntil(*fence, kNoon + absl::Seconds(5))));
    taker = std::jthread([&] {
      leases.Acquire("b", kNoon + absl::Seconds(9));
      is_taken = true;
    });
    // The taker is at the fence when the server says that somebody waits for a lock.
    while (tx.Query("SELECT FROM pg_locks WHERE NOT granted")->empty()) continue;
    CHECK_FALSE(is_taken);
    return checked;
  });
  CHECK(IsOk(outcome));
  taker.join();
  CHECK(is_taken);
  CHECK(Fails(leases.Check(*fence), absl::StatusCode::kAborted));
}

}  // namespace
}  // namespace overround::schedule
