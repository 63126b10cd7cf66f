#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <absl/types/span.h>

#include "libs/base/clock.h"
#include "libs/base/ids.h"
#include "libs/base/sha256.h"
#include "libs/domain/money.h"
#include "libs/pg/transaction.h"

namespace overround::bankroll {

using BankrollId = StrongId<struct BankrollTag>;
using BetId = StrongId<struct BetTag>;
using TransferId = StrongId<struct TransferTag>;

// The accounts of a bankroll. Their balances sum to zero: CASH and HELD are the owner's, never
// below zero; FUNDING is the other side of what came in and went out, HOUSE of what was won and
// lost; RECEIVABLE is below zero by what the owner owes after a correction.
enum class Account : uint8_t { kCash, kHeld, kReceivable, kFunding, kHouse };
inline constexpr size_t kAccountCount = 5;

enum class TransferKind : uint8_t {
  kDeposit,
  kWithdrawal,
  kHold,
  kRelease,
  kLoss,
  kProfit,
  kReversal,
  kReceivable,
  kRepayment,
  kSweep,
};

// A bankroll as its row and accounts say, read under its lock.
struct Bankroll {
  BankrollId id = {};
  std::string owner = {};
  std::string display_name = {};
  Currency currency = kUsd;
  std::optional<std::string> week = {};
  bool is_closed = false;
  int64_t transfer_count = 0;
  Sha256Digest ledger_head = {};
  int64_t peak_minor = 0;
  std::optional<int64_t> low_minor = {};
  absl::Time create_time = {};
  // Minor units by Account.
  std::array<int64_t, kAccountCount> balances = {};

  int64_t BalanceOf(Account account) const { return balances[static_cast<size_t>(account)]; }
  int64_t cash_minor() const { return BalanceOf(Account::kCash); }
  int64_t held_minor() const { return BalanceOf(Account::kHeld); }
  int64_t owed_minor() const { return -BalanceOf(Account::kReceivable); }
  int64_t value_minor() const { return cash_minor() + held_minor(); }
  // What is the owner's once what is owed is paid: peak and low are of this.
  int64_t worth_minor() const { return value_minor() - owed_minor(); }
  int64_t deposited_minor() const { return -BalanceOf(Account::kFunding); }
  int64_t profit_minor() const { return -BalanceOf(Account::kHouse); }
  Money MoneyOf(int64_t minor_units) const { return {minor_units, currency}; }
};

struct NewBankroll {
  std::string owner = {};
  std::string display_name = {};
  Currency currency = kUsd;
  std::optional<std::string> week = {};
  std::string request_id = {};
};

// A movement that is asked for.
struct Posting {
  TransferKind kind = TransferKind::kDeposit;
  // Positive.
  int64_t amount_minor = 0;
  Account from = Account::kFunding;
  Account to = Account::kCash;
  std::optional<BetId> bet = {};
  std::optional<int32_t> settlement_number = {};
  // Unique within the bankroll: the same id with the same content is the same transfer.
  std::string request_id = {};

  friend bool operator==(const Posting&, const Posting&) = default;
};

// A movement that happened.
struct Transfer {
  TransferId id = {};
  BankrollId bankroll = {};
  int64_t sequence = 0;
  Posting posting = {};
  int64_t cash_after_minor = 0;
  int64_t balance_after_minor = 0;
  absl::Time create_time = {};
  Sha256Digest previous_hash = {};
  Sha256Digest hash = {};
};

// What reading a whole ledger again found.
struct Audit {
  bool chain_intact = true;
  bool balanced = true;
  int64_t transfer_count = 0;
  Sha256Digest head = {};
  // The first thing wrong.
  std::optional<std::string> fault = {};
};

// The only writer of balances. Each movement has a request id: one seen before returns its transfer
// and changes nothing, ALREADY_EXISTS where it had another content; FAILED_PRECONDITION where CASH
// or HELD does not cover it; INVALID_ARGUMENT unless the amount is positive. The ledger's own
// request ids begin with a slash, which a client's may not.
// Every method works in the caller's transaction, so that money and
// what it is for are stored together or not at all; `Lock` a bankroll first, and no other
// transaction touches its money until commit.
class Ledger {
 public:
  // Both outlive the ledger.
  Ledger(const IdSource& ids, const Clock& world) : ids_(ids), world_(world) {}

  // Opens a bankroll, or returns the one this request opened before. ALREADY_EXISTS where that has
  // another content. The answer is locked.
  absl::StatusOr<Bankroll> Open(pg::Transaction& tx, const NewBankroll& asked) const;

  // NOT_FOUND: no such bankroll.
  absl::StatusOr<Bankroll> Lock(pg::Transaction& tx, const BankrollId& id) const;

  // Money in, from outside: what is owed is paid from it first. The deposit's own transfer.
  absl::StatusOr<Transfer> Deposit(pg::Transaction& tx, Bankroll& locked, int64_t amount_minor,
                                   const std::string& request_id) const;

  // Money out, to outside. FAILED_PRECONDITION where the cash does not cover it. The kind is
  // kWithdrawal or kSweep.
  absl::StatusOr<Transfer> Withdraw(pg::Transaction& tx, Bankroll& locked, int64_t amount_minor,
                                    const std::string& request_id,
                                    TransferKind kind = TransferKind::kWithdrawal) const;

  // Ends a bankroll: it only settles its own bets from now on.
  absl::Status Close(pg::Transaction& tx, Bankroll& locked) const;

  // A bet's stake is set aside. FAILED_PRECONDITION while anything is owed, or where the cash does
  // not cover it.
  absl::Status Hold(pg::Transaction& tx, Bankroll& locked, const BetId& bet,
                    int64_t stake_minor) const;

  // Settlement `number` (from 1) of a bet: settlement `number - 1` is reversed transfer by
  // transfer, then the stake returns as `payout_minor` says. What a reversal takes beyond the cash
  // becomes owed. Safe to repeat. Requires: stake_minor is what Hold set aside; payout_minor >= 0.
  absl::Status Settle(pg::Transaction& tx, Bankroll& locked, const BetId& bet, int32_t number,
                      int64_t stake_minor, int64_t payout_minor) const;

  // Reads the chain from its start and adds everything up. Requires: `tx` reads one snapshot.
  absl::StatusOr<Audit> Verify(pg::Transaction& tx, const BankrollId& id) const;

 private:
  // One movement of a change: appends its transfer and brings `locked` up to date.
  absl::StatusOr<Transfer> Append(pg::Transaction& tx, Bankroll& locked,
                                  const Posting& posting) const;
  // Ends a change: notes peak and low, which what lies between its movements must not touch, and
  // stores the head.
  absl::Status Finish(pg::Transaction& tx, Bankroll& locked) const;
  absl::Status Reverse(pg::Transaction& tx, Bankroll& locked, const BetId& bet,
                       int32_t number) const;
  absl::Status RepayOwed(pg::Transaction& tx, Bankroll& locked, const std::string& origin) const;

  const IdSource& ids_;
  const Clock& world_;
};

// World time as the tables keep it: whole microseconds.
absl::Time MicrosOf(absl::Time time);

// The head of a bankroll without transfers: the hash of its name.
Sha256Digest FirstHead(const BankrollId& id);

// Over everything a transfer says and the hash before it.
Sha256Digest HashOf(const Transfer& transfer, const Currency& currency);

// "CASH", "HOLD": the words of the tables.
absl::string_view ToString(Account account);
absl::string_view ToString(TransferKind kind);
Account AccountFromText(absl::string_view text);
TransferKind TransferKindFromText(absl::string_view text);

}  // namespace overround::bankroll
