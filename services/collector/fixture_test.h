#pragma once

// For this service's tests: a database of its own and the parts that write facts into it.

#include <filesystem>
#include <string>
#include <vector>

#include "migrations/collector_migrations.h"
#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/base/ids.h"
#include "libs/eventlog/appender.h"
#include "libs/ops/run_service.h"
#include "libs/schedule/lease.h"
#include "libs/schedule/task_runner.h"
#include "libs/testing/golden.h"
#include "libs/testing/postgres.h"
#include "libs/testing/status_matchers.h"
#include "services/collector/archive/archive.h"
#include "services/collector/games/games.h"
#include "services/collector/injuries/injuries.h"
#include "services/collector/intake/espn_intake.h"
#include "services/collector/intake/intake.h"
#include "services/collector/quotes/quotes.h"
#include "services/collector/rosters/rosters.h"
#include "services/collector/statistics/statistics.h"

namespace overround::collector {

// A folder of the test's own, gone with it.
class TestFolder {
 public:
  TestFolder()
      : path_(std::filesystem::temp_directory_path() /
              absl::StrCat("overround-test-", RandomUuid(absl::Now()).ToString())) {
    std::filesystem::create_directories(path_);
  }
  ~TestFolder() { std::filesystem::remove_all(path_); }
  TestFolder(const TestFolder&) = delete;
  TestFolder& operator=(const TestFolder&) = delete;
  std::string path() const { return path_.string(); }

 private:
  std::filesystem::path path_;
};

inline absl::Time At(absl::string_view text) {
  absl::Time time;
  std::string error;
  REQUIRE(absl::ParseTime(absl::RFC3339_full, text, &time, &error));
  return time;
}

struct CollectorFixture {
  testing::TestDatabase database{"collector", ops::MigrationSetsOf("collector", kMigrations)};
  TestFolder folder;
  Archive archive{folder.path()};
  IdSource ids{"seed"};
  eventlog::Appender events;
  Games games{ids, events};
  Quotes quotes{ids, events};
  Intake intake{database.pool(), archive, games, quotes, ids};
  Rosters rosters{ids};
  Injuries injuries{ids, events};
  Statistics statistics{ids, events};
  EspnIntake espn_intake{{database.pool(), archive, games, quotes, intake.turns(), rosters,
                          injuries, statistics, ids}};

  CollectorFixture() {
    intake.Delegate(
        "espn", [this](const RawDocument& document, absl::Time deadline, const IntakeHooks& hooks) {
          return espn_intake.TakeIn(document, deadline, hooks);
        });
  }

  // Runs in a transaction that must succeed.
  template <typename Body>
  auto Do(Body&& body) {
    auto result = database.pool().InTransaction(testing::Soon(), std::forward<Body>(body));
    INFO(testing::StatusIn(result));
    REQUIRE(testing::StatusIn(result).ok());
    if constexpr (!std::is_same_v<decltype(result), absl::Status>) return *std::move(result);
  }

  // The first column of a one-row answer.
  int64_t Number(const std::string& sql) {
    return Do([&](pg::Transaction& tx) -> absl::StatusOr<int64_t> {
      const auto rows = tx.Query(sql);
      if (!rows.ok()) return rows.status();
      return rows->front().Get<int64_t>(0);
    });
  }

  // The types of the events told so far, in order.
  std::vector<std::string> Events() {
    return Do([&](pg::Transaction& tx) -> absl::StatusOr<std::vector<std::string>> {
      const auto rows =
          tx.Query("SELECT event_type FROM collector.events_pending ORDER BY event_id");
      if (!rows.ok()) return rows.status();
      std::vector<std::string> types;
      for (const pg::Row row : *rows) types.push_back(row.Get<std::string>(0));
      return types;
    });
  }

  // An answer of The Odds API about baseball.
  static RawDocument Answer(std::string body, absl::Time received,
                            DocumentKind kind = DocumentKind::kOdds) {
    RawDocument document;
    document.source = "odds_api";
    document.kind = kind;
    document.sport = "baseball_mlb";
    document.request = kind == DocumentKind::kOdds
                           ? "/v4/sports/baseball_mlb/odds?markets=h2h,spreads,totals"
                           : "/v4/sports/baseball_mlb/scores";
    document.receive_time = received;
    document.body = std::move(body);
    return document;
  }

  // The same, received just now and given its turn.
  RawDocument Received(RawDocument document, const Clock& world) {
    const auto order = intake.OrderOf(document.source, document.sport, testing::Soon());
    REQUIRE(order.ok());
    document.turn = intake.turns().Receive(*order, world);
    document.receive_time = document.turn->receive_time();
    return document;
  }

  // A run of a task under a lease that holds.
  schedule::TaskRun RunAt(const std::string& task, absl::Time world_time) {
    const auto fence = Do([&](pg::Transaction& tx) {
      return schedule::TryAcquire(
          tx, {task + absl::FormatTime(world_time), "test", testing::Wall().Now(), absl::Hours(1)});
    });
    REQUIRE(fence.has_value());
    return {task, world_time, world_time, *fence, {}, std::nullopt};
  }

  Taken Take(const RawDocument& document) {
    const absl::StatusOr<Taken> taken = intake.TakeIn(document, testing::Soon());
    INFO(taken.status());
    REQUIRE(taken.ok());
    return *taken;
  }
};

}  // namespace overround::collector
