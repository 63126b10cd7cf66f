#pragma once

#include <atomic>
#include <functional>
#include <mutex>
#include <string>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/pg/pool.h"
#include "libs/schedule/task_runner.h"
#include "services/collector/archive/archive.h"
#include "services/collector/feed/closer.h"
#include "services/collector/intake/intake.h"

namespace overround::collector {

inline constexpr char kRecoveryTask[] = "recover_archive";

// Takes in what was archived and never became facts: the process was killed, or the database went
// away, between the two. In the order they were received, as of then, each once: what others have
// taken in meanwhile, or are about to, stays as it is.
//
// What asks or closes settles first, so that nothing newer overtakes what is missing. Safe to share
// between threads; several processes may look at once.
class Recovery {
 public:
  // All outlive this.
  struct Parts {
    pg::Pool& pool;
    const Archive& archive;
    Intake& intake;
    Closer& closer;
    Clocks clocks;
    // Told of each document that was missing, and of each that cannot be taken in and is left.
    std::function<void(const std::string& file)> on_recovered = {};
    std::function<void(const std::string& file, const absl::Status& reason)> on_unreadable = {};
  };
  explicit Recovery(Parts parts) : parts_(std::move(parts)) {}

  // Looks, where this process has just begun or something may have been left since it last looked.
  // UNAVAILABLE and the like where archive or database are: to be tried again.
  absl::Status Settle(const schedule::TaskRun& run);
  // Looks in any case: another process may have left something.
  absl::Status Look(const schedule::TaskRun& run);
  // Something has failed that may have left a document behind.
  void Suspect() { is_settled_ = false; }

 private:
  absl::StatusOr<absl::Time> FindBeginning();
  absl::Status Take(const schedule::TaskRun& run, const std::string& file);
  // Starts and closes what was due by then, as the clock did when the document came.
  absl::Status CloseUntil(const schedule::TaskRun& run, absl::Time time);
  absl::Time Soon() const { return parts_.clocks.wall.Now() + absl::Seconds(60); }

  const Parts parts_;
  std::atomic<bool> is_settled_ = false;
  std::mutex mutex_;
};

}  // namespace overround::collector
