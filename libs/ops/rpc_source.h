#pragma once

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/eventlog/event.h"
#include "libs/eventlog/source.h"
#include "libs/rpc/channel.h"

namespace overround::ops {

// The log of the service at the channel's other end. `channel` outlives the source.
eventlog::Source RpcSource(const rpc::Channel& channel);

// What a log holds.
struct LogBounds {
  // Following from here reads all that is kept.
  eventlog::Cursor begin;
  // From here, only what is to come.
  eventlog::Cursor end;
};

// Asks the service at the channel's other end. UNAVAILABLE while its log is not open.
absl::StatusOr<LogBounds> FindLogBounds(const rpc::Channel& channel, absl::Time deadline);

}  // namespace overround::ops
