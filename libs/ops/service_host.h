#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <absl/types/span.h>
#include <grpcpp/impl/service_type.h>

#include "libs/base/clock.h"
#include "libs/base/ids.h"
#include "libs/eventlog/appender.h"
#include "libs/eventlog/follower.h"
#include "libs/eventlog/log_reader.h"
#include "libs/eventlog/memory_follower.h"
#include "libs/eventlog/sequencer.h"
#include "libs/eventlog/source.h"
#include "libs/ops/event_log_service.h"
#include "libs/ops/ops_service.h"
#include "libs/ops/settings.h"
#include "libs/ops/world_time.h"
#include "libs/pg/migrator.h"
#include "libs/pg/pool.h"
#include "libs/rpc/caller_token.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/process.h"
#include "libs/rpc/server.h"
#include "libs/schedule/task_runner.h"
#include "libs/telemetry/log.h"
#include "libs/telemetry/metrics.h"

namespace overround::ops {

// Whether a service is ready before an in-memory follower has reached the end of its log.
enum class WhileCatchingUp { kNotReady, kReady };

// Says whether something the service needs works.
using Check = std::function<absl::Status(absl::Time deadline)>;

// What every binary has in common: logs, metrics, the database, both clocks, the log and its
// sequencer, tasks, followers, the gRPC server with Ops and EventLogService. A service takes what
// it needs from here, adds what it has, then calls Serve:
//
//   absl::Status Build(const Config& config, ops::ServiceHost& host) {
//     Bets bets(host.pool(), host.clocks(), host.appender());
//     Service service(bets);
//     host.AddService(&service);
//     OVERROUND_RETURN_IF_ERROR(host.AddTask({.name = "snapshot", ...}, "Values every bankroll."));
//     host.Follow("settlement", {.log = "collector", ...});
//     return host.Serve();
//   }
//
// What is added outlives Serve. Used by one thread until then.
class ServiceHost {
 public:
  // Opens the metrics page, loads or makes the key, and waits for a database with all of `sets`
  // applied. UNAVAILABLE when an address cannot be bound, FAILED_PRECONDITION when something has to
  // be put right first (a migration is missing, the key is open to others), CANCELLED when told to
  // stop before the database came. `stop` outlives the host.
  static absl::StatusOr<std::unique_ptr<ServiceHost>> Create(
      const HostSettings& settings, absl::Span<const pg::MigrationSet> sets, rpc::StopSignal& stop);
  ~ServiceHost();

  // What a service is built from.
  const HostSettings& settings() const { return settings_; }
  pg::Pool& pool() { return pool_; }
  Clocks clocks() const { return {.world = world_.clock(), .wall = wall_}; }
  const IdSource& ids() const { return ids_; }
  const eventlog::Appender& appender() const { return appender_; }
  const eventlog::LogReader& log() const { return log_; }
  const telemetry::Logger& logger() const { return logger_; }
  telemetry::Metrics& metrics() { return metrics_; }
  rpc::TokenSource& tokens() { return tokens_; }
  rpc::PublicKeys& public_keys() { return keys_; }
  schedule::TaskRunner& tasks() { return tasks_; }
  WorldTime& world() { return world_; }
  // The way to a neighbour named in HostSettings.
  rpc::Channel& channel(absl::string_view service);
  // The log of a neighbour or, by the service's own name, its own. In a replay it brings events
  // only once World time is set.
  eventlog::Source SourceOf(const std::string& service);

  // What a service adds.
  void AddService(grpc::Service* service) { services_.push_back(service); }
  // `description` is one sentence for Ops. INVALID_ARGUMENT as TaskRunner::Register.
  absl::Status AddTask(schedule::Task task, absl::string_view description);
  // Follows `options.log`; `name` says what for, for Ops and metrics. An empty `options.follower`
  // becomes "<this service>.<name>", under which the log's owner keeps what is still unread.
  eventlog::Follower& Follow(absl::string_view name, eventlog::FollowerOptions options);
  // The same in memory. kReady is for what a service can do without (and whose owner may be down).
  eventlog::MemoryFollower& FollowInMemory(
      absl::string_view name, eventlog::MemoryFollowerOptions options,
      WhileCatchingUp while_catching_up = WhileCatchingUp::kNotReady);
  // Runs from Serve until its stop is asked for: HTTP servers, queue workers.
  void AddThread(std::function<void(std::stop_token)> run) { runs_.push_back(std::move(run)); }
  // The service is ready only while this is OK. Asked every second; shown by Ops.GetHealth.
  void AddReadiness(absl::string_view component, Check check);
  // Shown by Ops.GetHealth alone: the service goes on while this is not OK, but somebody should
  // know.
  void AddHealth(absl::string_view component, Check check);
  void SetQualityChecks(decltype(OpsParts::quality_checks) list) {
    quality_checks_ = std::move(list);
  }
  // Counts work accepted and due but not finished. Several are added up.
  void AddQueuedWork(std::function<absl::StatusOr<int64_t>(absl::Time deadline)> count);
  // For the service that knows when a replay begins: a replay in which nothing has happened yet
  // starts at this World time without being told.
  void SetReplayStart(absl::Time world_time) { replay_start_ = world_time; }

  // Whether the process was told to end, for long work that runs instead of Serve.
  bool IsStopping() const { return stop_.Wait(absl::ZeroDuration()); }

  // Serves until told to stop, then drains within seconds: streams end, running calls finish,
  // followers and tasks stop after the transaction at hand. OK after an orderly end.
  absl::Status Serve();

  // The port gRPC listens on. Requires: Serve is running.
  int grpc_port() const { return server_->port(); }
  int metrics_port() const { return exposer_->port(); }

 private:
  struct Readiness {
    std::string component;
    Check check;
  };

  ServiceHost(const HostSettings& settings, rpc::SigningKey key, rpc::StopSignal& stop);

  absl::Status WaitForDatabase(absl::Span<const pg::MigrationSet> sets);
  absl::Status PruneLog(const schedule::TaskRun& run);
  absl::Status StartServer();
  absl::Status BeginWorld();
  void TryReplayStart();
  void StartThreads();
  void Drain();
  void WatchFollower(const NamedFollower& follower);
  std::function<void(const eventlog::FollowerState&)> ReportFailure(std::string name) const;
  std::function<void(const schedule::TaskState&)> ReportTask();
  absl::StatusOr<int64_t> CountQueuedWork(absl::Time deadline) const;
  std::vector<ComponentHealth> Health(absl::Time deadline);
  void AddTaskHealth(absl::Time deadline, std::vector<ComponentHealth>& components) const;
  bool IsReady();
  OpsParts MakeOpsParts();

  const HostSettings settings_;
  rpc::StopSignal& stop_;
  SystemClock wall_;
  const std::string holder_;
  WorldTime world_;
  telemetry::Logger logger_;
  telemetry::Metrics metrics_;
  std::unique_ptr<telemetry::Exposer> exposer_;
  rpc::PublicKeys keys_;
  rpc::TokenVerifier verifier_;
  rpc::TokenSource tokens_;
  IdSource ids_;
  pg::Pool pool_;
  eventlog::Sequencer sequencer_;
  eventlog::Appender appender_;
  eventlog::LogReader log_;
  eventlog::HeadSignal head_signal_;
  schedule::TaskRunner tasks_;
  std::map<std::string, std::unique_ptr<rpc::Channel>> channels_;

  std::vector<grpc::Service*> services_;
  std::map<std::string, std::string> task_descriptions_;
  std::vector<std::unique_ptr<eventlog::Follower>> followers_;
  std::vector<std::unique_ptr<eventlog::MemoryFollower>> memory_followers_;
  std::vector<NamedFollower> named_followers_;
  std::vector<std::function<void(std::stop_token)>> runs_;
  std::vector<Readiness> readiness_;
  std::vector<Readiness> health_;
  decltype(OpsParts::quality_checks) quality_checks_;
  std::vector<std::function<absl::StatusOr<int64_t>(absl::Time)>> queued_work_;
  std::optional<absl::Time> replay_start_;
  std::vector<std::shared_ptr<void>> gauges_;

  std::unique_ptr<OpsService> ops_;
  std::unique_ptr<EventLogService> event_log_service_;
  std::unique_ptr<rpc::Server> server_;
  // Stopped and joined before anything above goes.
  std::vector<std::jthread> threads_;
  std::jthread sequencer_thread_;
};

}  // namespace overround::ops
