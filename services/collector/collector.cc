#include "services/collector/collector.h"

#include <algorithm>
#include <atomic>

#include <absl/strings/str_cat.h>
#include <absl/time/clock.h>

#include "libs/base/status_macros.h"
#include "libs/schedule/task_runner.h"
#include "services/collector/archive/disk_files.h"
#include "services/collector/archive/file_system.h"
#include "services/collector/archive/open_files.h"
#include "services/collector/feed/rebuild.h"
#include "services/collector/intake/store.h"
#include "services/collector/sources/espn.h"

namespace overround::collector {
namespace {

constexpr char kResultsSport[] = "mlb";
constexpr absl::Duration kWakePause = absl::Milliseconds(20);

absl::StatusOr<std::vector<ops::QualityCheck>> ListQuality(pg::Pool& pool,
                                                           const ops::QualityQuery& query,
                                                           absl::Time deadline) {
  intake::CheckPage page;
  page.before_time = query.before_time;
  page.failed_only = query.failed_only;
  page.limit = query.page_size + 1;
  if (query.before_time) {
    OVERROUND_ASSIGN_OR_RETURN(page.before_id, Uuid::Parse(query.before_id));
  }
  OVERROUND_ASSIGN_OR_RETURN(const auto checks,
                             pool.InTransaction(deadline, [&](pg::Transaction& tx) {
                               return intake::ListChecks(tx, page);
                             }));
  std::vector<ops::QualityCheck> listed;
  listed.reserve(checks.size());
  for (const intake::QualityCheck& check : checks) {
    listed.push_back({check.id.ToString(), check.type, check.source, check.has_passed,
                      check.checked, check.failed, check.details, check.time});
  }
  return listed;
}

}  // namespace

Collector::Collector(const Config& config, ops::ServiceHost& host)
    : config_(config),
      host_(host),
      archive_(std::make_shared<DiskFiles>(config.archive_place)),
      games_(host.ids(), host.appender()),
      quotes_(host.ids(), host.appender()),
      intake_(host.pool(), archive_, games_, quotes_, host.ids()),
      rosters_(host.ids()),
      injuries_(host.ids(), host.appender()),
      statistics_(host.ids(), host.appender()),
      espn_intake_({host.pool(), archive_, games_, quotes_, intake_.turns(), rosters_, injuries_,
                    statistics_, host.ids()}),
      closer_(host.pool(), games_, quotes_, host.clocks().wall),
      service_({host.pool(), games_, quotes_, host.ids(), host.clocks(), host.log(),
                host.SourceOf("collector")}) {}

absl::Status Collector::Attach() {
  OVERROUND_ASSIGN_OR_RETURN(const auto files,
                             OpenFiles(config_.archive_place, config_.s3, host_.clocks().wall));
  archive_ = Archive(files);
  host_.AddService(&service_);
  host_.SetQualityChecks([this](const ops::QualityQuery& query, absl::Time deadline) {
    return ListQuality(host_.pool(), query, deadline);
  });
  OVERROUND_RETURN_IF_ERROR(AddRecovery());
  OVERROUND_RETURN_IF_ERROR(AddClosing());
  return AddFeed();
}

absl::Status Collector::Rebuild() {
  OVERROUND_ASSIGN_OR_RETURN(const auto files,
                             OpenFiles(config_.archive_place, config_.s3, host_.clocks().wall));
  archive_ = Archive(files);
  OVERROUND_ASSIGN_OR_RETURN(const ReplayListing listing, ListReplay(files));
  host_.logger().Info("rebuilding", {{"archive", files->place()},
                                     {"documents", static_cast<int64_t>(listing.entries.size())}});
  OVERROUND_ASSIGN_OR_RETURN(const Rebuilt rebuilt,
                             RebuildFrom(listing, host_.clocks().wall.Now(),
                                         {host_.pool(), intake_, closer_, host_.clocks().wall,
                                          [this] { return host_.IsStopping(); }}));
  for (const std::string& unreadable : rebuilt.unreadable) {
    host_.logger().Warning("a document cannot be read", {{"reason", unreadable}});
  }
  host_.logger().Info("rebuilt", {{"documents", int64_t{rebuilt.documents}},
                                  {"passed_over", int64_t{rebuilt.passed_over}},
                                  {"unreadable", static_cast<int64_t>(rebuilt.unreadable.size())},
                                  {"read", rebuilt.read},
                                  {"changed", rebuilt.changed},
                                  {"refused", rebuilt.refused}});
  return absl::OkStatus();
}

absl::Status Collector::AddRecovery() {
  if (!config_.replay_dir.empty()) return absl::OkStatus();
  telemetry::Counter& recovered =
      host_.metrics().GetCounter("overround_documents_recovered_total",
                                 "Documents that were archived, not taken in, and taken in later.");
  telemetry::Counter& unreadable =
      host_.metrics().GetCounter("overround_documents_unreadable_total",
                                 "Archived documents that cannot be taken in and were left.");
  recovery_ = std::make_unique<Recovery>(
      Recovery::Parts{host_.pool(), archive_, intake_, closer_, host_.clocks(),
                      [this, &recovered](const std::string& file) {
                        recovered.Increment();
                        host_.logger().Info("a document is recovered", {{"file", file}});
                      },
                      [this, &unreadable](const std::string& file, const absl::Status& reason) {
                        unreadable.Increment();
                        host_.logger().Error("a document cannot be taken in",
                                             {{"file", file}, {"reason", reason.ToString()}});
                      }});
  intake_.SetOnUntaken([this](const RawDocument& document) { recovery_->Hold(document); });
  gauges_.push_back(host_.metrics().WatchGauge(
      "overround_documents_held", "Documents received and neither archived nor taken in yet.", {},
      [this] { return static_cast<double>(recovery_->held()); }));
  host_.AddHealth("archive", [this](absl::Time) { return recovery_->state(); });
  return host_.AddTask({.name = kRecoveryTask,
                        .order = 5,
                        .cron = "*/5 * * * *",
                        .run = [this](schedule::TaskRun& run) { return recovery_->Look(run); }},
                       "Takes in what was archived and is not in the database.");
}

absl::Status Collector::AddOrdered(schedule::Task task, absl::string_view description,
                                   WhileUnsettled while_unsettled) {
  if (recovery_ == nullptr) return host_.AddTask(std::move(task), description);
  task.run = [this, while_unsettled, body = std::move(task.run)](schedule::TaskRun& run) {
    absl::Status settled = recovery_->Settle(run);
    if (!settled.ok() && while_unsettled == WhileUnsettled::kWait) return settled;
    return body(run);
  };
  return host_.AddTask(std::move(task), description);
}

absl::Status Collector::AddClosing() {
  closer_.SetTurns(intake_.turns());
  OVERROUND_RETURN_IF_ERROR(AddOrdered(
      {.name = kCloseTask,
       .order = 10,
       .cron = "",
       .run = [this](schedule::TaskRun& run) { return closer_.CloseDue(run); }},
      "Starts games whose time has come and closes their lines.", WhileUnsettled::kGoOn));
  return AddOrdered({.name = "void_abandoned",
                     .order = 40,
                     .cron = kVoidCron,
                     .run = [this](schedule::TaskRun& run) { return closer_.VoidAbandoned(run); }},
                    "Voids games that nobody has told the result of for two weeks.",
                    WhileUnsettled::kGoOn);
}

absl::Status Collector::AddFeed() {
  intake_.Delegate(espn::kSource, [this](const RawDocument& document, absl::Time deadline,
                                         const IntakeHooks& hooks) {
    return espn_intake_.TakeIn(document, deadline, hooks);
  });
  if (!config_.replay_dir.empty()) return AddReplay();
  if (!config_.espn_url.empty()) OVERROUND_RETURN_IF_ERROR(AddEspn());
  if (!config_.odds_api_key.empty()) return AddOddsApi();
  host_.logger().Info("no provider is asked: OVERROUND_ODDS_API_KEY is not set");
  return absl::OkStatus();
}

absl::Status Collector::AddReplay() {
  OVERROUND_ASSIGN_OR_RETURN(const auto files,
                             OpenFiles(config_.replay_dir, config_.s3, host_.clocks().wall));
  OVERROUND_ASSIGN_OR_RETURN(ReplayListing listing, ListReplay(files));
  for (const std::string& refused : listing.refused) {
    host_.logger().Warning("a document cannot be replayed", {{"reason", refused}});
  }
  ResultsFile results;
  if (!config_.replay_results.empty()) {
    OVERROUND_ASSIGN_OR_RETURN(const std::string text, ReadFile(config_.replay_results));
    OVERROUND_ASSIGN_OR_RETURN(results, ParseResultsFile(text));
  }
  host_.logger().Info("replaying",
                      {{"documents", static_cast<int64_t>(listing.entries.size())},
                       {"results", static_cast<int64_t>(results.results.size())},
                       {"results_refused", static_cast<int64_t>(results.refused.size())}});
  replay_ = std::make_unique<ReplayFeed>(
      std::move(listing), std::move(results), kResultsSport,
      ReplayFeed::Parts{host_.pool(), intake_, games_, host_.ids(), host_.clocks().wall,
                        [this](const std::string& file, const absl::Status& reason) {
                          host_.logger().Warning("a document cannot be replayed",
                                                 {{"file", file}, {"reason", reason.ToString()}});
                        }});
  OVERROUND_RETURN_IF_ERROR(
      host_.AddTask({.name = "replay_documents",
                     .order = 20,
                     .cron = "",
                     .run = [this](schedule::TaskRun& run) { return replay_->PlayDocuments(run); }},
                    "Takes in the next document of the replayed folder."));
  OVERROUND_RETURN_IF_ERROR(host_.AddTask(
      {.name = "replay_results",
       .order = 30,
       .cron = "",
       .run = [this](schedule::TaskRun& run) { return replay_->ReleaseResults(run); }},
      "Releases the results of replayed games when they become known."));
  std::vector<FirstRun> first_runs;
  if (const auto first = replay_->FirstDocument())
    first_runs.emplace_back("replay_documents", *first);
  if (const auto first = replay_->FirstResult()) first_runs.emplace_back("replay_results", *first);
  if (first_runs.empty()) return absl::OkStatus();
  absl::Time start = first_runs.front().second;
  for (const FirstRun& run : first_runs) start = std::min(start, run.second);
  host_.SetReplayStart(start);
  WakeAtBoot(std::move(first_runs));
  return absl::OkStatus();
}

void Collector::WakeAtBoot(std::vector<FirstRun> first_runs) {
  auto woken = std::make_shared<std::atomic<bool>>(false);
  host_.AddReadiness("feed", [woken](absl::Time) {
    return woken->load() ? absl::OkStatus()
                         : absl::UnavailableError("feed: its tasks are not planned yet");
  });
  host_.AddThread([this, woken, first_runs](const std::stop_token& stop) {
    while (!stop.stop_requested() && !woken->load()) {
      const absl::Status planned = host_.pool().InTransaction(
          host_.clocks().wall.Now() + absl::Seconds(10), [&](pg::Transaction& tx) -> absl::Status {
            for (const auto& [task, at] : first_runs) {
              OVERROUND_RETURN_IF_ERROR(schedule::Wake(tx, task, at));
            }
            return absl::OkStatus();
          });
      if (planned.ok()) woken->store(true);
      // The tasks are entered once the process has a World time.
      if (!planned.ok()) absl::SleepFor(kWakePause);
    }
  });
}

}  // namespace overround::collector
