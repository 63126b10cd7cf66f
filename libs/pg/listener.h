#pragma once

#include <memory>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/pg/connection.h"

namespace overround::pg {

// Waits for NOTIFY on a direct connection of its own (never a pooled one), connecting again
// whenever it is lost. A notification is only a hint to look: one sent while the connection was
// down is lost, so callers also look after a time-out. Used by one thread; Wake may be called by
// any.
class Listener {
 public:
  // `wall` outlives the listener. Connects at the first Wait.
  Listener(std::string conninfo, std::vector<std::string> channels, const Clock& wall);
  ~Listener();
  Listener(const Listener&) = delete;
  Listener& operator=(const Listener&) = delete;

  // Returns when a notification came, Wake was called, the connection was made anew, or at `until`.
  // True unless only time has passed.
  bool Wait(absl::Time until);

  // Ends a Wait now, or the next one at once.
  void Wake();

  // Sends a notification of its own, outside any transaction. UNAVAILABLE while not connected.
  absl::Status Notify(absl::string_view channel, absl::Time deadline);

 private:
  enum class Event { kHint, kTimeout, kNothing };

  absl::Status Connect();
  Event WaitForEvent(absl::Time until);

  const std::string conninfo_;
  const std::vector<std::string> channels_;
  const Clock& wall_;
  int wake_descriptor_;
  std::unique_ptr<Connection> connection_;
  absl::Time next_connect_time_ = absl::InfinitePast();
};

}  // namespace overround::pg
