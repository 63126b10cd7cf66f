#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/types/span.h>

#include "libs/eventlog/event.h"
#include "libs/eventlog/memory_follower.h"
#include "libs/history/history.h"
#include "libs/rpc/channel.h"

namespace overround::prediction {

// The history of this replica: a snapshot streamed by the collector, and its log from there on.
class HistoryKeeper {
 public:
  // Both outlive the keeper.
  HistoryKeeper(rpc::Channel& collector, const Clock& wall) : collector_(collector), wall_(wall) {}

  // Builds the history anew from the collector's snapshot; where its log goes on from.
  absl::StatusOr<eventlog::Cursor> Bootstrap();
  absl::Status Apply(absl::Span<const eventlog::LoggedEvent> events);

  // Calls `read(history)` while nothing changes.
  template <typename Read>
  auto Look(Read&& read) const {
    const std::shared_lock lock(mutex_);
    return std::forward<Read>(read)(*history_);
  }

 private:
  rpc::Channel& collector_;
  const Clock& wall_;
  mutable std::shared_mutex mutex_;
  std::unique_ptr<history::History> history_ = std::make_unique<history::History>();
};

}  // namespace overround::prediction
