#pragma once

#include <functional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/pg/pool.h"
#include "services/collector/archive/replay_listing.h"
#include "services/collector/feed/closer.h"
#include "services/collector/intake/intake.h"

namespace overround::collector {

// What a rebuild did.
struct Rebuilt {
  int documents = 0;
  // Of them, those that are no facts: which sports are in season.
  int passed_over = 0;
  int64_t read = 0;
  int64_t changed = 0;
  int64_t refused = 0;
  // Documents that are damaged, gone or cannot be taken in, each with the reason.
  std::vector<std::string> unreadable;
};

// All outlive it.
struct RebuildParts {
  pg::Pool& pool;
  Intake& intake;
  Closer& closer;
  const Clock& wall;
  // Asked between two documents.
  std::function<bool()> is_stopping = [] { return false; };
};

// Takes every document of an archive in, in the order they were received, and does between them
// what the clock did: starts games as planned, closes their lines, voids what was abandoned; at
// last as far as `until`. Ids derive from times and natural keys, so a database that lived through
// the same documents holds the same facts. What did not come as a document (imports, an operator's
// decisions) is not in it.
//
// FAILED_PRECONDITION for a database that has documents already; CANCELLED when asked to stop.
absl::StatusOr<Rebuilt> RebuildFrom(const ReplayListing& listing, absl::Time until,
                                    const RebuildParts& parts);

}  // namespace overround::collector
