#pragma once

#include <atomic>

#include <absl/time/clock.h>
#include <absl/time/time.h>

namespace overround {

// Tells the time. Two of them are injected everywhere, and never mixed up:
//
// World time stamps and decides everything about the game: facts, closes, freshness, windows, ids,
// schedules. Wall time runs deadlines, leases, token expiry and rate limits.
//
// Live, both are the system's clock. In a replay World time stands still until the conductor moves
// it.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual absl::Time Now() const = 0;
};

class SystemClock final : public Clock {
 public:
  absl::Time Now() const override { return absl::Now(); }
};

// A clock somebody else moves: World time in a replay, any time in a test. Safe to share between
// threads.
class SettableClock final : public Clock {
 public:
  explicit SettableClock(absl::Time now) : unix_micros_(absl::ToUnixMicros(now)) {}

  absl::Time Now() const override { return absl::FromUnixMicros(unix_micros_.load()); }

  // Whole microseconds, as PostgreSQL stores them.
  void Set(absl::Time now) { unix_micros_.store(absl::ToUnixMicros(now)); }
  void Advance(absl::Duration by) { unix_micros_.fetch_add(absl::ToInt64Microseconds(by)); }

 private:
  std::atomic<int64_t> unix_micros_;
};

// The two clocks of a process. Both outlive whoever holds this.
struct Clocks {
  const Clock& world;
  const Clock& wall;
};

}  // namespace overround
