#pragma once

// For tests: a ledger on a database of its own.

#include <string>

#include "migrations/bankroll_migrations.h"
#include "migrations/eventlog_migrations.h"
#include "migrations/schedule_migrations.h"

#include "libs/base/clock.h"
#include "libs/base/ids.h"
#include "libs/testing/postgres.h"
#include "services/bankroll/ledger/ledger.h"
#include "services/bankroll/ledger/store.h"

namespace overround::bankroll {

inline std::vector<pg::MigrationSet> BankrollMigrations() {
  return {{"eventlog", eventlog::kMigrations},
          {"schedule", schedule::kMigrations},
          {"bankroll", kMigrations}};
}

// A Thursday noon.
inline absl::Time TestTime() {
  return absl::FromCivil(absl::CivilHour(2026, 8, 13, 12), absl::UTCTimeZone());
}

struct LedgerFixture {
  testing::TestDatabase database{"bankroll", BankrollMigrations()};
  SettableClock world{TestTime()};
  IdSource ids{"test"};
  Ledger ledger{ids, world};

  template <typename Body>
  auto InTransaction(Body&& body) {
    return database.pool().InTransaction(testing::Soon(), std::forward<Body>(body));
  }

  // With `minor` in it.
  BankrollId Open(int64_t minor, const std::string& owner = "users/owner",
                  const std::string& request_id = "open") {
    const auto opened = InTransaction([&](pg::Transaction& tx) -> absl::StatusOr<BankrollId> {
      auto bankroll = ledger.Open(
          tx, {.owner = owner, .display_name = "Main", .currency = kUsd, .request_id = request_id});
      if (!bankroll.ok()) return bankroll.status();
      if (minor > 0) {
        const auto deposited = ledger.Deposit(tx, *bankroll, minor, "first");
        if (!deposited.ok()) return deposited.status();
      }
      return bankroll->id;
    });
    return opened.value();
  }

  Bankroll Read(const BankrollId& id) {
    return InTransaction([&](pg::Transaction& tx) { return ledger_store::FindBankroll(tx, id); })
        .value();
  }

  // Runs `change(tx, bankroll)` with the bankroll locked.
  template <typename Body>
  absl::Status Alter(const BankrollId& id, Body&& change) {
    return InTransaction([&](pg::Transaction& tx) -> absl::Status {
      auto locked = ledger.Lock(tx, id);
      if (!locked.ok()) return locked.status();
      return change(tx, *locked);
    });
  }

  BetId BetNumbered(int number) {
    return BetId(ids.Derive(world.Now(), "bet", std::to_string(number)));
  }
  absl::Status Hold(const BankrollId& id, const BetId& bet, int64_t stake) {
    return Alter(id, [&](pg::Transaction& tx, Bankroll& locked) {
      return ledger.Hold(tx, locked, bet, stake);
    });
  }
  absl::Status Settle(const BankrollId& id, const BetId& bet, int32_t number, int64_t stake,
                      int64_t payout) {
    return Alter(id, [&](pg::Transaction& tx, Bankroll& locked) {
      return ledger.Settle(tx, locked, bet, number, stake, payout);
    });
  }
  absl::Status Deposit(const BankrollId& id, int64_t amount, const std::string& request_id) {
    return Alter(id, [&](pg::Transaction& tx, Bankroll& locked) {
      return ledger.Deposit(tx, locked, amount, request_id).status();
    });
  }
  absl::Status Withdraw(const BankrollId& id, int64_t amount, const std::string& request_id) {
    return Alter(id, [&](pg::Transaction& tx, Bankroll& locked) {
      return ledger.Withdraw(tx, locked, amount, request_id).status();
    });
  }

  Audit Verify(const BankrollId& id) {
    return database.pool()
        .InTransaction(testing::Soon(), pg::kReadSnapshot,
                       [&](pg::Transaction& tx) { return ledger.Verify(tx, id); })
        .value();
  }
  // Whether the ledger verifies and its accounts sum to zero.
  bool IsSound(const BankrollId& id) {
    const Audit audit = Verify(id);
    int64_t sum = 0;
    for (const int64_t balance : Read(id).balances) sum += balance;
    return audit.chain_intact && audit.balanced && sum == 0;
  }
};

}  // namespace overround::bankroll
