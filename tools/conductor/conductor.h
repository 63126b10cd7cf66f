#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "overround/ops/v1/ops.pb.h"

namespace overround::conductor {

// What a service has planned, and how far it has come.
struct Agenda {
  // A task without a cron expression is planned: work the replay itself brings.
  bool has_planned_work = false;
  // World time of the latest run of any task.
  std::optional<absl::Time> last_run_time = std::nullopt;
};

// What the conductor needs of one service: its Ops, as plain calls. Each may fail with UNAVAILABLE
// while the service restarts; the conductor asks again.
struct Player {
  std::string service;
  std::function<absl::StatusOr<ops::v1::Progress>()> progress;
  std::function<absl::Status(absl::Time)> set_world_time;
  std::function<absl::Status()> run_due_tasks;
  std::function<absl::StatusOr<Agenda>()> agenda;
};

struct Tempo {
  // World seconds a Wall second; 0 is as fast as the services can.
  double speed = 0;
  // The replay stops before passing this.
  absl::Time until = absl::InfiniteFuture();
  // How long a silent service is waited for, in Wall time.
  absl::Duration patience = absl::Minutes(2);
};

// One step of the replay, for whoever shows it.
struct Beat {
  absl::Time world_time;
  int64_t steps = 0;
  int64_t events = 0;
};

// Moves World time over a fleet of services in replay mode: it waits until every service is quiet,
// takes the earliest time at which any has work, sets that time everywhere, and lets each service
// in turn run what is due. Two replays of one archive therefore do the same work in the same order
// at any speed.
class Conductor {
 public:
  // `players` in the order in which they run the work due at one instant. `wait` sleeps (Wall).
  Conductor(std::vector<Player> players, Tempo tempo, std::function<void(absl::Duration)> wait,
            std::function<void(const Beat&)> show);

  // Until no service has planned work or `until` is reached. DEADLINE_EXCEEDED when a service stays
  // silent or busy longer than the patience; any other error of a service as it is.
  absl::Status Play();

 private:
  // The last time all were quiet and the logs stood still between two looks.
  absl::Status AwaitQuiet();
  // Empty when not all are quiet; else the services' progress.
  absl::StatusOr<std::optional<std::vector<ops::v1::Progress>>> LookQuiet();
  absl::StatusOr<Agenda> AgendaOf(const Player& player);
  absl::StatusOr<bool> AnyPlannedWork();
  // A replay that goes on begins where it was: without World time a service applies nothing, and
  // would not become quiet.
  absl::Status Resume();
  absl::Status SetWorldTime(absl::Time time);
  absl::Status RunInstant();
  // Repeats `call` while the service is away.
  absl::Status Insist(const std::function<absl::Status()>& call);

  std::vector<Player> players_;
  Tempo tempo_;
  std::function<void(absl::Duration)> wait_;
  std::function<void(const Beat&)> show_;
  std::optional<absl::Time> world_time_;
  std::optional<absl::Time> next_due_;
  Beat beat_;
};

}  // namespace overround::conductor
