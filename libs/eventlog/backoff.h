#pragma once

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <stop_token>

#include <absl/time/time.h>

namespace overround::eventlog {

// How long to wait after each failure in a row: twice as long as before, up to a maximum.
class Backoff {
 public:
  Backoff(absl::Duration min, absl::Duration max) : min_(min), max_(max), next_(min) {}

  void Reset() { next_ = min_; }

  // Waits, but not past a stop.
  void Wait(const std::stop_token& stop) {
    const absl::Duration wait = next_;
    next_ = std::min(next_ * 2, max_);
    std::mutex mutex;
    std::condition_variable_any never;
    std::unique_lock<std::mutex> lock(mutex);
    never.wait_for(lock, stop, absl::ToChronoMilliseconds(wait), [] { return false; });
  }

 private:
  const absl::Duration min_;
  const absl::Duration max_;
  absl::Duration next_;
};

}  // namespace overround::eventlog
