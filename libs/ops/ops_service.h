#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <overround/ops/v1/ops.grpc.pb.h>

#include "libs/base/clock.h"
#include "libs/eventlog/follower.h"
#include "libs/eventlog/log_reader.h"
#include "libs/ops/world_time.h"
#include "libs/rpc/reply.h"
#include "libs/schedule/task_runner.h"

namespace overround::ops {

// How well one thing the service needs works.
struct ComponentHealth {
  enum class Status { kHealthy, kDegraded, kDown };

  std::string component;
  Status status = Status::kHealthy;
  std::string message = {};
};

// One check of one batch of data.
struct QualityCheck {
  std::string check_id;
  std::string check_type;
  std::string source;
  bool has_passed = true;
  int64_t checked_count = 0;
  int64_t failed_count = 0;
  std::string details;
  // World time.
  absl::Time check_time;
};

struct QualityQuery {
  // Read one row more than this, newest first.
  int32_t page_size = 100;
  bool failed_only = false;
  // The last check of the page before, by (check_time, check_id); none on the first page.
  std::optional<absl::Time> before_time = std::nullopt;
  std::string before_id = {};
};

// What follows a log, by name: "history", "settlement".
struct NamedFollower {
  std::string follower;
  std::function<eventlog::FollowerState()> state;
};

// What Ops asks of the rest of the process. All may be called by several threads at once.
struct OpsParts {
  std::string service;
  WorldTime& world;
  const Clock& wall;
  schedule::TaskRunner& tasks;
  const eventlog::LogReader& log;
  // One sentence for each task, by name.
  std::map<std::string, std::string> task_descriptions;
  std::vector<NamedFollower> followers;
  std::function<std::vector<ComponentHealth>(absl::Time deadline)> health;
  // Unset where the service checks no data.
  std::function<absl::StatusOr<std::vector<QualityCheck>>(const QualityQuery&, absl::Time deadline)>
      quality_checks;
  // Work accepted and due but not finished, besides tasks and events; unset where there is none.
  std::function<absl::StatusOr<int64_t>(absl::Time deadline)> queued_work;
};

// overround.ops.v1.Ops: watching and steering one service. For operators and services.
class OpsService final : public ops::v1::Ops::Service {
 public:
  explicit OpsService(OpsParts parts);

  // Ends a running RunDueTasks soon, because the process stops.
  void Stop() { stop_.request_stop(); }

  grpc::Status ListTasks(grpc::ServerContext* context, const v1::ListTasksRequest* request,
                         v1::ListTasksResponse* response) override;
  grpc::Status TriggerTask(grpc::ServerContext* context, const v1::TriggerTaskRequest* request,
                           v1::Task* response) override;
  grpc::Status PauseTask(grpc::ServerContext* context, const v1::PauseTaskRequest* request,
                         v1::Task* response) override;
  grpc::Status ResumeTask(grpc::ServerContext* context, const v1::ResumeTaskRequest* request,
                          v1::Task* response) override;
  grpc::Status GetHealth(grpc::ServerContext* context, const v1::GetHealthRequest* request,
                         v1::Health* response) override;
  grpc::Status ListDataQualityChecks(grpc::ServerContext* context,
                                     const v1::ListDataQualityChecksRequest* request,
                                     v1::ListDataQualityChecksResponse* response) override;
  grpc::Status GetProgress(grpc::ServerContext* context, const v1::GetProgressRequest* request,
                           v1::Progress* response) override;
  grpc::Status SetWorldTime(grpc::ServerContext* context, const v1::SetWorldTimeRequest* request,
                            v1::SetWorldTimeResponse* response) override;
  grpc::Status RunDueTasks(grpc::ServerContext* context, const v1::RunDueTasksRequest* request,
                           v1::RunDueTasksResponse* response) override;

 private:
  absl::Status Admit(const rpc::Call& call, const std::string& service) const;
  v1::Task Print(const schedule::TaskState& task) const;
  absl::StatusOr<v1::Task> FindTask(const std::string& task, absl::Time deadline) const;
  absl::StatusOr<v1::ListTasksResponse> TaskPage(const v1::ListTasksRequest& request,
                                                 absl::Time deadline) const;
  absl::StatusOr<v1::ListDataQualityChecksResponse> QualityPage(
      const v1::ListDataQualityChecksRequest& request, absl::Time deadline) const;
  absl::StatusOr<v1::Progress> Progress(absl::Time deadline) const;
  absl::Status AddTasks(absl::Time deadline, v1::Progress& progress) const;
  bool AddFollowers(v1::Progress& progress) const;
  absl::StatusOr<v1::RunDueTasksResponse> RunDue(absl::Time deadline);

  const OpsParts parts_;
  const absl::Time start_time_;
  std::stop_source stop_;
  std::atomic<int32_t> run_due_calls_{0};
};

}  // namespace overround::ops
