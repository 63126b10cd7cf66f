#include "libs/eventlog/memory_follower.h"

#include <utility>

#include "libs/base/status_macros.h"
#include "libs/eventlog/backoff.h"

namespace overround::eventlog {

MemoryFollower::MemoryFollower(MemoryFollowerOptions options, Source source)
    : options_(std::move(options)), source_(std::move(source)) {
  state_.log = options_.log;
}

FollowerState MemoryFollower::state() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return state_;
}

void MemoryFollower::Run(const std::stop_token& stop) {
  Backoff backoff(options_.backoff_min, options_.backoff_max);
  while (!stop.stop_requested()) {
    const absl::Status ended = Stream(stop);
    if (ended.ok()) backoff.Reset();
    if (ended.ok() || stop.stop_requested()) continue;
    NoteFailure(ended);
    backoff.Wait(stop);
  }
}

absl::Status MemoryFollower::Stream(const std::stop_token& stop) {
  if (must_bootstrap_) {
    OVERROUND_ASSIGN_OR_RETURN(const Cursor from, options_.bootstrap());
    const std::lock_guard<std::mutex> lock(mutex_);
    state_.applied = from;
    must_bootstrap_ = false;
  }
  absl::Status applied;
  absl::Status ended = source_(
      {.after = state().applied, .types = options_.types, .follower = ""},
      [&](const Batch& batch) {
        applied = Take(batch);
        return applied;
      },
      stop);
  if (!applied.ok()) return applied;
  must_bootstrap_ = absl::IsFailedPrecondition(ended) || absl::IsOutOfRange(ended);
  return ended;
}

absl::Status MemoryFollower::Take(const Batch& batch) {
  if (!batch.events.empty()) OVERROUND_RETURN_IF_ERROR(options_.apply(batch.events));
  const std::lock_guard<std::mutex> lock(mutex_);
  state_.applied = {.log_id = batch.log_id, .position = batch.through};
  state_.head = batch.head;
  state_.failures = 0;
  state_.has_caught_up = state_.has_caught_up || batch.through >= batch.head;
  return absl::OkStatus();
}

void MemoryFollower::NoteFailure(const absl::Status& failure) {
  FollowerState seen;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++state_.failures;
    state_.last_failure = failure;
    seen = state_;
  }
  if (options_.on_failure) options_.on_failure(seen);
}

}  // namespace overround::eventlog
