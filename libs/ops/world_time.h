#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <stop_token>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"

namespace overround::ops {

enum class Mode { kLive, kReplay };

// The process's World clock. Live it is the system's. In a replay it stands still at a time the
// conductor sets, and is unset from the start of the process until then: a restarted service must
// not date anything before it knows the time.
class WorldTime {
 public:
  explicit WorldTime(Mode mode) : mode_(mode) {}

  Mode mode() const { return mode_; }
  const Clock& clock() const;
  bool is_set() const;

  // FAILED_PRECONDITION when live. OUT_OF_RANGE before the present time. Setting the same time
  // again changes nothing. The first time set also runs what OnFirstSet was given, and fails with
  // it, remaining unset.
  absl::Status Set(absl::Time time);

  // Runs `action` when the time is first set; at once when it is.
  absl::Status OnFirstSet(std::function<absl::Status()> action);

  // False when asked to stop before the time was set.
  bool WaitUntilSet(const std::stop_token& stop);

 private:
  const Mode mode_;
  SystemClock system_;
  SettableClock settable_{absl::UnixEpoch()};
  mutable std::mutex mutex_;
  std::mutex setting_;  // Held through a whole Set, while mutex_ is free.
  std::condition_variable_any changed_;
  std::function<absl::Status()> on_first_set_;
  bool is_set_ = false;
};

}  // namespace overround::ops
