#include "libs/eventlog/follower.h"

#include <atomic>

#include <catch2/catch.hpp>

#include "libs/eventlog/log_fixture_test.h"
#include "libs/eventlog/memory_follower.h"

namespace overround::eventlog {
namespace {

TEST_CASE("a follower applies what is there and what comes, once and in order", "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 3);
  Running running(log.Following(), log.Here(), log.database.pool("grading"));
  CHECK(running.Reaches(3));
  log.Log(4, 5);
  CHECK(running.Reaches(5));
  CHECK(log.Effects() == "1 2 3 4 5");
  CHECK(running.follower.state().has_caught_up);
}

TEST_CASE("a follower that starts again goes on where it stopped", "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 2);
  {
    Running running(log.Following(), log.Here(), log.database.pool("grading"));
    CHECK(running.Reaches(2));
  }
  log.Log(3, 3);
  Running running(log.Following(), log.Here(), log.database.pool("grading"));
  CHECK(running.Reaches(3));
  CHECK(log.Effects() == "1 2 3");
}

TEST_CASE("a crash between applying and committing leaves exactly one effect", "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 3);
  FollowerOptions options = log.Following();
  std::atomic<int> crashes{0};
  options.handlers["QuotesChanged"] = [&](pg::Transaction& tx,
                                          const LoggedEvent& event) -> absl::Status {
    absl::Status applied = LogFixture::InsertEffect(tx, event);
    if (event.position != 2 || crashes++ > 3) return applied;
    return tx.Query("SELECT pg_terminate_backend(pg_backend_pid())").status();
  };
  Running running(options, log.Here(), log.database.pool("grading"));
  CHECK(running.Reaches(3));
  CHECK(crashes > 3);
  CHECK(log.Effects() == "1 2 3");
}

TEST_CASE("two services follow one log, each with its own cursor", "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 4);
  Running grading(log.Following("grading"), log.Here(), log.database.pool("grading"));
  CHECK(grading.Reaches(4));
  log.Log(5, 6);
  Running bankroll(log.Following("bankroll"), log.Here(), log.database.pool("bankroll"));
  CHECK(grading.Reaches(6));
  CHECK(bankroll.Reaches(6));
  CHECK(log.Effects("grading") == "1 2 3 4 5 6");
  CHECK(log.Effects("bankroll") == "1 2 3 4 5 6");
}

TEST_CASE("two replicas that share a cursor apply each event once, in order", "[eventlog][pg]") {
  LogFixture log;
  const WatchOptions small = {.scan_max = 3};
  Running first(log.Following(), log.Here(small), log.database.pool("grading"));
  Running second(log.Following(), log.Here(small), log.database.pool("grading"));
  for (int i = 0; i < 10; ++i) log.Log(i * 5 + 1, i * 5 + 5);
  CHECK(first.Reaches(50));
  CHECK(second.Reaches(50));
  std::string wanted = "1";
  for (int i = 2; i <= 50; ++i) absl::StrAppend(&wanted, " ", i);
  CHECK(log.Effects() == wanted);
}

TEST_CASE("unknown events are passed over, and the cursor with them", "[eventlog][pg]") {
  LogFixture log;
  log.Append("1");
  log.Append("?", "NeverHeardOf");
  log.Sequence();
  const WatchOptions brief = {.stream_duration = absl::Milliseconds(1)};
  Running running(log.Following(), log.Here(brief), log.database.pool("grading"));
  CHECK(running.Reaches(2));
  CHECK(log.Effects() == "1");
  const auto is_saved = [&] {
    const auto rows = log.database.pool("grading").Query(Soon(), "SELECT position FROM cursors");
    return rows.ok() && rows->front().Get<int64_t>(0) == 2;
  };
  CHECK(Eventually(is_saved));
}

TEST_CASE("money stops at an event it cannot apply, and goes on when it can", "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 4);
  std::atomic<bool> is_broken{true};
  FollowerOptions options = log.Following();
  options.handlers["QuotesChanged"] = [&](pg::Transaction& tx,
                                          const LoggedEvent& event) -> absl::Status {
    if (event.position == 3 && is_broken) return absl::InternalError("no such account");
    return LogFixture::InsertEffect(tx, event);
  };
  Running running(options, log.Here(), log.database.pool("grading"));
  CHECK(Eventually([&] { return running.follower.state().failures > 5; }));
  CHECK(log.Effects() == "1 2");
  CHECK(
      Fails(running.follower.state().last_failure, absl::StatusCode::kInternal, "no such account"));
  is_broken = false;
  CHECK(running.Reaches(4));
  CHECK(log.Effects() == "1 2 3 4");
  CHECK(running.follower.state().failures == 0);
}

TEST_CASE("a view parks what it cannot apply and shows the rest", "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 4);
  FollowerOptions options = log.Following();
  options.policy = FailurePolicy::kPark;
  options.handlers["QuotesChanged"] = [&](pg::Transaction& tx,
                                          const LoggedEvent& event) -> absl::Status {
    if (event.position == 2) return absl::InvalidArgumentError("garbled");
    return LogFixture::InsertEffect(tx, event);
  };
  Running running(options, log.Here(), log.database.pool("grading"));
  CHECK(running.Reaches(4));
  CHECK(log.Effects() == "1 3 4");
  CHECK(running.follower.state().parked == 1);
  const auto parked = log.database.pool("grading").Query(
      Soon(), "SELECT position, payload, error FROM parked_events");
  REQUIRE(parked->size() == 1);
  CHECK(parked->front().Get<int64_t>(0) == 2);
  CHECK(parked->front().Get<std::string>(1) == "2");
  CHECK_THAT(parked->front().Get<std::string>(2), Catch::Contains("garbled"));
}

TEST_CASE("a view does not park an event because the database was away", "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 2);
  std::atomic<int> absences{0};
  FollowerOptions options = log.Following();
  options.policy = FailurePolicy::kPark;
  options.handlers["QuotesChanged"] = [&](pg::Transaction& tx,
                                          const LoggedEvent& event) -> absl::Status {
    if (event.position == 2 && ++absences < 10) return absl::UnavailableError("away");
    return LogFixture::InsertEffect(tx, event);
  };
  Running running(options, log.Here(), log.database.pool("grading"));
  CHECK(running.Reaches(2));
  CHECK(running.follower.state().parked == 0);
  CHECK(log.Effects() == "1 2");
}

TEST_CASE("a log out of reach does not count among the tries of an event", "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 1);
  std::atomic<int> calls{0};
  std::atomic<int> tries{0};
  FollowerOptions options = log.Following();
  options.policy = FailurePolicy::kPark;
  options.handlers["QuotesChanged"] = [&](pg::Transaction& tx,
                                          const LoggedEvent& event) -> absl::Status {
    if (++tries < options.attempts_max) return absl::InternalError("not yet");
    return LogFixture::InsertEffect(tx, event);
  };
  const Source here = log.Here();
  const Source away = [&](const WatchRequest& request, const BatchSink& sink,
                          const std::stop_token& stop) -> absl::Status {
    if (++calls % 5 != 0) return absl::InternalError("no route to the log");
    return here(request, sink, stop);
  };
  Running running(options, away, log.database.pool("grading"));
  CHECK(running.Reaches(1));
  CHECK(running.follower.state().parked == 0);
  CHECK(log.Effects() == "1");
}

TEST_CASE("a batch is applied as a whole or not at all", "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 3);
  FollowerOptions options = log.Following();
  std::vector<size_t> sizes;
  options.apply_batch = [&](pg::Transaction& tx,
                            absl::Span<const LoggedEvent> events) -> absl::Status {
    sizes.push_back(events.size());
    for (const LoggedEvent& event : events) {
      absl::Status applied = LogFixture::InsertEffect(tx, event);
      if (!applied.ok()) return applied;
    }
    return sizes.size() == 1 ? absl::InternalError("once") : absl::OkStatus();
  };
  Running running(options, log.Here(), log.database.pool("grading"));
  CHECK(running.Reaches(3));
  CHECK(log.Effects() == "1 2 3");
  CHECK(sizes.front() == 3);
}

TEST_CASE("a refused cursor bootstraps again, in the transaction that sets it", "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 6);
  const Uuid id = log.Read().log_id;
  REQUIRE(*Prune(log.pool, {.keep_min = 2}, Soon()) == 4);
  FollowerOptions options = log.Following();
  options.bootstrap = [&](pg::Transaction& tx,
                          const absl::Status& refusal) -> absl::StatusOr<Cursor> {
    CHECK(absl::IsOutOfRange(refusal));
    const absl::Status copied = LogFixture::InsertEffect(tx, {5, LogFixture::Named("snapshot")});
    if (!copied.ok()) return copied;
    return Cursor{id, 5};
  };
  Running first(options, log.Here(), log.database.pool("grading"));
  Running second(options, log.Here(), log.database.pool("grading"));
  CHECK(first.Reaches(6));
  CHECK(second.Reaches(6));
  CHECK(log.Effects() == "snapshot 6");
}

TEST_CASE("without a bootstrap a refused cursor is reported and nothing is applied",
          "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 6);
  REQUIRE(*Prune(log.pool, {.keep_min = 2}, Soon()) == 4);
  std::atomic<int> reports{0};
  FollowerOptions options = log.Following();
  options.on_failure = [&](const FollowerState& state) {
    if (absl::IsOutOfRange(state.last_failure)) ++reports;
  };
  Running running(options, log.Here(), log.database.pool("grading"));
  CHECK(Eventually([&] { return reports > 2; }));
  CHECK(log.Effects().empty());
}

TEST_CASE("a follower's own progress lets the log's owner prune", "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 5);
  const WatchOptions brief = {.stream_duration = absl::Milliseconds(1)};
  Running running(log.Following(), log.Here(brief), log.database.pool("grading"));
  CHECK(running.Reaches(5));
  CHECK(Eventually([&] {
    return Prune(log.pool, {.keep_min = 0}, Soon()).value_or(0) >= 0 &&
           log.reader.State(Soon())->pruned_position == 5;
  }));
}

TEST_CASE("a memory follower begins at its snapshot and begins again when the log has moved on",
          "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 4);
  const Uuid id = log.Read().log_id;
  std::atomic<int> bootstraps{0};
  std::mutex mutex;
  std::string seen;
  MemoryFollower follower(
      {.log = "collector",
       .types = {},
       .apply =
           [&](absl::Span<const LoggedEvent> events) {
             const std::lock_guard<std::mutex> lock(mutex);
             for (const LoggedEvent& event : events) seen += event.event.payload;
             return absl::OkStatus();
           },
       .bootstrap = [&]() -> absl::StatusOr<Cursor> {
         // The first snapshot is of a log that is gone.
         return ++bootstraps == 1 ? Cursor{RandomUuid(kNoon), 9} : Cursor{id, 2};
       },
       .backoff_min = absl::Milliseconds(1),
       .on_failure = {}},
      log.Here());
  const std::jthread thread([&](const std::stop_token& stop) { follower.Run(stop); });
  CHECK(Eventually([&] { return follower.state().has_caught_up; }));
  log.Log(5, 5);
  CHECK(Eventually([&] { return follower.state().applied.position == 5; }));
  const std::lock_guard<std::mutex> lock(mutex);
  CHECK(seen == "345");
  CHECK(bootstraps == 2);
}

}  // namespace
}  // namespace overround::eventlog
