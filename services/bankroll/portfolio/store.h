#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"
#include "services/bankroll/ledger/ledger.h"

namespace overround::bankroll {

// What a bankroll was worth at one instant.
struct Snapshot {
  absl::Time time = {};
  int64_t cash_minor = 0;
  int64_t at_risk_minor = 0;
  int64_t realised_profit_minor = 0;
  int32_t open_bet_count = 0;
};

struct SnapshotFilter {
  absl::Time time_min = absl::InfinitePast();
  absl::Time time_max = absl::InfiniteFuture();
  // The last of the page before.
  absl::Time before = absl::InfiniteFuture();
  int limit = 1000;
};

}  // namespace overround::bankroll

// Every SQL statement about snapshots, and nothing but.
namespace overround::bankroll::portfolio_store {

// One of every bankroll that is open or has money or stakes in it, all of one database snapshot. A
// scan. How many; one already taken at `time` stays.
absl::StatusOr<int64_t> InsertSnapshots(pg::Transaction& tx, absl::Time time);

// Newest first.
absl::StatusOr<std::vector<Snapshot>> ListSnapshots(pg::Transaction& tx, const BankrollId& bankroll,
                                                    const SnapshotFilter& filter);

}  // namespace overround::bankroll::portfolio_store
