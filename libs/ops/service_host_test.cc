#include "libs/ops/service_host.h"

#include <cstdlib>
#include <filesystem>
#include <functional>
#include <future>
#include <memory>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>
#include <grpc/health/v1/health.grpc.pb.h>
#include <overround/ops/v1/ops.grpc.pb.h>

#include "libs/ops/run_service.h"
#include "libs/testing/postgres.h"
#include "libs/testing/status_matchers.h"
#include "libs/wire/time_wire.h"

namespace overround::ops {
namespace {

namespace health_pb = grpc::health::v1;
using testing::Soon;

const absl::Time kNoon = absl::FromUnixSeconds(1'790'000'000);

struct Folder {
  Folder() {
    std::string name = (std::filesystem::temp_directory_path() / "overround.XXXXXX").string();
    path = mkdtemp(name.data());
  }
  ~Folder() { std::filesystem::remove_all(path); }
  std::string path;
};

// The database and the keys that the services of a test share.
struct Ground {
  Folder folder;
  testing::TestDatabase database{
      std::vector<testing::TestSchema>{{"collector", MigrationSetsOf("collector", {})},
                                       {"grading", MigrationSetsOf("grading", {})}}};

  HostSettings SettingsOf(const std::string& service, Mode mode) const {
    return {.service = service,
            .database_url = database.AppConninfo(service),
            .database_connections_max = 8,
            .grpc_address = "127.0.0.1:0",
            .metrics_address = "127.0.0.1:0",
            .signing_key_file = absl::StrCat(folder.path, "/", service, ".key"),
            .public_keys_dir = folder.path,
            .seed = "seed",
            .mode = mode,
            .log_level = telemetry::Level::kError,
            .drain_patience = absl::Seconds(5),
            .task_threads = 1,
            .neighbours = {}};
  }
};

// A service being served on a thread of its own.
class Served {
 public:
  Served(const Ground& ground, const HostSettings& settings,
         const std::function<void(ServiceHost&)>& add = nullptr)
      : wall_(),
        tokens_(*rpc::SigningKey::LoadOrCreate("operator", ground.folder.path + "/operator.key",
                                               ground.folder.path),
                wall_) {
    auto host = ServiceHost::Create(settings, MigrationSetsOf(settings.service, {}), stop_);
    REQUIRE(IsOk(host));
    host_ = *std::move(host);
    if (add) add(*host_);
    std::promise<void> started;
    host_->AddThread([&](std::stop_token) { started.set_value(); });
    serving_ = std::async(std::launch::async, [this] { return host_->Serve(); });
    started.get_future().wait();
    channel_ = std::make_unique<rpc::Channel>(
        rpc::ChannelOptions{.target = address(), .audience = settings.service}, tokens_);
    stub_ = v1::Ops::NewStub(channel_->grpc());
  }
  ~Served() {
    stop_.Raise();
    if (serving_.valid()) serving_.wait();
  }

  absl::Status Stop() {
    stop_.Raise();
    return serving_.get();
  }

  std::string address() const { return absl::StrCat("127.0.0.1:", host_->grpc_port()); }
  ServiceHost& host() { return *host_; }

  template <typename Response, typename Method, typename Request>
  absl::StatusOr<Response> Call(Method method, const Request& request) {
    const auto context =
        channel_->NewContext(Soon(), Caller::User("users/operator", {"user", "admin"}), "");
    Response response;
    const auto status = rpc::FromGrpc(((*stub_).*method)(context.get(), request, &response));
    if (!status.ok()) return status;
    return response;
  }
  absl::StatusOr<v1::Progress> Progress() {
    return Call<v1::Progress>(&v1::Ops::Stub::GetProgress, v1::GetProgressRequest());
  }
  void AwaitProgress(const std::function<bool(const v1::Progress&)>& reached) {
    const absl::Time deadline = Soon();
    while (absl::Now() < deadline) {
      const auto seen = Progress();
      if (seen.ok() && reached(*seen)) return;
    }
    FAIL("the service does not get there");
  }
  absl::Status SetWorldTime(absl::Time time) {
    v1::SetWorldTimeRequest request;
    *request.mutable_world_time() = wire::ToProto(time);
    return Call<v1::SetWorldTimeResponse>(&v1::Ops::Stub::SetWorldTime, request).status();
  }
  int Health(const std::string& service) {
    grpc::ClientContext context;
    context.set_deadline(absl::ToChronoTime(Soon()));
    context.set_wait_for_ready(true);
    health_pb::HealthCheckRequest request;
    request.set_service(service);
    health_pb::HealthCheckResponse response;
    const auto watch = health_pb::Health::NewStub(channel_->grpc())->Watch(&context, request);
    while (watch->Read(&response)) {
      if (response.status() == health_pb::HealthCheckResponse::SERVING) break;
    }
    context.TryCancel();
    return response.status();
  }

 private:
  rpc::StopSignal stop_;
  SystemClock wall_;
  rpc::TokenSource tokens_;
  std::unique_ptr<ServiceHost> host_;
  std::future<absl::Status> serving_;
  std::unique_ptr<rpc::Channel> channel_;
  std::unique_ptr<v1::Ops::Stub> stub_;
};

absl::Status Happen(ServiceHost& host, const std::string& game) {
  return host.pool().InTransaction(Soon(), [&](pg::Transaction& tx) {
    return host.appender().Append(tx, {.aggregate = absl::StrCat("games/", game),
                                       .type = "GameFinal",
                                       .payload = "",
                                       .world_time = kNoon,
                                       .visibility = eventlog::Visibility::kPublic,
                                       .owner = std::nullopt});
  });
}

// A follower of the collector that tells what it applied, and when by World time.
struct Grader {
  std::promise<std::pair<std::string, absl::Time>> applied;

  std::function<void(ServiceHost&)> Following() {
    return [this](ServiceHost& host) {
      eventlog::FollowerOptions options;
      options.log = "collector";
      options.handlers["GameFinal"] = [this, &host](pg::Transaction&,
                                                    const eventlog::LoggedEvent& logged) {
        applied.set_value({logged.event.aggregate, host.clocks().world.Now()});
        return absl::OkStatus();
      };
      host.Follow("results", std::move(options));
    };
  }
};

HostSettings Grading(const Ground& ground, const Served& collector, Mode mode) {
  HostSettings settings = ground.SettingsOf("grading", mode);
  settings.neighbours["collector"] = collector.address();
  return settings;
}

TEST_CASE("a service becomes ready, and ends in order when told to", "[host][pg]") {
  const Ground ground;
  Served collector(ground, ground.SettingsOf("collector", Mode::kLive));
  CHECK(collector.Health("") == health_pb::HealthCheckResponse::SERVING);
  CHECK(collector.Health("overround.eventlog.v1.EventLogService") ==
        health_pb::HealthCheckResponse::SERVING);
  const auto health = collector.Call<v1::Health>(&v1::Ops::Stub::GetHealth, v1::GetHealthRequest());
  REQUIRE(IsOk(health));
  CHECK(health->components(0).component() == "database");
  const absl::Time start = absl::Now();
  CHECK(IsOk(collector.Stop()));
  CHECK(absl::Now() - start < absl::Seconds(5));
}

TEST_CASE("an event of one service reaches a follower in another", "[host][pg]") {
  const Ground ground;
  Grader grader;
  Served collector(ground, ground.SettingsOf("collector", Mode::kLive));
  Served grading(ground, Grading(ground, collector, Mode::kLive), grader.Following());
  REQUIRE(IsOk(Happen(collector.host(), "1")));
  CHECK(grader.applied.get_future().get().first == "games/1");
  CHECK(IsOk(grading.Stop()));
}

TEST_CASE("in a replay no event is applied before World time is set", "[host][pg]") {
  const Ground ground;
  Grader grader;
  Served collector(ground, ground.SettingsOf("collector", Mode::kReplay),
                   [](ServiceHost& host) { host.SetReplayStart(kNoon); });
  Served grading(ground, Grading(ground, collector, Mode::kReplay), grader.Following());
  CHECK(collector.Health("") == health_pb::HealthCheckResponse::SERVING);
  CHECK(grading.Health("") == health_pb::HealthCheckResponse::SERVING);
  REQUIRE(IsOk(Happen(collector.host(), "1")));
  REQUIRE(IsOk(grading.SetWorldTime(kNoon + absl::Hours(1))));
  CHECK(grader.applied.get_future().get() ==
        std::pair<std::string, absl::Time>("games/1", kNoon + absl::Hours(1)));
}

TEST_CASE("a replay in which nothing has happened begins at its start, a resumed one does not",
          "[host][pg]") {
  const Ground ground;
  const HostSettings settings = ground.SettingsOf("collector", Mode::kReplay);
  const auto with_start = [](ServiceHost& host) { host.SetReplayStart(kNoon); };
  {
    Served collector(ground, settings, with_start);
    collector.AwaitProgress([](const v1::Progress& seen) { return seen.has_world_time(); });
    CHECK(collector.host().clocks().world.Now() == kNoon);
    REQUIRE(IsOk(Happen(collector.host(), "1")));
    collector.AwaitProgress([](const v1::Progress& seen) { return seen.head().position() > 0; });
  }
  Served again(ground, settings, with_start);
  CHECK(again.Health("") == health_pb::HealthCheckResponse::SERVING);
  again.AwaitProgress([](const v1::Progress& seen) { return seen.head().position() > 0; });
  CHECK_FALSE(again.host().world().is_set());
  CHECK(IsOk(again.SetWorldTime(kNoon + absl::Minutes(1))));
}

TEST_CASE("a service prunes its log once a day, but for the newest events", "[host][pg]") {
  const Ground ground;
  HostSettings settings = ground.SettingsOf("collector", Mode::kReplay);
  settings.log_events_kept = 1;
  Served collector(ground, settings);
  REQUIRE(IsOk(collector.SetWorldTime(kNoon)));
  for (const char* game : {"1", "2", "3"}) REQUIRE(IsOk(Happen(collector.host(), game)));
  collector.AwaitProgress([](const v1::Progress& progress) {
    return progress.head().position() == 3 && progress.has_next_due_time();
  });
  REQUIRE(IsOk(collector.SetWorldTime(kNoon + absl::Hours(24))));
  const auto run = collector.Call<v1::RunDueTasksResponse>(&v1::Ops::Stub::RunDueTasks,
                                                           v1::RunDueTasksRequest());
  REQUIRE(IsOk(run));
  const auto log = collector.host().log().State(Soon());
  REQUIRE(IsOk(log));
  CHECK(log->pruned_position == 2);
  CHECK(log->position == 3);
}

TEST_CASE("a service whose schema is not up to date does not start", "[host][pg]") {
  const testing::TestDatabase database("grading");
  const Folder folder;
  const Ground ground;
  HostSettings settings = ground.SettingsOf("grading", Mode::kLive);
  settings.database_url = database.AppConninfo();
  rpc::StopSignal stop;
  CHECK(Fails(ServiceHost::Create(settings, MigrationSetsOf("grading", {}), stop),
              absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace overround::ops
