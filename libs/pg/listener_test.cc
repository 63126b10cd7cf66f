#include "libs/pg/listener.h"

#include <thread>

#include <catch2/catch.hpp>

#include "libs/pg/pool.h"
#include "libs/testing/postgres.h"
#include "libs/testing/status_matchers.h"

namespace overround::pg {
namespace {

using testing::Soon;
using testing::TestDatabase;
using testing::Wall;

struct Fixture {
  TestDatabase database{"collector"};
  Listener listener{database.AppConninfo(), {"collector \"news\""}, Wall()};

  // The first wait connects, and says so.
  Fixture() { REQUIRE(listener.Wait(Soon())); }

  absl::Time InAMoment() const { return Wall().Now() + absl::Milliseconds(20); }
};

TEST_CASE("a notification ends the wait, and time alone does not pass for one", "[pg][listener]") {
  Fixture fixture;
  CHECK_FALSE(fixture.listener.Wait(fixture.InAMoment()));
  const auto sent = fixture.database.pool().InTransaction(Soon(), [](Transaction& tx) {
    return tx.Query("SELECT pg_notify('collector \"news\"', '')").status();
  });
  REQUIRE(IsOk(sent));
  CHECK(fixture.listener.Wait(Soon()));
  CHECK_FALSE(fixture.listener.Wait(fixture.InAMoment()));
}

TEST_CASE("a wake ends the wait of another thread, also when it comes first", "[pg][listener]") {
  Fixture fixture;
  fixture.listener.Wake();
  CHECK(fixture.listener.Wait(Soon()));
  std::jthread waker([&] { fixture.listener.Wake(); });
  CHECK(fixture.listener.Wait(Soon()));
}

TEST_CASE("a lost connection is made again, which counts as a hint to look", "[pg][listener]") {
  Fixture fixture;
  testing::RunAsAdmin(fixture.database,
                      "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity "
                      "WHERE datname = current_database() AND pid <> pg_backend_pid()");
  CHECK(fixture.listener.Wait(Soon()));
  CHECK(IsOk(fixture.listener.Notify("collector \"news\"", Soon())));
  CHECK(fixture.listener.Wait(Soon()));
}

}  // namespace
}  // namespace overround::pg
