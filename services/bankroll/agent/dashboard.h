#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/pg/pool.h"
#include "services/bankroll/agent/decision.h"
#include "services/bankroll/agent/store.h"
#include "services/bankroll/bets/bet.h"
#include "services/bankroll/ledger/ledger.h"

namespace overround::bankroll {

// How an agent is doing.
struct Dashboard {
  struct Week {
    Bankroll bankroll = {};
    int32_t bet_count = 0;
  };

  std::string agent = {};
  absl::Time time = {};
  std::optional<Bankroll> bankroll = {};
  std::vector<Week> weeks = {};
  std::vector<agent_store::CurvePoint> points = {};
  std::vector<Bet> open_bets = {};
  std::vector<Bet> settled_bets = {};
  std::vector<Decision> decisions = {};
  agent_store::Figures figures = {};
};

// Reads it all from one snapshot of the database. The deadline is Wall time.
absl::StatusOr<Dashboard> ReadDashboard(pg::Pool& pool, const std::string& agent, absl::Time now,
                                        absl::Time deadline);

// At most `max` of them, the newer half whole and the older ones thinned evenly; the first and the
// last stay. Requires: max >= 4.
std::vector<agent_store::CurvePoint> Thinned(const std::vector<agent_store::CurvePoint>& points,
                                             size_t max);

}  // namespace overround::bankroll
