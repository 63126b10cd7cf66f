#include "libs/ops/world_time.h"

#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"

namespace overround::ops {

const Clock& WorldTime::clock() const {
  if (mode_ == Mode::kLive) return system_;
  return settable_;
}

bool WorldTime::is_set() const {
  if (mode_ == Mode::kLive) return true;
  const std::lock_guard lock(mutex_);
  return is_set_;
}

absl::Status WorldTime::Set(absl::Time time) {
  if (mode_ == Mode::kLive) {
    return absl::FailedPreconditionError("world_time: want a replay; this process runs live");
  }
  const std::lock_guard setting(setting_);
  const absl::Time present = settable_.Now();
  if (time < present) {
    return absl::OutOfRangeError(absl::StrCat("world_time: ", absl::FormatTime(time),
                                              ", want no earlier than ",
                                              absl::FormatTime(present)));
  }
  settable_.Set(time);
  if (is_set()) return absl::OkStatus();
  if (on_first_set_) OVERROUND_RETURN_IF_ERROR(on_first_set_());
  const std::lock_guard lock(mutex_);
  is_set_ = true;
  changed_.notify_all();
  return absl::OkStatus();
}

absl::Status WorldTime::OnFirstSet(std::function<absl::Status()> action) {
  const std::lock_guard setting(setting_);
  if (is_set()) return action();
  on_first_set_ = std::move(action);
  return absl::OkStatus();
}

bool WorldTime::WaitUntilSet(const std::stop_token& stop) {
  if (mode_ == Mode::kLive) return true;
  std::unique_lock lock(mutex_);
  return changed_.wait(lock, stop, [this] { return is_set_; });
}

}  // namespace overround::ops
