#pragma once

#include <absl/status/status.h>
#include <absl/types/span.h>

#include "libs/eventlog/event.h"
#include "libs/pg/transaction.h"

namespace overround::eventlog {

class Sequencer;

// Puts events into the service's own log, in the transaction that makes the change they tell of.
// Take the aggregate's lock first: events of one aggregate are ordered by when they were appended,
// and only a lock makes that the order in which they happened. Writers never wait for each other
// here.
class Appender {
 public:
  // Wakes `sequencer` after each commit; without one the events wait for a sequencer to look.
  // `sequencer` outlives the appender.
  explicit Appender(Sequencer* sequencer = nullptr) : sequencer_(sequencer) {}

  // INVALID_ARGUMENT when the owner and the visibility disagree.
  absl::Status Append(pg::Transaction& tx, const Event& event) const;
  absl::Status Append(pg::Transaction& tx, absl::Span<const Event> events) const;

 private:
  Sequencer* sequencer_;
};

}  // namespace overround::eventlog
