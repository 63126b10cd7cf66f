#pragma once

#include <absl/status/status.h>
#include <absl/types/span.h>

#include "libs/eventlog/event.h"
#include "libs/eventlog/follower.h"
#include "libs/pg/transaction.h"
#include "libs/rpc/channel.h"
#include "services/grading/results/results.h"

namespace overround::grading {

// Applies events of the neighbours' logs and grades what they complete. Events of other types are
// passed over.
absl::Status Apply(const Results& results, pg::Transaction& tx,
                   absl::Span<const eventlog::LoggedEvent> events);

// How grading follows a neighbour's log: everything that bears on a grade, a batch in one
// transaction. `results` and `neighbour`, the way to the log's owner, outlive the follower.
//
// Where the log refuses the cursor (restored, or pruned), the collector's facts are read whole, and
// any other log from the oldest event it keeps: what is told twice changes nothing.
eventlog::FollowerOptions FollowerOf(const std::string& log, const Results& results,
                                     const rpc::Channel& neighbour);

}  // namespace overround::grading
