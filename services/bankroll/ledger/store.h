#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "libs/pg/transaction.h"
#include "services/bankroll/ledger/ledger.h"

// Every SQL statement of the ledger, and nothing but.
namespace overround::bankroll::ledger_store {

// The bankroll and its five accounts, at zero.
absl::Status InsertBankroll(pg::Transaction& tx, const Bankroll& opened);

// Claims a request for a bankroll; the id it was claimed for before, if any.
absl::StatusOr<std::optional<BankrollId>> ClaimRequest(pg::Transaction& tx, const Uuid& key,
                                                       const NewBankroll& asked,
                                                       const BankrollId& id);

// NOT_FOUND: no such bankroll. Locked until the transaction ends.
absl::StatusOr<Bankroll> LockBankroll(pg::Transaction& tx, const BankrollId& id);
// The same, only read.
absl::StatusOr<Bankroll> FindBankroll(pg::Transaction& tx, const BankrollId& id);

// The last row of the page before: newest first, then by id.
struct AfterBankroll {
  absl::Time create_time = absl::InfiniteFuture();
  BankrollId id;
};
// A page of an owner's bankrolls, newest first. The scan of an owner.
absl::StatusOr<std::vector<Bankroll>> ListBankrolls(pg::Transaction& tx, const std::string& owner,
                                                    const AfterBankroll& after, int limit);
absl::StatusOr<int64_t> CountBankrolls(pg::Transaction& tx, const std::string& owner);

absl::StatusOr<std::optional<Transfer>> FindTransferByRequest(pg::Transaction& tx,
                                                              const BankrollId& id,
                                                              const std::string& request_id);
absl::StatusOr<std::vector<Transfer>> ListTransfersOfSettlement(pg::Transaction& tx,
                                                                const BankrollId& id,
                                                                const BetId& bet, int32_t number);
// In order of sequence, after `after`.
absl::StatusOr<std::vector<Transfer>> ListTransfers(pg::Transaction& tx, const BankrollId& id,
                                                    int64_t after, int limit);

// Newest first, below `before`; of one kind or bet where given.
struct TransferFilter {
  std::optional<TransferKind> kind = {};
  std::optional<BetId> bet = {};
  int64_t before = INT64_MAX;
  int limit = 100;
};
absl::StatusOr<std::vector<Transfer>> ListTransfersBackwards(pg::Transaction& tx,
                                                             const BankrollId& id,
                                                             const TransferFilter& filter);

// Moves a balance, in the statement that also checks it. FAILED_PRECONDITION where CASH or HELD
// would go below zero.
absl::Status AddToBalance(pg::Transaction& tx, const BankrollId& id, Account account,
                          int64_t by_minor);
absl::Status InsertTransfer(pg::Transaction& tx, const Transfer& transfer);
absl::Status UpdateHead(pg::Transaction& tx, const Bankroll& bankroll);
absl::Status CloseBankroll(pg::Transaction& tx, const BankrollId& id);

}  // namespace overround::bankroll::ledger_store
