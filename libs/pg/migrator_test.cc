#include "libs/pg/migrator.h"

#include <array>
#include <atomic>
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

constexpr Migration kShared[] = {{"0001_open_log", "CREATE TABLE log (n BIGINT)"}};
constexpr Migration kOwn[] = {
    {"0001_create_games", "CREATE TABLE collector.games (n BIGINT)"},
    {"0002_add_name", "ALTER TABLE collector.games ADD COLUMN name TEXT"}};

absl::StatusOr<int> MigrateWith(const TestDatabase& database, absl::Span<const Migration> own) {
  return Migrate({.owner_conninfo = database.OwnerConninfo(), .schema = "collector"},
                 {{"shared", kShared}, {"collector", own}}, Wall(), Soon());
}

TEST_CASE("migrations are applied once, shared ones first, into the service's schema",
          "[pg][migrator]") {
  const TestDatabase database("collector");
  CHECK(*MigrateWith(database, absl::MakeConstSpan(kOwn, 1)) == 2);
  CHECK(*MigrateWith(database, kOwn) == 1);
  CHECK(*MigrateWith(database, kOwn) == 0);
  const auto rows =
      database.pool().Query(Soon(), "SELECT name FROM collector.games, collector.log");
  CHECK(IsOk(rows));
}

TEST_CASE("a migration changed after it was applied is refused", "[pg][migrator]") {
  const TestDatabase database("collector");
  REQUIRE(IsOk(MigrateWith(database, kOwn)));
  const Migration changed[] = {
      {"0001_create_games", "CREATE TABLE collector.games (n BIGINT, m BIGINT)"}, kOwn[1]};
  CHECK(Fails(MigrateWith(database, changed), absl::StatusCode::kFailedPrecondition,
              "collector/0001_create_games: changed"));
}

TEST_CASE("an older binary does not migrate a newer schema, but may serve on it",
          "[pg][migrator]") {
  const TestDatabase database("collector");
  REQUIRE(IsOk(MigrateWith(database, kOwn)));
  const auto older = absl::MakeConstSpan(kOwn, 1);
  CHECK(Fails(MigrateWith(database, older), absl::StatusCode::kFailedPrecondition,
              "unknown to this binary"));
  CHECK(IsOk(
      CheckMigrated(database.AppConninfo(), "collector", {{"collector", older}}, Wall(), Soon())));
}

TEST_CASE("serving on a schema that lacks a migration is refused", "[pg][migrator]") {
  const TestDatabase database("collector");
  const auto check = [&] {
    return CheckMigrated(database.AppConninfo(), "collector", {{"collector", kOwn}}, Wall(),
                         Soon());
  };
  REQUIRE(IsOk(MigrateWith(database, absl::MakeConstSpan(kOwn, 1))));
  CHECK(Fails(check(), absl::StatusCode::kFailedPrecondition, "0002_add_name is missing"));
  REQUIRE(IsOk(MigrateWith(database, kOwn)));
  CHECK(IsOk(check()));
}

TEST_CASE("a migration that fails leaves nothing behind and is named", "[pg][migrator]") {
  const TestDatabase database("collector");
  const Migration broken[] = {
      kOwn[0], {"0002_break", "CREATE TABLE collector.half (n BIGINT); SELECT 1 / 0"}};
  CHECK(Fails(MigrateWith(database, broken), absl::StatusCode::kInternal, "collector/0002_break"));
  CHECK(IsOk(database.pool().Query(Soon(), "SELECT n FROM collector.games")));
  CHECK_FALSE(IsOk(database.pool().Query(Soon(), "SELECT n FROM collector.half")));
}

TEST_CASE("a migration cannot end its own transaction", "[pg][migrator]") {
  const TestDatabase database("collector");
  const Migration sly[] = {{"0001_commit", "COMMIT"}};
  CHECK(Fails(MigrateWith(database, sly), absl::StatusCode::kFailedPrecondition,
              "ends its transaction"));
}

TEST_CASE("replicas that migrate at once apply each migration once", "[pg][migrator]") {
  const TestDatabase database("collector");
  std::atomic<int> applied{0};
  {
    std::array<std::jthread, 4> replicas;
    for (std::jthread& replica : replicas) {
      replica = std::jthread([&] { applied += MigrateWith(database, kOwn).value_or(100); });
    }
  }
  CHECK(applied == 3);
}

TEST_CASE("the app role cannot migrate, alter a table, or rewrite the record", "[pg][migrator]") {
  const TestDatabase database("collector", {{"shared", kShared}, {"collector", kOwn}});
  CHECK(Fails(Migrate({.owner_conninfo = database.AppConninfo(), .schema = "collector"}, {}, Wall(),
                      Soon()),
              absl::StatusCode::kFailedPrecondition, "not the connected role's"));
  const auto statement =
      GENERATE("ALTER TABLE collector.games ADD COLUMN x TEXT", "DROP TABLE collector.games",
               "TRUNCATE collector.games", "CREATE TABLE collector.mine (n BIGINT)",
               "CREATE TABLE public.mine (n BIGINT)", "CREATE TEMPORARY TABLE mine (n BIGINT)",
               "UPDATE collector.schema_migrations SET checksum = ''",
               "DELETE FROM collector.schema_migrations", "CREATE SCHEMA mine");
  CAPTURE(statement);
  const auto outcome = database.pool().InTransaction(
      Soon(), [&](Transaction& tx) { return tx.Query(statement).status(); });
  const std::string state = SqlStateOf(outcome);
  CHECK((state == "42501" || std::string(statement).find("TEMPORARY") != std::string::npos));
}

TEST_CASE("no role can read another service's schema", "[pg][migrator]") {
  const TestDatabase database(
      std::vector<testing::TestSchema>{{"collector", {{"collector", kOwn}}}, {"bankroll", {}}});
  Pool owner({.conninfo = database.OwnerConninfo("bankroll")}, Wall());
  for (Pool* pool : {&database.pool("bankroll"), &owner}) {
    CHECK(SqlStateOf(pool->Query(Soon(), "SELECT n FROM collector.games").status()) == "42501");
  }
}

TEST_CASE("running the administrator's script again changes nothing", "[pg][migrator]") {
  const TestDatabase database("collector", {{"collector", kOwn}});
  testing::RunAsAdmin(database, testing::RolesScript());
  CHECK(IsOk(database.pool().Query(Soon(), "SELECT n FROM games")));
  const auto outcome = database.pool().InTransaction(
      Soon(), [&](Transaction& tx) { return tx.Query("DELETE FROM schema_migrations").status(); });
  CHECK(SqlStateOf(outcome) == "42501");
}

}  // namespace
}  // namespace overround::pg
