#pragma once

#include <functional>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <absl/types/span.h>

#include "libs/eventlog/event.h"
#include "libs/eventlog/follower.h"
#include "libs/eventlog/source.h"

namespace overround::eventlog {

struct MemoryFollowerOptions {
  std::string log;
  std::vector<std::string> types = {};
  // Applies events to this process's memory. Must pass over what it has applied already. A failure
  // ends the stream; it is tried again from the last batch applied.
  std::function<absl::Status(absl::Span<const LoggedEvent> events)> apply;
  // Where to begin, and where to begin again when the log refuses the cursor: loads a snapshot and
  // says what it holds.
  std::function<absl::StatusOr<Cursor>()> bootstrap;
  absl::Duration backoff_min = absl::Milliseconds(100);
  absl::Duration backoff_max = absl::Seconds(5);
  std::function<void(const FollowerState&)> on_failure = {};
};

// Follows a log with an effect on this process's memory alone (history, live streams): one per
// replica, no cursor kept.
class MemoryFollower {
 public:
  MemoryFollower(MemoryFollowerOptions options, Source source);

  // Follows until asked to stop; retries whatever fails. Blocks: give it a thread.
  void Run(const std::stop_token& stop);

  FollowerState state() const;

 private:
  absl::Status Stream(const std::stop_token& stop);
  absl::Status Take(const Batch& batch);
  void NoteFailure(const absl::Status& failure);

  const MemoryFollowerOptions options_;
  const Source source_;
  mutable std::mutex mutex_;
  FollowerState state_;
  bool must_bootstrap_ = true;
};

}  // namespace overround::eventlog
