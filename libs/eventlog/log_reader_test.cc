#include "libs/eventlog/log_reader.h"

#include <cstdlib>

#include <catch2/catch.hpp>

#include "libs/base/status_macros.h"
#include "libs/eventlog/log_fixture_test.h"

namespace overround::eventlog {
namespace {

TEST_CASE("a reader sees the wanted types alone, and passes over the rest", "[eventlog][pg]") {
  LogFixture log;
  log.Append("a");
  log.Append("b", "GameFinal");
  log.Append("c");
  log.Sequence();
  const Batch finals = log.Read({}, {"GameFinal"});
  CHECK(log.Payloads(finals) == "2=b ");
  CHECK(finals.through == 3);
  const Batch first = *log.reader.Read({}, {"GameFinal"}, 1, Soon());
  CHECK(first.events.empty());
  CHECK(first.through == 1);
  CHECK(first.head == 3);
}

TEST_CASE("before a sequencer has opened the log it is UNAVAILABLE", "[eventlog][pg]") {
  LogFixture log;
  CHECK(Fails(log.reader.Read({}, {}, 10, Soon()), absl::StatusCode::kUnavailable));
}

TEST_CASE("a cursor of another log, or beyond this one, is refused", "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 2);
  const Cursor foreign = {RandomUuid(kNoon), 1};
  CHECK(Fails(log.reader.Read(foreign, {}, 10, Soon()), absl::StatusCode::kFailedPrecondition,
              "bootstrap again"));
  const Cursor beyond = {log.Read().log_id, 3};
  CHECK(Fails(log.reader.Read(beyond, {}, 10, Soon()), absl::StatusCode::kOutOfRange,
              "bootstrap again"));
}

TEST_CASE("only what every registered follower has passed is pruned", "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 10);
  const Uuid id = log.Read().log_id;
  REQUIRE(IsOk(RegisterFollower(log.pool, "grading", {id, 4}, kNoon, Soon())));
  REQUIRE(IsOk(RegisterFollower(log.pool, "bankroll", {id, 7}, kNoon, Soon())));
  CHECK(*Prune(log.pool, {.keep_min = 0}, Soon()) == 4);
  CHECK(log.Read({id, 4}).events.size() == 6);
  CHECK(Fails(log.reader.Read({id, 3}, {}, 10, Soon()), absl::StatusCode::kOutOfRange));
  REQUIRE(IsOk(UnregisterFollower(log.pool, "grading", Soon())));
  CHECK(*Prune(log.pool, {.keep_min = 5}, Soon()) == 1);
  CHECK(*Prune(log.pool, {.keep_min = 0, .batch_max = 1}, Soon()) == 1);
  CHECK(*Prune(log.pool, {.keep_min = 0}, Soon()) == 1);
  CHECK(*Prune(log.pool, {.keep_min = 0}, Soon()) == 0);
}

TEST_CASE("a log without followers keeps what it is told to keep", "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 10);
  CHECK(*Prune(log.pool, {.keep_min = 100}, Soon()) == 0);
  CHECK(*Prune(log.pool, {.keep_min = 3}, Soon()) == 7);
}

TEST_CASE("the head in a transaction is the one its other statements see", "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 2);
  const auto outcome =
      log.pool.InTransaction(Soon(), pg::kReadSnapshot, [&](pg::Transaction& tx) -> absl::Status {
        OVERROUND_ASSIGN_OR_RETURN(const Cursor before, LogReader::HeadIn(tx));
        log.Log(3, 3);
        OVERROUND_ASSIGN_OR_RETURN(const Cursor after, LogReader::HeadIn(tx));
        CHECK(before == after);
        CHECK(after.position == 2);
        return absl::OkStatus();
      });
  CHECK(IsOk(outcome));
}

// Dumps the fixture's database and loads it into a new one, as an administrator would.
std::string RestoreFromDump(const LogFixture& log) {
  std::string copy = log.database.name() + "_restored";
  testing::RunAsAdmin(log.database, absl::StrCat("CREATE DATABASE ", copy));
  const std::string command = absl::StrCat("pg_dump -d '", log.database.AdminConninfo(),
                                           "' | psql -q -X -v ON_ERROR_STOP=1 -d '",
                                           testing::AdminConninfoOf(copy), "' > /dev/null");
  REQUIRE(std::system(command.c_str()) == 0);  // NOLINT(cert-env33-c,concurrency-mt-unsafe)
  return copy;
}

TEST_CASE("a log restored from a dump is another log: cursors of old are refused",
          "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 5);
  const Cursor old = {log.Read().log_id, 5};
  const std::string copy = RestoreFromDump(log);
  {
    pg::Pool pool({.conninfo = log.database.AppConninfo("collector") + " dbname=" + copy}, Wall());
    const LogReader reader(pool);
    // The dead leader's lease came along with the dump, and holds nobody up.
    Sequencer sequencer({.schema = "collector", .listen_conninfo = "", .holder = "new"}, pool,
                        Wall());
    REQUIRE(*sequencer.TryLead());
    CHECK(Fails(reader.Read(old, {}, 10, Soon()), absl::StatusCode::kFailedPrecondition,
                "bootstrap again"));
    const auto again = reader.Read({}, {}, 10, Soon());
    CHECK(again->events.size() == 5);
    CHECK(again->log_id != *old.log_id);
    REQUIRE(*sequencer.TryLead());  // only once
    CHECK(reader.Read({}, {}, 10, Soon())->log_id == again->log_id);
  }
  testing::RunAsAdmin(log.database, absl::StrCat("DROP DATABASE ", copy, " WITH (FORCE)"));
  CHECK(log.Read(old).events.empty());
}

}  // namespace
}  // namespace overround::eventlog
