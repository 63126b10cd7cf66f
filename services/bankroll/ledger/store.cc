#include "services/bankroll/ledger/store.h"

#include <algorithm>

#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"

namespace overround::bankroll::ledger_store {
namespace {

Sha256Digest DigestFrom(absl::string_view bytes) {
  Sha256Digest digest;
  OVERROUND_CHECK(bytes.size() == digest.size());
  std::copy(bytes.begin(), bytes.end(), digest.begin());
  return digest;
}

Bankroll BankrollFrom(const pg::Row& row) {
  const auto currency =
      Currency::Parse(row.Get<std::string>("currency_code"), row.Get<int32_t>("currency_scale"));
  OVERROUND_CHECK(currency.ok());
  Bankroll bankroll = {.id = row.Get<BankrollId>("bankroll_id"),
                       .owner = row.Get<std::string>("owner"),
                       .display_name = row.Get<std::string>("display_name"),
                       .currency = *currency,
                       .week = row.Get<std::optional<std::string>>("week"),
                       .is_closed = row.Get<bool>("is_closed"),
                       .transfer_count = row.Get<int64_t>("transfer_count"),
                       .ledger_head = DigestFrom(row.Get<std::string>("ledger_head")),
                       .peak_minor = row.Get<int64_t>("peak_minor"),
                       .low_minor = row.Get<std::optional<int64_t>>("low_minor"),
                       .create_time = row.Get<absl::Time>("create_time")};
  const auto kinds = row.Get<std::vector<std::string>>("kinds");
  const auto balances = row.Get<std::vector<int64_t>>("balances");
  for (size_t i = 0; i < kinds.size(); ++i) {
    bankroll.balances[static_cast<size_t>(AccountFromText(kinds[i]))] = balances[i];
  }
  return bankroll;
}

Transfer TransferFrom(const pg::Row& row) {
  return {.id = row.Get<TransferId>("transfer_id"),
          .bankroll = row.Get<BankrollId>("bankroll_id"),
          .sequence = row.Get<int64_t>("sequence"),
          .posting = {.kind = TransferKindFromText(row.Get<std::string>("kind")),
                      .amount_minor = row.Get<int64_t>("amount_minor"),
                      .from = AccountFromText(row.Get<std::string>("from_account")),
                      .to = AccountFromText(row.Get<std::string>("to_account")),
                      .bet = row.Get<std::optional<BetId>>("bet_id"),
                      .settlement_number = row.Get<std::optional<int32_t>>("settlement_number"),
                      .request_id = row.Get<std::string>("request_id")},
          .cash_after_minor = row.Get<int64_t>("cash_after_minor"),
          .balance_after_minor = row.Get<int64_t>("balance_after_minor"),
          .create_time = row.Get<absl::Time>("create_time"),
          .previous_hash = DigestFrom(row.Get<std::string>("previous_hash")),
          .hash = DigestFrom(row.Get<std::string>("hash"))};
}

std::vector<Transfer> TransfersFrom(const pg::Rows& rows) {
  std::vector<Transfer> transfers;
  for (const pg::Row row : rows) transfers.push_back(TransferFrom(row));
  return transfers;
}

absl::Status NoSuchBankroll(const BankrollId& id) {
  return absl::NotFoundError(
      absl::StrCat("name: bankrolls/", id.ToString(), ", want one that exists"));
}

constexpr char kInsertBankroll[] = R"sql(
  INSERT INTO bankroll.bankrolls (bankroll_id, owner, display_name, currency_code, currency_scale, week, is_closed,
                                  transfer_count, ledger_head, peak_minor, low_minor, create_time)
  VALUES ($1, $2, $3, $4, $5, $6, FALSE, 0, $7, 0, NULL, $8)
)sql";

constexpr char kInsertAccounts[] = R"sql(
  INSERT INTO bankroll.accounts (bankroll_id, kind, balance_minor)
  SELECT $1, kind, 0 FROM unnest(ARRAY['CASH', 'HELD', 'RECEIVABLE', 'FUNDING', 'HOUSE']) AS kind
)sql";

}  // namespace

absl::Status InsertBankroll(pg::Transaction& tx, const Bankroll& opened) {
  OVERROUND_RETURN_IF_ERROR(
      tx.Execute(kInsertBankroll,
                 {opened.id, opened.owner, opened.display_name, opened.currency.code(),
                  opened.currency.scale(), opened.week, opened.ledger_head, opened.create_time})
          .status());
  return tx.Execute(kInsertAccounts, {opened.id}).status();
}

// A racing claim waits here for the other's commit, and then finds its row.
constexpr char kClaimRequest[] = R"sql(
  INSERT INTO bankroll.bankroll_requests (request_key, owner, request_id, bankroll_id)
  VALUES ($1, $2, $3, $4)
  ON CONFLICT (request_key) DO NOTHING
)sql";

constexpr char kFindRequest[] = R"sql(
  SELECT bankroll_id FROM bankroll.bankroll_requests WHERE request_key = $1
)sql";

absl::StatusOr<std::optional<BankrollId>> ClaimRequest(pg::Transaction& tx, const Uuid& key,
                                                       const NewBankroll& asked,
                                                       const BankrollId& id) {
  OVERROUND_ASSIGN_OR_RETURN(const int64_t claimed,
                             tx.Execute(kClaimRequest, {key, asked.owner, asked.request_id, id}));
  if (claimed == 1) return std::nullopt;
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindRequest, {key}));
  return rows.front().Get<BankrollId>(0);
}

constexpr char kLockBankroll[] = R"sql(
  SELECT bankroll_id FROM bankroll.bankrolls WHERE bankroll_id = $1 FOR UPDATE
)sql";

// Read after the lock is held, in a statement of its own, so that it sees what the last holder
// committed.
constexpr char kFindBankroll[] = R"sql(
  SELECT b.bankroll_id, b.owner, b.display_name, b.currency_code, b.currency_scale, b.week, b.is_closed,
         b.transfer_count, b.ledger_head, b.peak_minor, b.low_minor, b.create_time,
         array_agg(a.kind) AS kinds, array_agg(a.balance_minor) AS balances
    FROM bankroll.bankrolls b
    JOIN bankroll.accounts a ON a.bankroll_id = b.bankroll_id
   WHERE b.bankroll_id = $1
   GROUP BY b.bankroll_id
)sql";

absl::StatusOr<Bankroll> LockBankroll(pg::Transaction& tx, const BankrollId& id) {
  OVERROUND_RETURN_IF_ERROR(tx.Query(kLockBankroll, {id}).status());
  return FindBankroll(tx, id);
}

absl::StatusOr<Bankroll> FindBankroll(pg::Transaction& tx, const BankrollId& id) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindBankroll, {id}));
  if (rows.empty()) return NoSuchBankroll(id);
  return BankrollFrom(rows.front());
}

constexpr char kListBankrolls[] = R"sql(
  SELECT b.bankroll_id, b.owner, b.display_name, b.currency_code, b.currency_scale, b.week, b.is_closed,
         b.transfer_count, b.ledger_head, b.peak_minor, b.low_minor, b.create_time,
         array_agg(a.kind) AS kinds, array_agg(a.balance_minor) AS balances
    FROM bankroll.bankrolls b -- scan: an owner's bankrolls
    JOIN bankroll.accounts a ON a.bankroll_id = b.bankroll_id
   WHERE b.owner = $1
     AND (b.create_time, b.bankroll_id) < ($2, $3)
   GROUP BY b.bankroll_id
   ORDER BY b.create_time DESC, b.bankroll_id DESC
   LIMIT $4
)sql";

absl::StatusOr<std::vector<Bankroll>> ListBankrolls(pg::Transaction& tx, const std::string& owner,
                                                    const AfterBankroll& after, int limit) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListBankrolls, {owner, after.create_time, after.id, int64_t{limit}}));
  std::vector<Bankroll> bankrolls;
  for (const pg::Row row : rows) bankrolls.push_back(BankrollFrom(row));
  return bankrolls;
}

constexpr char kCountBankrolls[] = R"sql(
  SELECT count(*) FROM bankroll.bankrolls WHERE owner = $1 -- scan: an owner's bankrolls
)sql";

absl::StatusOr<int64_t> CountBankrolls(pg::Transaction& tx, const std::string& owner) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kCountBankrolls, {owner}));
  return rows.front().Get<int64_t>(0);
}

constexpr char kFindTransferByRequest[] = R"sql(
  SELECT bankroll_id, sequence, transfer_id, kind, amount_minor, from_account, to_account, cash_after_minor,
         balance_after_minor, bet_id, settlement_number, request_id, create_time, previous_hash, hash
    FROM bankroll.transfers
   WHERE bankroll_id = $1 AND request_id = $2
)sql";

absl::StatusOr<std::optional<Transfer>> FindTransferByRequest(pg::Transaction& tx,
                                                              const BankrollId& id,
                                                              const std::string& request_id) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                             tx.Query(kFindTransferByRequest, {id, request_id}));
  if (rows.empty()) return std::nullopt;
  return TransferFrom(rows.front());
}

constexpr char kListTransfersOfSettlement[] = R"sql(
  SELECT bankroll_id, sequence, transfer_id, kind, amount_minor, from_account, to_account, cash_after_minor,
         balance_after_minor, bet_id, settlement_number, request_id, create_time, previous_hash, hash
    FROM bankroll.transfers
   WHERE bankroll_id = $1 AND bet_id = $2 AND settlement_number = $3
   ORDER BY sequence
)sql";

absl::StatusOr<std::vector<Transfer>> ListTransfersOfSettlement(pg::Transaction& tx,
                                                                const BankrollId& id,
                                                                const BetId& bet, int32_t number) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                             tx.Query(kListTransfersOfSettlement, {id, bet, number}));
  return TransfersFrom(rows);
}

constexpr char kListTransfers[] = R"sql(
  SELECT bankroll_id, sequence, transfer_id, kind, amount_minor, from_account, to_account, cash_after_minor,
         balance_after_minor, bet_id, settlement_number, request_id, create_time, previous_hash, hash
    FROM bankroll.transfers
   WHERE bankroll_id = $1 AND sequence > $2
   ORDER BY sequence
   LIMIT $3
)sql";

absl::StatusOr<std::vector<Transfer>> ListTransfers(pg::Transaction& tx, const BankrollId& id,
                                                    int64_t after, int limit) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                             tx.Query(kListTransfers, {id, after, int64_t{limit}}));
  return TransfersFrom(rows);
}

constexpr char kListTransfersBackwards[] = R"sql(
  SELECT bankroll_id, sequence, transfer_id, kind, amount_minor, from_account, to_account, cash_after_minor,
         balance_after_minor, bet_id, settlement_number, request_id, create_time, previous_hash, hash
    FROM bankroll.transfers
   WHERE bankroll_id = $1 AND sequence < $2
     AND ($3::text IS NULL OR kind = $3)
     AND ($4::uuid IS NULL OR bet_id = $4)
   ORDER BY sequence DESC
   LIMIT $5
)sql";

absl::StatusOr<std::vector<Transfer>> ListTransfersBackwards(pg::Transaction& tx,
                                                             const BankrollId& id,
                                                             const TransferFilter& filter) {
  const auto kind = filter.kind ? std::optional<std::string>(ToString(*filter.kind)) : std::nullopt;
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows, tx.Query(kListTransfersBackwards,
                                    {id, filter.before, kind, filter.bet, int64_t{filter.limit}}));
  return TransfersFrom(rows);
}

// Checks and moves in one statement: no two transactions can spend the same balance.
constexpr char kAddToBalance[] = R"sql(
  UPDATE bankroll.accounts
     SET balance_minor = balance_minor + $3
   WHERE bankroll_id = $1 AND kind = $2 AND ($2 NOT IN ('CASH', 'HELD') OR balance_minor + $3 >= 0)
)sql";

absl::Status AddToBalance(pg::Transaction& tx, const BankrollId& id, Account account,
                          int64_t by_minor) {
  OVERROUND_ASSIGN_OR_RETURN(const int64_t moved,
                             tx.Execute(kAddToBalance, {id, ToString(account), by_minor}));
  if (moved == 1) return absl::OkStatus();
  return absl::FailedPreconditionError(
      absl::StrCat("amount: ", -by_minor, " minor units, want at most what ", ToString(account),
                   " of bankrolls/", id.ToString(), " holds"));
}

constexpr char kInsertTransfer[] = R"sql(
  INSERT INTO bankroll.transfers (bankroll_id, sequence, transfer_id, kind, amount_minor, from_account, to_account,
                                  cash_after_minor, balance_after_minor, bet_id, settlement_number, request_id,
                                  create_time, previous_hash, hash)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
)sql";

absl::Status InsertTransfer(pg::Transaction& tx, const Transfer& transfer) {
  const Posting& posting = transfer.posting;
  return tx
      .Execute(kInsertTransfer,
               {transfer.bankroll, transfer.sequence, transfer.id, ToString(posting.kind),
                posting.amount_minor, ToString(posting.from), ToString(posting.to),
                transfer.cash_after_minor, transfer.balance_after_minor, posting.bet,
                posting.settlement_number, posting.request_id, transfer.create_time,
                transfer.previous_hash, transfer.hash})
      .status();
}

constexpr char kUpdateHead[] = R"sql(
  UPDATE bankroll.bankrolls
     SET transfer_count = $2, ledger_head = $3, peak_minor = $4, low_minor = $5
   WHERE bankroll_id = $1
)sql";

absl::Status UpdateHead(pg::Transaction& tx, const Bankroll& bankroll) {
  return tx
      .Execute(kUpdateHead, {bankroll.id, bankroll.transfer_count, bankroll.ledger_head,
                             bankroll.peak_minor, bankroll.low_minor})
      .status();
}

constexpr char kCloseBankroll[] = R"sql(
  UPDATE bankroll.bankrolls SET is_closed = TRUE WHERE bankroll_id = $1
)sql";

absl::Status CloseBankroll(pg::Transaction& tx, const BankrollId& id) {
  return tx.Execute(kCloseBankroll, {id}).status();
}

}  // namespace overround::bankroll::ledger_store
