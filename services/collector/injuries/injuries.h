#pragma once

#include <set>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "libs/base/ids.h"
#include "libs/eventlog/appender.h"
#include "libs/pg/transaction.h"
#include "services/collector/injuries/injury.h"

namespace overround::collector {

// A list of the injured players of a sport.
struct InjuryList {
  std::string sport;
  // Without number and stamp; each player once, and known (Rosters).
  std::vector<Injury> injured;
  // Every team is understood: who is missing has recovered, but for those of `doubtful_teams`.
  bool is_whole = true;
  // Teams of whose list something was refused: who is missing may be that.
  std::set<TeamId> doubtful_teams;
};

struct InjuryCounts {
  int changed = 0;
  int unchanged = 0;
  int recovered = 0;
};

// Keeps every change of an injury (InjuryChanged). A player who leaves the list has recovered: a
// fact as well. In the caller's transaction, which holds the sport's turn (games::LockIntake).
class Injuries {
 public:
  // Both outlive this.
  Injuries(const IdSource& ids, const eventlog::Appender& events) : ids_(ids), events_(events) {}

  absl::StatusOr<InjuryCounts> Keep(pg::Transaction& tx, const InjuryList& list,
                                    const Provenance& from) const;

 private:
  absl::Status Change(pg::Transaction& tx, Injury injury, const Injury* previous,
                      const Provenance& from) const;

  const IdSource& ids_;
  const eventlog::Appender& events_;
};

}  // namespace overround::collector
