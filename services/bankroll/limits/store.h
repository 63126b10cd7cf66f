#pragma once

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"
#include "services/bankroll/ledger/ledger.h"
#include "services/bankroll/limits/limits.h"

// Every SQL statement about limits, and nothing but.
namespace overround::bankroll::limits_store {

// No limits where none were ever set. Hold the bankroll's lock when something follows from it.
absl::StatusOr<Limits> FindLimits(pg::Transaction& tx, const BankrollId& bankroll);
absl::Status UpsertLimits(pg::Transaction& tx, const BankrollId& bankroll, const Limits& limits);

// The net profit of the stakes placed from `begin` on, open ones counted as lost.
absl::StatusOr<int64_t> SumDayNet(pg::Transaction& tx, const BankrollId& bankroll,
                                  absl::Time begin);

}  // namespace overround::bankroll::limits_store
