#include "libs/eventlog/sequencer.h"

#include <array>
#include <cstdlib>
#include <set>

#include <catch2/catch.hpp>

#include "libs/eventlog/log_fixture_test.h"
#include "libs/testing/catalogue.h"

namespace overround::eventlog {
namespace {

TEST_CASE("the log's tables keep the rules for outgrowing one machine", "[eventlog][pg]") {
  const testing::TestDatabase database("collector", {{"eventlog", kMigrations}});
  CHECK_THAT(testing::CatalogueFaults(database, "collector"),
             Catch::Equals(std::vector<std::string>()));
}

TEST_CASE("committed events get dense places in the order they were appended", "[eventlog][pg]") {
  LogFixture log;
  log.Log(1, 3);
  const Batch batch = log.Read();
  CHECK(log.Payloads(batch) == "1=1 2=2 3=3 ");
  CHECK(batch.head == 3);
  CHECK(batch.events[0].event.world_time == kNoon);
  CHECK(log.reader.State(Soon())->pending == 0);
}

TEST_CASE("an event that commits late is not lost to who has already read past its id",
          "[eventlog][pg]") {
  LogFixture log;
  Cursor cursor;
  const auto late = log.pool.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::Status {
    absl::Status appended = Appender().Append(tx, LogFixture::Named("late"));
    log.Append("early");  // takes a later id, commits first
    log.Sequence();
    const Batch batch = log.Read();
    CHECK(log.Payloads(batch) == "1=early ");
    cursor = {batch.log_id, batch.through};
    return appended;
  });
  REQUIRE(IsOk(late));
  log.Sequence();
  CHECK(log.Payloads(log.Read(cursor)) == "2=late ");
}

TEST_CASE("an event whose transaction rolled back never was", "[eventlog][pg]") {
  LogFixture log;
  const auto failed = log.pool.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::Status {
    CHECK(IsOk(Appender().Append(tx, LogFixture::Named("ghost"))));
    return absl::CancelledError();
  });
  CHECK_FALSE(IsOk(failed));
  log.Log(1, 1);
  CHECK(log.Payloads(log.Read()) == "1=1 ");
}

TEST_CASE("a private event without an owner is refused, and so is an owned public one",
          "[eventlog][pg]") {
  LogFixture log;
  Event event = LogFixture::Named("x");
  event.visibility = Visibility::kOwner;
  const auto append = [&] {
    return log.pool.InTransaction(
        Soon(), [&](pg::Transaction& tx) { return Appender().Append(tx, event); });
  };
  CHECK(Fails(append(), absl::StatusCode::kInvalidArgument, "owner"));
  event.owner = "users/1";
  CHECK(IsOk(append()));
  event.visibility = Visibility::kPublic;
  CHECK(Fails(append(), absl::StatusCode::kInvalidArgument, "owner"));
  log.Sequence();
  CHECK(log.Read().events[0].event.owner == "users/1");
}

TEST_CASE("one leads at a time; the next takes over when the lease is out or given up",
          "[eventlog][pg]") {
  LogFixture log;
  SettableClock wall(Wall().Now());
  Sequencer first = log.SequencerFor("first", 1000, wall);
  Sequencer second = log.SequencerFor("second", 1000, wall);
  REQUIRE(*first.TryLead());
  CHECK_FALSE(*second.TryLead());
  wall.Advance(absl::Seconds(6));
  CHECK(*second.TryLead());
  CHECK(IsOk(second.Resign()));
  CHECK(*first.TryLead());
}

TEST_CASE("a leader that lost its lease moves nothing and knows it", "[eventlog][pg]") {
  LogFixture log;
  SettableClock wall(Wall().Now());
  Sequencer old = log.SequencerFor("old", 1000, wall);
  Sequencer young = log.SequencerFor("young", 1000, wall);
  REQUIRE(*old.TryLead());
  log.Append("1");
  wall.Advance(absl::Seconds(6));
  REQUIRE(*young.TryLead());
  CHECK(Fails(old.MoveBatch(), absl::StatusCode::kAborted));
  CHECK_FALSE(old.is_leader());
  CHECK(log.reader.State(Soon())->position == 0);
  CHECK(*young.MoveBatch() == 1);
}

TEST_CASE("a lease that changes hands in the middle of batches doubles and loses nothing",
          "[eventlog][pg]") {
  LogFixture log;
  constexpr int kEvents = 300;
  for (int i = 1; i <= kEvents; ++i) log.Append(absl::StrCat(i));
  {
    std::array<std::jthread, 3> threads;
    for (size_t i = 0; i < threads.size(); ++i) {
      threads[i] = std::jthread([&, i] {
        SettableClock wall(Wall().Now());
        Sequencer sequencer = log.SequencerFor(absl::StrCat(i), 3, wall);
        while (log.reader.State(Soon()).value_or(LogState{.pending = 1}).pending > 0) {
          wall.Advance(absl::Seconds(6));     // by its own clock every lease is out
          sequencer.TryLead().IgnoreError();  // failures show in the count below
          sequencer.MoveBatch().IgnoreError();
        }
      });
    }
  }
  const Batch batch = log.Read();
  REQUIRE(batch.events.size() == kEvents);
  for (int i = 0; i < kEvents; ++i)
    CHECK(batch.events[i].event.payload == absl::StrCat(batch.events[i].position));
}

// Runs two replicas of a sequencer and several writers; all that was committed, as payloads.
std::multiset<std::string> Race(LogFixture& log, int writers, int each) {
  std::multiset<std::string> committed;
  Sequencer first = log.SequencerFor("first", 7), second = log.SequencerFor("second", 7);
  std::jthread leading([&](const std::stop_token& stop) { first.Run(stop); });
  std::jthread waiting([&](const std::stop_token& stop) { second.Run(stop); });
  {
    std::vector<std::jthread> threads;
    threads.reserve(writers);
    for (int w = 0; w < writers; ++w) {
      for (int n = 0; n < each; ++n) committed.insert(absl::StrCat(w, ".", n));
      threads.emplace_back([&, w] {
        const Appender appender(w % 2 == 0 ? &first : &second);
        for (int n = 0; n < each; ++n) {
          const auto appended = log.pool.InTransaction(Soon(), [&](pg::Transaction& tx) {
            return appender.Append(tx, LogFixture::Named(absl::StrCat(w, ".", n)));
          });
          if (!appended.ok()) std::abort();
        }
      });
    }
  }
  const auto is_done = [&] {
    return log.reader.State(Soon()).value_or(LogState{.pending = 1}).pending == 0;
  };
  CHECK(Eventually(is_done));
  return committed;
}

TEST_CASE("two running sequencers place every event of many writers exactly once",
          "[eventlog][pg]") {
  LogFixture log;
  const std::multiset<std::string> committed = Race(log, 6, 40);
  const Batch batch = log.Read();
  std::multiset<std::string> read;
  std::map<char, int> last;
  for (size_t i = 0; i < batch.events.size(); ++i) {
    const std::string& payload = batch.events[i].event.payload;
    CHECK(batch.events[i].position == static_cast<int64_t>(i + 1));
    // A writer's events keep their order.
    const int n = std::stoi(payload.substr(2));
    CHECK(n >= last[payload[0]]);
    last[payload[0]] = n;
    read.insert(payload);
  }
  CHECK(read == committed);
}

}  // namespace
}  // namespace overround::eventlog
