#include "libs/ops/service_host.h"

#include <array>
#include <chrono>
#include <utility>

#include <absl/strings/str_cat.h>
#include <unistd.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "libs/ops/rpc_source.h"

namespace overround::ops {
namespace {

constexpr absl::Duration kDatabaseRetry = absl::Seconds(1);
constexpr absl::Duration kBootTimeout = absl::Seconds(10);
constexpr absl::Duration kPruneTimeout = absl::Seconds(30);
constexpr absl::Duration kLookWhileStarting = absl::Milliseconds(50);
constexpr absl::Duration kLookWhileReady = absl::Seconds(1);

// Tells this process from its replicas, also from itself before a restart.
std::string HolderName(absl::string_view service, absl::Time now) {
  std::array<char, 256> host{};
  if (gethostname(host.data(), host.size() - 1) != 0) host[0] = '?';
  return absl::StrCat(service, "@", host.data(), ":", getpid(), ":", RandomUuid(now).ToString());
}

// Lets a log's events through only once World time is set; what is only a heartbeat passes.
eventlog::Source AfterWorldIsSet(eventlog::Source source, WorldTime& world) {
  return
      [source = std::move(source), &world](const eventlog::WatchRequest& request,
                                           const eventlog::BatchSink& sink, std::stop_token stop) {
        const auto gated = [&](const eventlog::Batch& batch) -> absl::Status {
          if (!batch.events.empty() && !world.WaitUntilSet(stop)) {
            return absl::CancelledError("stopping");
          }
          return sink(batch);
        };
        return source(request, gated, stop);
      };
}

using Bootstrap = decltype(eventlog::FollowerOptions::bootstrap);

// What is brought up to date may be dated: not before World time is set.
Bootstrap BootstrapInWorld(Bootstrap bootstrap, const WorldTime& world) {
  return [bootstrap = std::move(bootstrap), &world](
             pg::Transaction& tx, const absl::Status& refusal) -> absl::StatusOr<eventlog::Cursor> {
    if (!world.is_set()) return absl::UnavailableError("World time is not set yet");
    return bootstrap(tx, refusal);
  };
}

}  // namespace

absl::StatusOr<std::unique_ptr<ServiceHost>> ServiceHost::Create(
    const HostSettings& settings, absl::Span<const pg::MigrationSet> sets, rpc::StopSignal& stop) {
  OVERROUND_ASSIGN_OR_RETURN(rpc::SigningKey key, rpc::SigningKey::LoadOrCreate(
                                                      settings.service, settings.signing_key_file,
                                                      settings.public_keys_dir));
  std::unique_ptr<ServiceHost> host(new ServiceHost(settings, std::move(key), stop));
  OVERROUND_ASSIGN_OR_RETURN(host->exposer_,
                             telemetry::Exposer::Start(settings.metrics_address, host->metrics_));
  OVERROUND_RETURN_IF_ERROR(host->WaitForDatabase(sets));
  return host;
}

ServiceHost::ServiceHost(const HostSettings& settings, rpc::SigningKey key, rpc::StopSignal& stop)
    : settings_(settings),
      stop_(stop),
      holder_(HolderName(settings.service, wall_.Now())),
      world_(settings.mode),
      logger_(settings.service, settings.log_level, wall_),
      metrics_(settings.service),
      keys_(settings.public_keys_dir, wall_),
      verifier_({.audience = settings.service}, keys_, wall_),
      tokens_(std::move(key), wall_),
      ids_(settings.seed),
      pool_(
          {.conninfo = settings.database_url, .connections_max = settings.database_connections_max},
          wall_),
      sequencer_(
          {.schema = settings.service, .listen_conninfo = settings.database_url, .holder = holder_},
          pool_, wall_),
      appender_(&sequencer_),
      log_(pool_),
      head_signal_(settings.service, settings.database_url, wall_),
      tasks_({.holder = holder_, .on_finish = ReportTask()}, pool_, clocks()) {
  metrics_.ExposeProcess(rpc::BuildVersion(), wall_);
  gauges_.push_back(metrics_.WatchGauge("overround_database_connections_in_use",
                                        "Pooled connections handed out.", {},
                                        [this] { return static_cast<double>(pool_.in_use()); }));
  for (const auto& [service, address] : settings_.neighbours) {
    channels_[service] = std::make_unique<rpc::Channel>(
        rpc::ChannelOptions{.target = address, .audience = service}, tokens_);
  }
}

ServiceHost::~ServiceHost() { Drain(); }

// A database that is still starting is waited for; one that lacks something is not.
absl::Status ServiceHost::WaitForDatabase(absl::Span<const pg::MigrationSet> sets) {
  while (true) {
    absl::Status status = pg::CheckMigrated(settings_.database_url, settings_.service, sets, wall_,
                                            wall_.Now() + kBootTimeout);
    if (!absl::IsUnavailable(status) && !absl::IsDeadlineExceeded(status)) return status;
    logger_.Warning("waiting for the database", {{"error", status}});
    if (stop_.Wait(kDatabaseRetry)) return absl::CancelledError("told to stop");
  }
}

rpc::Channel& ServiceHost::channel(absl::string_view service) {
  const auto found = channels_.find(std::string(service));
  OVERROUND_CHECK(found != channels_.end());
  return *found->second;
}

eventlog::Source ServiceHost::SourceOf(const std::string& service) {
  eventlog::Source source = service == settings_.service
                                ? eventlog::DirectSource(pool_, head_signal_, wall_)
                                : RpcSource(channel(service));
  return AfterWorldIsSet(std::move(source), world_);
}

absl::Status ServiceHost::AddTask(schedule::Task task, absl::string_view description) {
  task_descriptions_[task.name] = std::string(description);
  return tasks_.Register(std::move(task));
}

eventlog::Follower& ServiceHost::Follow(absl::string_view name, eventlog::FollowerOptions options) {
  if (options.follower.empty()) options.follower = absl::StrCat(settings_.service, ".", name);
  if (!options.on_failure) options.on_failure = ReportFailure(std::string(name));
  if (options.bootstrap) options.bootstrap = BootstrapInWorld(std::move(options.bootstrap), world_);
  eventlog::Source source = SourceOf(options.log);
  auto& follower = *followers_.emplace_back(
      std::make_unique<eventlog::Follower>(std::move(options), std::move(source), pool_, wall_));
  WatchFollower({std::string(name), [&follower] { return follower.state(); }});
  AddThread([&follower](const std::stop_token& stop) { follower.Run(stop); });
  return follower;
}

eventlog::MemoryFollower& ServiceHost::FollowInMemory(absl::string_view name,
                                                      eventlog::MemoryFollowerOptions options,
                                                      WhileCatchingUp while_catching_up) {
  if (!options.on_failure) options.on_failure = ReportFailure(std::string(name));
  eventlog::Source source = SourceOf(options.log);
  auto& follower = *memory_followers_.emplace_back(
      std::make_unique<eventlog::MemoryFollower>(std::move(options), std::move(source)));
  WatchFollower({std::string(name), [&follower] { return follower.state(); }});
  AddThread([&follower](const std::stop_token& stop) { follower.Run(stop); });
  if (while_catching_up == WhileCatchingUp::kReady) return follower;
  AddReadiness(absl::StrCat("catching up ", name), [&follower](absl::Time) -> absl::Status {
    if (follower.state().has_caught_up) return absl::OkStatus();
    return absl::UnavailableError("has not reached the end of the log yet");
  });
  return follower;
}

void ServiceHost::AddReadiness(absl::string_view component, Check check) {
  readiness_.push_back({std::string(component), std::move(check)});
}

void ServiceHost::AddHealth(absl::string_view component, Check check) {
  health_.push_back({std::string(component), std::move(check)});
}

void ServiceHost::AddQueuedWork(std::function<absl::StatusOr<int64_t>(absl::Time)> count) {
  queued_work_.push_back(std::move(count));
}

absl::Status ServiceHost::PruneLog(const schedule::TaskRun& run) {
  int64_t pruned = 0;
  do {
    OVERROUND_ASSIGN_OR_RETURN(pruned,
                               eventlog::Prune(pool_, {.keep_min = settings_.log_events_kept},
                                               wall_.Now() + kPruneTimeout));
  } while (pruned > 0 && !run.stop.stop_requested());
  return absl::OkStatus();
}

absl::Status ServiceHost::Serve() {
  OVERROUND_RETURN_IF_ERROR(
      AddTask({.name = "prune_log",
               .cron = "41 4 * * *",
               .run = [this](schedule::TaskRun& run) { return PruneLog(run); }},
              "Deletes events that every follower has passed, but for the newest."));
  OVERROUND_RETURN_IF_ERROR(StartServer());
  OVERROUND_RETURN_IF_ERROR(world_.OnFirstSet([this] { return BeginWorld(); }));
  StartThreads();
  logger_.Info("serving", {{"grpc_port", grpc_port()},
                           {"metrics_port", metrics_port()},
                           {"mode", settings_.mode == Mode::kLive ? "live" : "replay"},
                           {"version", rpc::BuildVersion()}});
  telemetry::Gauge& is_ready =
      metrics_.GetGauge("overround_ready", "1 while the service answers calls: its database does.");
  while (!stop_.Wait(server_->ready() ? kLookWhileReady : kLookWhileStarting)) {
    TryReplayStart();
    const bool ready = IsReady();
    is_ready.Set(ready ? 1 : 0);
    if (ready != server_->ready()) logger_.Info(ready ? "ready" : "not ready");
    server_->SetReady(ready);
  }
  Drain();
  return absl::OkStatus();
}

absl::Status ServiceHost::StartServer() {
  ops_ = std::make_unique<OpsService>(MakeOpsParts());
  event_log_service_ = std::make_unique<EventLogService>(
      eventlog::LogTail{.pool = pool_, .signal = head_signal_, .wall = wall_, .options = {}});
  std::vector<grpc::Service*> services = services_;
  services.push_back(ops_.get());
  services.push_back(event_log_service_.get());
  OVERROUND_ASSIGN_OR_RETURN(
      server_,
      rpc::Server::Start(
          {.address = settings_.grpc_address,
           .open_before = {"/overround.ops.v1.Ops/", "/overround.eventlog.v1.EventLogService/"}},
          {.verifier = verifier_, .logger = logger_, .metrics = metrics_, .wall = wall_},
          services));
  return absl::OkStatus();
}

// Runs once World time is known: live at once, in a replay when the conductor first sets it.
absl::Status ServiceHost::BeginWorld() {
  OVERROUND_RETURN_IF_ERROR(tasks_.Open(wall_.Now() + kBootTimeout));
  server_->Open();
  return absl::OkStatus();
}

// Only where nothing has happened yet: after a restart the conductor knows how late it is.
void ServiceHost::TryReplayStart() {
  if (!replay_start_ || world_.is_set()) return;
  const absl::Time deadline = wall_.Now() + kBootTimeout;
  const auto log = log_.State(deadline);
  const auto tasks = tasks_.List(deadline);
  if (!log.ok() || !tasks.ok()) return;
  bool is_fresh = log->position == 0 && log->pending == 0;
  for (const schedule::TaskState& task : *tasks) is_fresh &= !task.last_run_time.has_value();
  if (is_fresh) {
    const absl::Status begun = world_.Set(*replay_start_);
    if (!begun.ok()) logger_.Warning("the replay cannot begin", {{"error", begun}});
  } else {
    replay_start_.reset();
  }
}

void ServiceHost::StartThreads() {
  sequencer_thread_ = std::jthread([this](const std::stop_token& stop) { sequencer_.Run(stop); });
  threads_.emplace_back([this](const std::stop_token& stop) { head_signal_.Run(stop); });
  if (settings_.mode == Mode::kLive) {
    for (int i = 0; i < settings_.task_threads; ++i) {
      threads_.emplace_back([this](const std::stop_token& stop) { tasks_.Run(stop); });
    }
  }
  for (const auto& run : runs_) threads_.emplace_back(run);
}

void ServiceHost::Drain() {
  if (server_ == nullptr) return;
  logger_.Info("draining");
  const absl::Time start = wall_.Now();
  for (std::jthread& thread : threads_) thread.request_stop();
  ops_->Stop();
  server_->Drain(settings_.drain_patience);
  threads_.clear();
  // Last, so that what the others committed still gets its place.
  sequencer_thread_ = std::jthread();
  const absl::Status resigned = sequencer_.Resign();
  if (!resigned.ok()) logger_.Warning("could not hand over the log", {{"error", resigned}});
  server_.reset();
  logger_.Info("stopped", {{"took_ms", wall_.Now() - start}});
}

}  // namespace overround::ops
