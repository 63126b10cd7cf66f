#pragma once

#include <string>
#include <thread>
#include <vector>

#include "migrations/eventlog_migrations.h"
#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/eventlog/appender.h"
#include "libs/eventlog/follower.h"
#include "libs/eventlog/log_reader.h"
#include "libs/eventlog/sequencer.h"
#include "libs/eventlog/source.h"
#include "libs/testing/eventually.h"
#include "libs/testing/postgres.h"
#include "libs/testing/status_matchers.h"

namespace overround::eventlog {

using testing::Eventually;
using testing::Soon;
using testing::Wall;

constexpr absl::Time kNoon = absl::FromUnixSeconds(1'786'000'000);

// What following a log does in these tests: one row per event applied.
constexpr pg::Migration kEffects[] = {{"0001_create_effects",
                                       "CREATE TABLE effects (effect_id BIGINT GENERATED ALWAYS AS "
                                       "IDENTITY, payload TEXT NOT NULL)"}};

inline std::vector<testing::TestSchema> LogSchemas() {
  std::vector<testing::TestSchema> schemas;
  for (const char* schema : {"collector", "grading", "bankroll"}) {
    schemas.push_back({schema, {{"eventlog", kMigrations}, {schema, kEffects}}});
  }
  return schemas;
}

// The collector's log, and two services that may follow it.
struct LogFixture {
  testing::TestDatabase database{LogSchemas()};
  pg::Pool& pool = database.pool("collector");
  Sequencer sequencer{SequencerFor("a")};
  LogReader reader{pool};
  HeadSignal signal{"collector", database.AppConninfo("collector"), Wall()};
  std::jthread signal_thread{[this](const std::stop_token& stop) { signal.Run(stop); }};

  Sequencer SequencerFor(const std::string& holder, int batch_max = 1000,
                         const Clock& wall = Wall()) {
    return Sequencer({.schema = "collector",
                      .listen_conninfo = database.AppConninfo("collector"),
                      .holder = holder,
                      .batch_max = batch_max},
                     pool, wall);
  }

  static Event Named(const std::string& payload, const std::string& type = "QuotesChanged") {
    return {.aggregate = "games/1",
            .type = type,
            .payload = payload,
            .world_time = kNoon,
            .owner = std::nullopt};
  }

  void Append(const std::string& payload, const std::string& type = "QuotesChanged") {
    const auto appended = pool.InTransaction(
        Soon(), [&](pg::Transaction& tx) { return Appender().Append(tx, Named(payload, type)); });
    REQUIRE(IsOk(appended));
  }

  // Appends them and gives them their places.
  void Log(int first, int last) {
    for (int i = first; i <= last; ++i) Append(absl::StrCat(i));
    Sequence();
  }

  void Sequence() {
    if (!sequencer.is_leader()) REQUIRE(*sequencer.TryLead());
    REQUIRE(IsOk(sequencer.MoveBatch()));
  }

  Batch Read(const Cursor& after = {}, const std::vector<std::string>& types = {}) {
    const auto batch = reader.Read(after, types, 1000, Soon());
    REQUIRE(IsOk(batch));
    return *batch;
  }

  std::string Payloads(const Batch& batch) {
    std::string all;
    for (const LoggedEvent& event : batch.events)
      absl::StrAppend(&all, event.position, "=", event.event.payload, " ");
    return all;
  }

  Source Here(WatchOptions options = {}) { return DirectSource(pool, signal, Wall(), options); }

  static absl::Status InsertEffect(pg::Transaction& tx, const LoggedEvent& event) {
    return tx.Query("INSERT INTO effects (payload) VALUES ($1)", {event.event.payload}).status();
  }

  FollowerOptions Following(const std::string& follower = "grading") {
    return {.log = "collector",
            .follower = follower,
            .handlers = {{"QuotesChanged", InsertEffect}},
            .apply_batch = {},
            .bootstrap = {},
            .backoff_min = absl::Milliseconds(1),
            .backoff_max = absl::Milliseconds(20),
            .on_failure = {}};
  }

  // Every effect of a service, in the order they were made.
  std::string Effects(const std::string& schema = "grading") {
    const auto rows = database.pool(schema).Query(
        Soon(), "SELECT coalesce(string_agg(payload, ' ' ORDER BY effect_id), '') FROM effects");
    REQUIRE(IsOk(rows));
    return rows->front().Get<std::string>(0);
  }
};

// A follower on a thread of its own.
struct Running {
  Follower follower;
  std::jthread thread{[this](const std::stop_token& stop) { follower.Run(stop); }};

  Running(FollowerOptions options, Source source, pg::Pool& pool)
      : follower(std::move(options), std::move(source), pool, Wall()) {}

  bool Reaches(int64_t position) {
    return Eventually([&] { return follower.state().applied.position >= position; });
  }
};

}  // namespace overround::eventlog
