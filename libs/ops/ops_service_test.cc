#include "libs/ops/ops_service.h"

#include <memory>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>
#include <overround/ops/v1/ops.grpc.pb.h>

#include "libs/eventlog/log_reader.h"
#include "libs/eventlog/sequencer.h"
#include "libs/ops/run_service.h"
#include "libs/rpc/test_caller.h"
#include "libs/schedule/task_runner.h"
#include "libs/testing/postgres.h"
#include "libs/testing/status_matchers.h"
#include "libs/wire/time_wire.h"

namespace overround::ops {
namespace {

using testing::Soon;

const absl::Time kNoon = absl::FromUnixSeconds(1'790'000'000);

// The Ops of the service "grading", with two tasks, on a database of its own.
class OpsFixture {
 public:
  explicit OpsFixture(Mode mode) : world_(mode) {
    AddTask("grade", 1, "*/10 * * * *", absl::OkStatus());
    AddTask("adjust", 2, "", absl::InternalError("no coefficients"));
    if (mode == Mode::kLive) REQUIRE(IsOk(tasks_.Open(Soon())));
    if (mode == Mode::kReplay) {
      REQUIRE(IsOk(world_.OnFirstSet([this] { return tasks_.Open(Soon()); })));
    }
    REQUIRE(*sequencer_.TryLead());
    ops_ = std::make_unique<OpsService>(OpsParts{
        .service = "grading",
        .world = world_,
        .wall = wall_,
        .tasks = tasks_,
        .log = log_,
        .task_descriptions = {{"grade", "Grades what has ended."}},
        .followers = {},
        .health = [this](absl::Time) { return health; },
        .quality_checks = [this](const QualityQuery& query, absl::Time) { return Checks(query); },
        .queued_work = [this](absl::Time) { return queued; }});
    server_ = std::make_unique<rpc::TestServer>("grading", std::vector<grpc::Service*>{ops_.get()});
    stub_ = v1::Ops::NewStub(server_->channel());
  }

  // Calls a method as an operator.
  template <typename Response, typename Method, typename Request>
  absl::StatusOr<Response> Call(Method method, const Request& request) {
    const auto context = server_->AsOperator();
    Response response;
    const auto status = rpc::FromGrpc(((*stub_).*method)(context.get(), request, &response));
    if (!status.ok()) return status;
    return response;
  }
  absl::Status SetWorldTime(absl::Time time) {
    v1::SetWorldTimeRequest request;
    *request.mutable_world_time() = wire::ToProto(time);
    return Call<v1::SetWorldTimeResponse>(&v1::Ops::Stub::SetWorldTime, request).status();
  }
  absl::StatusOr<v1::Progress> Progress() {
    return Call<v1::Progress>(&v1::Ops::Stub::GetProgress, v1::GetProgressRequest());
  }

  v1::Ops::Stub& stub() { return *stub_; }
  rpc::TestServer& server() { return *server_; }
  pg::Pool& pool() { return database_.pool(); }

  std::vector<std::string> ran;
  std::vector<ComponentHealth> health;
  std::vector<QualityCheck> checks;
  int64_t queued = 0;

 private:
  void AddTask(const std::string& name, int order, const std::string& cron,
               const absl::Status& outcome) {
    REQUIRE(IsOk(tasks_.Register({.name = name,
                                  .order = order,
                                  .cron = cron,
                                  .run = [this, name, outcome](schedule::TaskRun&) {
                                    ran.push_back(name);
                                    return outcome;
                                  }})));
  }
  absl::StatusOr<std::vector<QualityCheck>> Checks(const QualityQuery& query) {
    std::vector<QualityCheck> found;
    for (const QualityCheck& check : checks) {
      if (query.failed_only && check.has_passed) continue;
      if (query.before_time && check.check_time >= *query.before_time) continue;
      if (found.size() <= static_cast<size_t>(query.page_size)) found.push_back(check);
    }
    return found;
  }

  testing::TestDatabase database_{"grading", MigrationSetsOf("grading", {})};
  SystemClock wall_;
  WorldTime world_;
  schedule::TaskRunner tasks_{
      {.holder = "test"}, database_.pool(), {.world = world_.clock(), .wall = wall_}};
  eventlog::Sequencer sequencer_{
      {.schema = "grading", .listen_conninfo = database_.AppConninfo(), .holder = "test"},
      database_.pool(),
      wall_};
  eventlog::LogReader log_{database_.pool()};
  std::unique_ptr<OpsService> ops_;
  std::unique_ptr<rpc::TestServer> server_;
  std::unique_ptr<v1::Ops::Stub> stub_;
};

TEST_CASE("users may not see or steer a service, services and operators may", "[ops][pg]") {
  OpsFixture ops(Mode::kLive);
  v1::Health health;
  const auto ask = [&](const Caller& caller) {
    const auto context = ops.server().As(caller);
    return rpc::FromGrpc(ops.stub().GetHealth(context.get(), {}, &health)).code();
  };
  CHECK(ask(Caller::User("users/u", {"user", "pro_user"})) == absl::StatusCode::kPermissionDenied);
  CHECK(ask(Caller::Anonymous()) == absl::StatusCode::kPermissionDenied);
  CHECK(ask(Caller::Service("gateway")) == absl::StatusCode::kOk);
  CHECK(ask(Caller::User("users/u", {"super_admin"})) == absl::StatusCode::kOk);
}

TEST_CASE("a request for another service is refused", "[ops][pg]") {
  OpsFixture ops(Mode::kLive);
  v1::GetHealthRequest request;
  request.set_service("bankroll");
  CHECK(Fails(ops.Call<v1::Health>(&v1::Ops::Stub::GetHealth, request),
              absl::StatusCode::kInvalidArgument, "want \"grading\""));
}

TEST_CASE("tasks are listed by order, page by page", "[ops][pg]") {
  OpsFixture ops(Mode::kLive);
  v1::ListTasksRequest request;
  request.set_page_size(1);
  const auto first = ops.Call<v1::ListTasksResponse>(&v1::Ops::Stub::ListTasks, request);
  REQUIRE(IsOk(first));
  REQUIRE(first->tasks_size() == 1);
  CHECK(first->tasks(0).task() == "grade");
  CHECK(first->tasks(0).description() == "Grades what has ended.");
  CHECK(first->tasks(0).has_next_run_time());
  request.set_page_token(first->next_page_token());
  const auto second = ops.Call<v1::ListTasksResponse>(&v1::Ops::Stub::ListTasks, request);
  REQUIRE(IsOk(second));
  REQUIRE(second->tasks_size() == 1);
  CHECK(second->tasks(0).task() == "adjust");
  CHECK(second->next_page_token().empty());
}

TEST_CASE("a task is paused, resumed and triggered; an unknown one is not found", "[ops][pg]") {
  OpsFixture ops(Mode::kLive);
  v1::PauseTaskRequest pause;
  pause.set_task("adjust");
  CHECK(ops.Call<v1::Task>(&v1::Ops::Stub::PauseTask, pause)->state() == v1::Task::STATE_PAUSED);
  v1::ResumeTaskRequest resume;
  resume.set_task("adjust");
  CHECK(ops.Call<v1::Task>(&v1::Ops::Stub::ResumeTask, resume)->state() == v1::Task::STATE_IDLE);
  v1::TriggerTaskRequest trigger;
  trigger.set_task("adjust");
  CHECK(ops.Call<v1::Task>(&v1::Ops::Stub::TriggerTask, trigger)->has_next_run_time());
  trigger.set_task("nothing");
  CHECK(
      Fails(ops.Call<v1::Task>(&v1::Ops::Stub::TriggerTask, trigger), absl::StatusCode::kNotFound));
}

TEST_CASE("a live service refuses what is for replays", "[ops][pg]") {
  OpsFixture ops(Mode::kLive);
  CHECK(Fails(ops.SetWorldTime(kNoon), absl::StatusCode::kFailedPrecondition));
  CHECK(Fails(
      ops.Call<v1::RunDueTasksResponse>(&v1::Ops::Stub::RunDueTasks, v1::RunDueTasksRequest()),
      absl::StatusCode::kFailedPrecondition));
}

TEST_CASE("in a replay what is due runs when told, in order, and a failure stops nothing",
          "[ops][pg]") {
  OpsFixture ops(Mode::kReplay);
  const auto run = [&] {
    return ops.Call<v1::RunDueTasksResponse>(&v1::Ops::Stub::RunDueTasks, v1::RunDueTasksRequest());
  };
  REQUIRE(IsOk(run()));
  CHECK_FALSE(ops.Progress()->has_world_time());
  REQUIRE(IsOk(ops.SetWorldTime(kNoon)));
  REQUIRE(IsOk(ops.pool().InTransaction(Soon(), [](pg::Transaction& tx) {
    return schedule::Wake(tx, "adjust", kNoon + absl::Minutes(1));
  })));
  CHECK(ops.ran.empty());
  REQUIRE(IsOk(ops.SetWorldTime(kNoon + absl::Hours(1))));
  const auto answer = run();
  REQUIRE(IsOk(answer));
  REQUIRE(answer->tasks_size() == 2);
  CHECK(answer->tasks(0).task() == "adjust");
  CHECK(answer->tasks(0).state() == v1::Task::STATE_FAILED);
  CHECK(answer->tasks(1).task() == "grade");
  CHECK(ops.ran.front() == "adjust");
  CHECK(ops.ran.back() == "grade");
}

TEST_CASE("a service is quiet once it has no work left", "[ops][pg]") {
  OpsFixture ops(Mode::kReplay);
  ops.queued = 1;
  const auto busy = ops.Progress();
  REQUIRE(IsOk(busy));
  CHECK_FALSE(busy->quiet());
  ops.queued = 0;
  const auto quiet = ops.Progress();
  REQUIRE(IsOk(quiet));
  CHECK(quiet->quiet());
  CHECK(quiet->mode() == v1::Progress::MODE_REPLAY);
  CHECK(quiet->head().position() == 0);
  CHECK_FALSE(quiet->has_next_due_time());
}

TEST_CASE("a run whose process was killed is due again and does not keep a replay busy",
          "[ops][pg]") {
  OpsFixture ops(Mode::kReplay);
  REQUIRE(IsOk(ops.SetWorldTime(kNoon)));
  REQUIRE(IsOk(ops.pool().InTransaction(Soon(), [](pg::Transaction& tx) {
    return tx
        .Query(
            "UPDATE scheduled_tasks SET status = 'RUNNING', run_due_time = $1 WHERE name = 'grade'",
            {kNoon})
        .status();
  })));
  const auto progress = ops.Progress();
  REQUIRE(IsOk(progress));
  CHECK(progress->quiet());
  CHECK(progress->next_due_time().seconds() == absl::ToUnixSeconds(kNoon));
  const auto answer =
      ops.Call<v1::RunDueTasksResponse>(&v1::Ops::Stub::RunDueTasks, v1::RunDueTasksRequest());
  REQUIRE(IsOk(answer));
  REQUIRE(answer->tasks_size() == 1);
  CHECK(answer->tasks(0).run_count() == 1);
  CHECK(answer->tasks(0).has_last_run_duration());
  CHECK(ops.ran == std::vector<std::string>{"grade"});
}

TEST_CASE("health is as bad as its worst part", "[ops][pg]") {
  OpsFixture ops(Mode::kLive);
  ops.health = {{.component = "database"},
                {.component = "follower",
                 .status = ComponentHealth::Status::kDegraded,
                 .message = "catching up"}};
  const auto health = ops.Call<v1::Health>(&v1::Ops::Stub::GetHealth, v1::GetHealthRequest());
  REQUIRE(IsOk(health));
  CHECK(health->status() == v1::Health::STATUS_DEGRADED);
  CHECK(health->components(1).message() == "catching up");
}

TEST_CASE("data-quality checks come newest first, page by page", "[ops][pg]") {
  OpsFixture ops(Mode::kLive);
  for (int i = 3; i > 0; --i) {
    ops.checks.push_back({.check_id = absl::StrCat("c", i),
                          .check_type = "line",
                          .source = "odds_api",
                          .has_passed = i != 2,
                          .checked_count = 9,
                          .failed_count = 0,
                          .details = "",
                          .check_time = kNoon + absl::Seconds(i)});
  }
  v1::ListDataQualityChecksRequest request;
  request.set_page_size(2);
  const auto list = [&] {
    return ops.Call<v1::ListDataQualityChecksResponse>(&v1::Ops::Stub::ListDataQualityChecks,
                                                       request);
  };
  const auto first = list();
  REQUIRE(IsOk(first));
  REQUIRE(first->data_quality_checks_size() == 2);
  request.set_page_token(first->next_page_token());
  const auto second = list();
  REQUIRE(IsOk(second));
  REQUIRE(second->data_quality_checks_size() == 1);
  CHECK(second->data_quality_checks(0).check_id() == "c1");
  request.clear_page_token();
  request.set_failed_only(true);
  CHECK(list()->data_quality_checks(0).check_id() == "c2");
}

}  // namespace
}  // namespace overround::ops
