#include "libs/schedule/task_runner.h"

#include <atomic>
#include <memory>
#include <thread>

#include "migrations/schedule_migrations.h"
#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/testing/eventually.h"
#include "libs/testing/postgres.h"
#include "libs/testing/status_matchers.h"

namespace overround::schedule {
namespace {

using testing::Eventually;
using testing::Soon;
using testing::TestDatabase;
using testing::Wall;

absl::Time At(int hour, int minute = 0, int second = 0) {
  return absl::FromCivil(absl::CivilSecond(2026, 8, 14, hour, minute, second), absl::UTCTimeZone());
}

// One database, a World that stands at 12:00, and what ran in it, in order.
struct Schedule {
  TestDatabase database{"collector", {{"schedule", kMigrations}}};
  SettableClock world{At(12)};
  std::mutex mutex;
  std::string ran;

  std::unique_ptr<TaskRunner> Replica(const std::string& holder, std::vector<Task> tasks,
                                      const Clock& wall = Wall()) {
    auto runner = std::make_unique<TaskRunner>(
        TaskRunnerOptions{.holder = holder, .poll_interval = absl::Milliseconds(5)},
        database.pool(), Clocks{world, wall});
    for (Task& task : tasks) REQUIRE(IsOk(runner->Register(std::move(task))));
    REQUIRE(IsOk(runner->Open(Soon())));
    return runner;
  }

  Task Noting(const std::string& name, int order, const std::string& cron = "") {
    return {.name = name, .order = order, .cron = cron, .run = [this, name](TaskRun&) {
              Note(name);
              return absl::OkStatus();
            }};
  }
  void Note(const std::string& text) {
    const std::lock_guard<std::mutex> lock(mutex);
    ran += text;
  }
  std::string Ran() {
    const std::lock_guard<std::mutex> lock(mutex);
    return ran;
  }
  absl::Status WakeAt(const std::string& task, absl::Time at) {
    return database.pool().InTransaction(Soon(),
                                         [&](pg::Transaction& tx) { return Wake(tx, task, at); });
  }
  int RunDue(TaskRunner& runner) {
    const auto ran_now = runner.RunDue({});
    REQUIRE(IsOk(ran_now));
    return *ran_now;
  }
};

TEST_CASE("a task runs when its cron says so, and missed runs are one", "[schedule][pg]") {
  Schedule schedule;
  const auto runner = schedule.Replica("a", {schedule.Noting("a", 1, "0 * * * *")});
  CHECK(schedule.RunDue(*runner) == 0);
  CHECK(*runner->NextDue(Soon()) == At(13));
  schedule.world.Set(At(16, 30));
  CHECK(schedule.RunDue(*runner) == 1);
  CHECK(schedule.RunDue(*runner) == 0);
  CHECK(*runner->NextDue(Soon()) == At(17));
}

TEST_CASE("what is due at one instant runs in the order of times, orders and names",
          "[schedule][pg]") {
  Schedule schedule;
  const auto runner = schedule.Replica("a", {schedule.Noting("c", 1), schedule.Noting("b", 2),
                                             schedule.Noting("a", 2), schedule.Noting("late", 0)});
  for (const char* task : {"a", "b", "c"}) REQUIRE(IsOk(schedule.WakeAt(task, At(12))));
  REQUIRE(IsOk(schedule.WakeAt("late", At(12, 0, 1))));
  schedule.world.Set(At(12, 0, 1));
  CHECK(schedule.RunDue(*runner) == 4);
  CHECK(schedule.Ran() == "cablate");
}

TEST_CASE("many wakes within the debounce are one run, at the time of the first",
          "[schedule][pg]") {
  Schedule schedule;
  const auto runner = schedule.Replica("a", {schedule.Noting("a", 1)});
  for (int i = 0; i < 4; ++i) REQUIRE(IsOk(schedule.WakeAt("a", At(12, 0, 5 + i))));
  CHECK(*runner->NextDue(Soon()) == At(12, 0, 5));
  CHECK(schedule.RunDue(*runner) == 0);
  schedule.world.Set(At(12, 0, 5));
  CHECK(schedule.RunDue(*runner) == 1);
  CHECK(*runner->NextDue(Soon()) == std::nullopt);
}

TEST_CASE("a wake that commits while the task runs brings another run", "[schedule][pg]") {
  Schedule schedule;
  Task task = schedule.Noting("a", 1);
  task.run = [&](TaskRun& run) {
    schedule.Note("a");
    return schedule.Ran() == "a" ? schedule.WakeAt("a", run.world_time) : absl::OkStatus();
  };
  const auto runner = schedule.Replica("a", {task});
  REQUIRE(IsOk(schedule.WakeAt("a", At(12))));
  CHECK(schedule.RunDue(*runner) == 1);
  CHECK(schedule.RunDue(*runner) == 1);
  CHECK(schedule.RunDue(*runner) == 0);
}

TEST_CASE("waking a task nobody registered is NOT_FOUND", "[schedule][pg]") {
  Schedule schedule;
  const auto runner = schedule.Replica("a", {schedule.Noting("a", 1)});
  CHECK(Fails(schedule.WakeAt("b", At(12)), absl::StatusCode::kNotFound, "b"));
  CHECK(Fails(runner->Trigger("b", Soon()), absl::StatusCode::kNotFound));
  CHECK(Fails(runner->Pause("b", Soon()), absl::StatusCode::kNotFound));
}

TEST_CASE("a task may ask for its own next run", "[schedule][pg]") {
  Schedule schedule;
  Task task = schedule.Noting("a", 1, "0 * * * *");
  task.run = [](TaskRun& run) {
    run.next_run_time = run.world_time + absl::Minutes(7);
    return absl::OkStatus();
  };
  const auto runner = schedule.Replica("a", {task});
  REQUIRE(IsOk(schedule.WakeAt("a", At(12))));
  CHECK(schedule.RunDue(*runner) == 1);
  CHECK(*runner->NextDue(Soon()) == At(12, 7));
}

TEST_CASE("a paused task is not due, keeps its time, and runs once resumed", "[schedule][pg]") {
  Schedule schedule;
  const auto runner = schedule.Replica("a", {schedule.Noting("a", 1, "0 * * * *")});
  REQUIRE(IsOk(runner->Pause("a", Soon())));
  schedule.world.Set(At(15));
  CHECK(*runner->NextDue(Soon()) == std::nullopt);
  CHECK(schedule.RunDue(*runner) == 0);
  CHECK(Fails(runner->Trigger("a", Soon()), absl::StatusCode::kFailedPrecondition, "paused"));
  REQUIRE(IsOk(runner->Resume("a", Soon())));
  CHECK(schedule.RunDue(*runner) == 1);
}

TEST_CASE("a restart keeps what was missed, a new cron counts from now, and old tasks go",
          "[schedule][pg]") {
  Schedule schedule;
  {
    const auto before =
        schedule.Replica("a", {schedule.Noting("a", 1, "0 * * * *"), schedule.Noting("gone", 1)});
  }
  schedule.world.Set(At(14, 30));
  const auto same = schedule.Replica("b", {schedule.Noting("a", 1, "0 * * * *")});
  CHECK(*same->NextDue(Soon()) == At(13));
  CHECK(same->List(Soon())->size() == 1);
  const auto changed = schedule.Replica("c", {schedule.Noting("a", 1, "30 * * * *")});
  CHECK(*changed->NextDue(Soon()) == At(15, 30));
}

TEST_CASE("a failed run is shown with its error, and in a replay was tried three times",
          "[schedule][pg]") {
  Schedule schedule;
  Task task = schedule.Noting("a", 1, "0 * * * *");
  task.run = [&](TaskRun&) {
    schedule.Note("x");
    return absl::NotFoundError("no games");
  };
  const auto runner = schedule.Replica("a", {task});
  schedule.world.Set(At(13));
  CHECK(schedule.RunDue(*runner) == 1);
  CHECK(schedule.Ran() == "xxx");
  const TaskState state = runner->List(Soon())->front();
  CHECK(state.status == RunStatus::kFailed);
  CHECK_THAT(state.error, Catch::Contains("no games"));
  CHECK(state.failures == 1);
  CHECK(state.last_run_time == At(13));
  CHECK(state.next_run_time == At(14));
}

TEST_CASE("live, a failed run is tried again sooner than its cron, ever later", "[schedule][pg]") {
  Schedule schedule;
  Task task = schedule.Noting("a", 1, "0 0 * * *");
  task.run = [](TaskRun&) { return absl::UnavailableError("provider"); };
  const auto runner = schedule.Replica("a", {task});
  const std::jthread thread([&](const std::stop_token& stop) { runner->Run(stop); });
  REQUIRE(IsOk(schedule.WakeAt("a", At(12))));
  const auto retries_at = [&](absl::Time at) {
    return Eventually([&] { return *runner->NextDue(Soon()) == at; });
  };
  CHECK(retries_at(At(12, 0, 10)));
  schedule.world.Set(At(12, 0, 10));
  CHECK(retries_at(At(12, 0, 30)));
}

TEST_CASE("of two live replicas exactly one performs each run", "[schedule][pg]") {
  Schedule schedule;
  std::atomic<int> runs{0}, at_once{0}, overlaps{0};
  Task task = schedule.Noting("a", 1);
  task.run = [&](TaskRun&) {
    if (++at_once > 1) ++overlaps;
    ++runs;
    --at_once;
    return absl::OkStatus();
  };
  const auto first = schedule.Replica("first", {task});
  const auto second = schedule.Replica("second", {task});
  const std::jthread one([&](const std::stop_token& stop) { first->Run(stop); });
  const std::jthread two([&](const std::stop_token& stop) { second->Run(stop); });
  for (int i = 1; i <= 20; ++i) {
    REQUIRE(IsOk(schedule.WakeAt("a", schedule.world.Now())));
    REQUIRE(Eventually([&] { return runs >= i && !*first->IsRunning(Soon()); }));
  }
  CHECK(runs == 20);
  CHECK(overlaps == 0);
}

TEST_CASE("a lease is renewed while its task runs, so no replica begins it again",
          "[schedule][pg]") {
  Schedule schedule;
  std::atomic<int> runs{0};
  Task task = schedule.Noting("a", 1);
  task.run = [&](TaskRun& run) {
    ++runs;
    // Longer than the lease, which ends only by renewals.
    const absl::Time begun = Wall().Now();
    while (Wall().Now() - begun < absl::Milliseconds(600) && !run.stop.stop_requested())
      std::this_thread::yield();
    return run.stop.stop_requested() ? absl::AbortedError("lost") : absl::OkStatus();
  };
  const auto replica = [&](const std::string& holder) {
    auto runner =
        std::make_unique<TaskRunner>(TaskRunnerOptions{.holder = holder,
                                                       .lease_duration = absl::Milliseconds(300),
                                                       .poll_interval = absl::Milliseconds(5)},
                                     schedule.database.pool(), Clocks{schedule.world, Wall()});
    REQUIRE(IsOk(runner->Register(task)));
    REQUIRE(IsOk(runner->Open(Soon())));
    return runner;
  };
  const auto first = replica("first"), second = replica("second");
  REQUIRE(IsOk(schedule.WakeAt("a", At(12))));
  const std::jthread one([&](const std::stop_token& stop) { first->Run(stop); });
  const std::jthread two([&](const std::stop_token& stop) { second->Run(stop); });
  REQUIRE(Eventually([&] { return first->List(Soon())->front().status == RunStatus::kSucceeded; }));
  CHECK(runs == 1);
}

// Begins a run and abandons it as a killed process would: the row says RUNNING and the lease is
// held.
void BeginAndDie(Schedule& schedule, const Clock& wall) {
  const auto begun =
      schedule.database.pool().InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::Status {
        const auto fence =
            TryAcquire(tx, {.lease = "task/a", .holder = "dead", .wall_now = wall.Now()});
        if (!fence.ok() || !*fence) return absl::InternalError("no lease");
        return tx
            .Query(
                "UPDATE scheduled_tasks SET status = 'RUNNING', run_due_time = $1, next_run_time = "
                "$2 WHERE name = 'a'",
                {At(11), At(13)})
            .status();
      });
  REQUIRE(IsOk(begun));
}

TEST_CASE("a run whose process died is run again once its lease is out, and only then",
          "[schedule][pg]") {
  Schedule schedule;
  SettableClock wall(Wall().Now());
  const auto runner = schedule.Replica("a", {schedule.Noting("a", 1, "0 * * * *")}, wall);
  BeginAndDie(schedule, wall);
  CHECK(*runner->IsRunning(Soon()));
  CHECK(*runner->NextDue(Soon()) == At(11));
  std::atomic<int> ran{-1};
  std::jthread replay([&] { ran = runner->RunDue({}).value_or(-2); });
  CHECK(schedule.Ran() == "");
  wall.Advance(absl::Seconds(6));
  replay.join();
  CHECK(ran == 1);
  CHECK(schedule.Ran() == "a");
  CHECK_FALSE(*runner->IsRunning(Soon()));
  CHECK(*runner->NextDue(Soon()) == At(13));
}

TEST_CASE("a run that lost its lease cannot write, and does not end its successor's",
          "[schedule][pg]") {
  Schedule schedule;
  absl::Status written;
  Task task = schedule.Noting("a", 1);
  task.run = [&](TaskRun& run) {
    // A replica whose clock says that our lease is out takes over while we are at it.
    const auto stolen = schedule.database.pool().InTransaction(Soon(), [&](pg::Transaction& tx) {
      return TryAcquire(
          tx,
          {.lease = run.fence.lease, .holder = "thief", .wall_now = Wall().Now() + absl::Hours(1)});
    });
    REQUIRE(IsOk(stolen));
    written = schedule.database.pool().InTransaction(
        Soon(), [&](pg::Transaction& tx) { return run.fence.Check(tx); });
    return absl::OkStatus();
  };
  const auto runner = schedule.Replica("a", {task});
  REQUIRE(IsOk(schedule.WakeAt("a", At(12))));
  CHECK(schedule.RunDue(*runner) == 1);
  CHECK(Fails(written, absl::StatusCode::kAborted));
  CHECK(*runner->IsRunning(Soon()));
}

TEST_CASE("a run given up because the process ends is taken over at once", "[schedule][pg]") {
  Schedule schedule;
  std::atomic<bool> is_running{false};
  Task task = schedule.Noting("a", 1);
  task.run = [&](TaskRun& run) {
    is_running = true;
    while (!run.stop.stop_requested()) std::this_thread::yield();
    return absl::CancelledError("stopping");
  };
  const auto runner = schedule.Replica("a", {task});
  REQUIRE(IsOk(schedule.WakeAt("a", At(12))));
  {
    const std::jthread thread([&](const std::stop_token& stop) { runner->Run(stop); });
    REQUIRE(Eventually([&] { return is_running.load(); }));
  }
  const auto successor = schedule.Replica("b", {schedule.Noting("a", 1)});
  CHECK(schedule.RunDue(*successor) == 1);
  CHECK(schedule.Ran() == "a");
}

TEST_CASE("a cron that does not parse and a name used twice are refused", "[schedule][pg]") {
  Schedule schedule;
  TaskRunner runner({.holder = "a"}, schedule.database.pool(), Clocks{schedule.world, Wall()});
  CHECK(Fails(runner.Register(schedule.Noting("a", 1, "hourly")),
              absl::StatusCode::kInvalidArgument, "cron"));
  CHECK(IsOk(runner.Register(schedule.Noting("a", 1))));
  CHECK(
      Fails(runner.Register(schedule.Noting("a", 2)), absl::StatusCode::kInvalidArgument, "twice"));
}

}  // namespace
}  // namespace overround::schedule
