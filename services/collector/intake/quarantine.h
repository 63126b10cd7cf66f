#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/base/ids.h"
#include "libs/pg/pool.h"
#include "services/collector/intake/gate.h"
#include "services/collector/intake/store.h"
#include "services/collector/quotes/quotes.h"

namespace overround::collector {

// Keeps what the gate holds of an answer about a game, for a person to decide about.
absl::Status HoldBatches(pg::Transaction& tx, const IdSource& ids, const Provenance& from,
                         const GameId& game, const std::vector<Held>& held);

// What a person decides about a batch the gate holds.
struct Decision {
  Uuid batch;
  // users/{user}
  std::string decided_by;
  // World time.
  absl::Time now;
};

// Lets a held batch through: its prices become facts, known from now on and told of, part of the
// history and no present offer. What the book offers now stands after them, and where that is
// nothing they are gone at once, so none of them can be a close. Of an archive's rows only the
// state changes here: see Importer::Release. Safe to repeat. NOT_FOUND; FAILED_PRECONDITION where
// it was dismissed, unless it stands for a set of an archive's prices that is not believed as yet.
absl::StatusOr<intake::QuarantinedBatch> ReleaseBatch(pg::Transaction& tx, Quotes& quotes,
                                                      const IdSource& ids,
                                                      const Decision& decision);

// Throws a held batch away. Safe to repeat. NOT_FOUND; FAILED_PRECONDITION where it was released.
absl::StatusOr<intake::QuarantinedBatch> DismissBatch(pg::Transaction& tx,
                                                      const Decision& decision);

}  // namespace overround::collector
