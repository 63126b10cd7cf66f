#pragma once

#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "libs/base/ids.h"
#include "libs/eventlog/appender.h"
#include "libs/pg/transaction.h"
#include "services/collector/statistics/statistics_facts.h"

namespace overround::collector {

struct StatisticsCounts {
  int changed = 0;
  int unchanged = 0;
};

// Keeps what is told of teams' seasons and of games' box scores: every change is the next revision
// of its group or line, all of one answer in one event (StatsRecorded). In the caller's
// transaction, which holds the sport's turn (games::LockIntake).
class Statistics {
 public:
  // Both outlive this.
  Statistics(const IdSource& ids, const eventlog::Appender& events) : ids_(ids), events_(events) {}

  // The groups of one team and season, each once, without revision and stamp. Counts statistics.
  absl::StatusOr<StatisticsCounts> KeepTeam(pg::Transaction& tx, std::vector<TeamStatistics> groups,
                                            const Provenance& from) const;

  // The lines of one game, each once, without revision and stamp. Counts lines.
  absl::StatusOr<StatisticsCounts> KeepBox(pg::Transaction& tx, std::vector<BoxLine> lines,
                                           const Provenance& from) const;

 private:
  const IdSource& ids_;
  const eventlog::Appender& events_;
};

}  // namespace overround::collector
