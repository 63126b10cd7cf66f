#include "services/bankroll/ledger/ledger.h"

#include <algorithm>
#include <utility>

#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "services/bankroll/ledger/store.h"

namespace overround::bankroll {
namespace {

constexpr int kAuditPage = 1000;

// The text two requests must share to be the same one.
bool SameOpening(const Bankroll& opened, const NewBankroll& asked) {
  return opened.display_name == asked.display_name && opened.currency == asked.currency &&
         opened.week == asked.week;
}

absl::Status UsedOtherwise(absl::string_view request_id) {
  return absl::AlreadyExistsError(
      absl::StrCat("request_id: \"", request_id, "\" was used with other content, want a new one"));
}

void Apply(Bankroll& bankroll, const Posting& posting) {
  bankroll.balances[static_cast<size_t>(posting.from)] -= posting.amount_minor;
  bankroll.balances[static_cast<size_t>(posting.to)] += posting.amount_minor;
}

std::string Hex(const Sha256Digest& digest) {
  return absl::BytesToHexString(
      absl::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()));
}

// The postings of one settlement, in order, numbered in their request ids.
class SettlementPostings {
 public:
  SettlementPostings(const BetId& bet, int32_t number) : bet_(bet), number_(number) {}

  Posting Next(TransferKind kind, int64_t amount_minor, Account from, Account to) {
    return {.kind = kind,
            .amount_minor = amount_minor,
            .from = from,
            .to = to,
            .bet = bet_,
            .settlement_number = number_,
            .request_id =
                absl::StrCat("/bets/", bet_.ToString(), "/settlements/", number_, "/", ++count_)};
  }

 private:
  const BetId bet_;
  const int32_t number_;
  int count_ = 0;
};

}  // namespace

absl::StatusOr<Bankroll> Ledger::Open(pg::Transaction& tx, const NewBankroll& asked) const {
  const absl::Time now = MicrosOf(world_.Now());
  const BankrollId id(
      ids_.Derive(now, "bankroll", absl::StrCat(asked.owner, "/", asked.request_id)));
  // The same whenever it is asked.
  const Uuid key = ids_.Derive(absl::UnixEpoch(), "bankroll_request",
                               absl::StrCat(asked.owner, "/", asked.request_id));
  OVERROUND_ASSIGN_OR_RETURN(const auto earlier, ledger_store::ClaimRequest(tx, key, asked, id));
  if (earlier) {
    OVERROUND_ASSIGN_OR_RETURN(Bankroll opened, Lock(tx, *earlier));
    if (!SameOpening(opened, asked)) return UsedOtherwise(asked.request_id);
    return opened;
  }
  const Bankroll opened = {.id = id,
                           .owner = asked.owner,
                           .display_name = asked.display_name,
                           .currency = asked.currency,
                           .week = asked.week,
                           .ledger_head = FirstHead(id),
                           .create_time = now};
  OVERROUND_RETURN_IF_ERROR(ledger_store::InsertBankroll(tx, opened));
  return opened;
}

absl::StatusOr<Bankroll> Ledger::Lock(pg::Transaction& tx, const BankrollId& id) const {
  return ledger_store::LockBankroll(tx, id);
}

absl::Status Ledger::Finish(pg::Transaction& tx, Bankroll& locked) const {
  const int64_t worth = locked.worth_minor();
  locked.peak_minor = std::max(locked.peak_minor, worth);
  locked.low_minor = std::min(locked.low_minor.value_or(worth), worth);
  return ledger_store::UpdateHead(tx, locked);
}

absl::StatusOr<Transfer> Ledger::Append(pg::Transaction& tx, Bankroll& locked,
                                        const Posting& posting) const {
  if (posting.amount_minor <= 0) {
    return absl::InvalidArgumentError(
        absl::StrCat("amount: ", posting.amount_minor, ", want a positive amount"));
  }
  OVERROUND_ASSIGN_OR_RETURN(
      const auto earlier, ledger_store::FindTransferByRequest(tx, locked.id, posting.request_id));
  if (earlier) {
    if (!(earlier->posting == posting)) return UsedOtherwise(posting.request_id);
    return *earlier;
  }
  OVERROUND_RETURN_IF_ERROR(
      ledger_store::AddToBalance(tx, locked.id, posting.from, -posting.amount_minor));
  OVERROUND_RETURN_IF_ERROR(
      ledger_store::AddToBalance(tx, locked.id, posting.to, posting.amount_minor));
  Apply(locked, posting);

  Transfer transfer = {.bankroll = locked.id,
                       .sequence = locked.transfer_count + 1,
                       .posting = posting,
                       .cash_after_minor = locked.cash_minor(),
                       .balance_after_minor = locked.value_minor(),
                       .create_time = MicrosOf(world_.Now()),
                       .previous_hash = locked.ledger_head};
  transfer.id =
      TransferId(ids_.Derive(transfer.create_time, "transfer",
                             absl::StrCat(locked.id.ToString(), "/", posting.request_id)));
  transfer.hash = HashOf(transfer, locked.currency);
  OVERROUND_RETURN_IF_ERROR(ledger_store::InsertTransfer(tx, transfer));
  locked.transfer_count = transfer.sequence;
  locked.ledger_head = transfer.hash;
  return transfer;
}

absl::StatusOr<Transfer> Ledger::Deposit(pg::Transaction& tx, Bankroll& locked,
                                         int64_t amount_minor,
                                         const std::string& request_id) const {
  OVERROUND_ASSIGN_OR_RETURN(const Transfer deposited, Append(tx, locked,
                                                              {.kind = TransferKind::kDeposit,
                                                               .amount_minor = amount_minor,
                                                               .from = Account::kFunding,
                                                               .to = Account::kCash,
                                                               .request_id = request_id}));
  OVERROUND_RETURN_IF_ERROR(
      RepayOwed(tx, locked, absl::StrCat("/transfers/", deposited.id.ToString())));
  OVERROUND_RETURN_IF_ERROR(Finish(tx, locked));
  return deposited;
}

absl::StatusOr<Transfer> Ledger::Withdraw(pg::Transaction& tx, Bankroll& locked,
                                          int64_t amount_minor, const std::string& request_id,
                                          TransferKind kind) const {
  OVERROUND_CHECK(kind == TransferKind::kWithdrawal || kind == TransferKind::kSweep);
  OVERROUND_ASSIGN_OR_RETURN(const Transfer withdrawn, Append(tx, locked,
                                                              {.kind = kind,
                                                               .amount_minor = amount_minor,
                                                               .from = Account::kCash,
                                                               .to = Account::kFunding,
                                                               .request_id = request_id}));
  OVERROUND_RETURN_IF_ERROR(Finish(tx, locked));
  return withdrawn;
}

absl::Status Ledger::Close(pg::Transaction& tx, Bankroll& locked) const {
  locked.is_closed = true;
  return ledger_store::CloseBankroll(tx, locked.id);
}

absl::Status Ledger::Hold(pg::Transaction& tx, Bankroll& locked, const BetId& bet,
                          int64_t stake_minor) const {
  if (locked.is_closed) return absl::FailedPreconditionError("bankroll: closed, want an open one");
  if (locked.owed_minor() > 0) {
    return absl::FailedPreconditionError(absl::StrCat("bankroll: owes ",
                                                      ToString(locked.MoneyOf(locked.owed_minor())),
                                                      " after a correction, want that paid first"));
  }
  OVERROUND_RETURN_IF_ERROR(Append(tx, locked,
                                   {.kind = TransferKind::kHold,
                                    .amount_minor = stake_minor,
                                    .from = Account::kCash,
                                    .to = Account::kHeld,
                                    .bet = bet,
                                    .request_id = absl::StrCat("/bets/", bet.ToString(), "/hold")})
                                .status());
  return Finish(tx, locked);
}

absl::Status Ledger::Settle(pg::Transaction& tx, Bankroll& locked, const BetId& bet, int32_t number,
                            int64_t stake_minor, int64_t payout_minor) const {
  OVERROUND_CHECK(number >= 1 && stake_minor > 0 && payout_minor >= 0);
  OVERROUND_ASSIGN_OR_RETURN(const auto done,
                             ledger_store::ListTransfersOfSettlement(tx, locked.id, bet, number));
  if (!done.empty()) return absl::OkStatus();
  if (number > 1) OVERROUND_RETURN_IF_ERROR(Reverse(tx, locked, bet, number - 1));

  SettlementPostings postings(bet, number);
  const int64_t released = std::min(stake_minor, payout_minor);
  std::vector<Posting> moves;
  if (released > 0)
    moves.push_back(
        postings.Next(TransferKind::kRelease, released, Account::kHeld, Account::kCash));
  if (released < stake_minor) {
    moves.push_back(postings.Next(TransferKind::kLoss, stake_minor - released, Account::kHeld,
                                  Account::kHouse));
  }
  if (payout_minor > stake_minor) {
    moves.push_back(postings.Next(TransferKind::kProfit, payout_minor - stake_minor,
                                  Account::kHouse, Account::kCash));
  }
  for (const Posting& move : moves) OVERROUND_RETURN_IF_ERROR(Append(tx, locked, move).status());
  OVERROUND_RETURN_IF_ERROR(
      RepayOwed(tx, locked, absl::StrCat("/bets/", bet.ToString(), "/settlements/", number)));
  return Finish(tx, locked);
}

// The undoing belongs to the settlement it undoes, under ids of its own.
absl::Status Ledger::Reverse(pg::Transaction& tx, Bankroll& locked, const BetId& bet,
                             int32_t number) const {
  OVERROUND_ASSIGN_OR_RETURN(auto done,
                             ledger_store::ListTransfersOfSettlement(tx, locked.id, bet, number));
  std::reverse(done.begin(), done.end());
  for (const Transfer& earlier : done) {
    Posting undo = {.kind = TransferKind::kReversal,
                    .amount_minor = earlier.posting.amount_minor,
                    .from = earlier.posting.to,
                    .to = earlier.posting.from,
                    .bet = bet,
                    .request_id = absl::StrCat("/transfers/", earlier.id.ToString(), "/reversal")};
    if (undo.from == Account::kCash && locked.cash_minor() < undo.amount_minor) {
      // Spent already: the missing part is owed from now on.
      const Posting owed = {
          .kind = TransferKind::kReceivable,
          .amount_minor = undo.amount_minor - locked.cash_minor(),
          .from = Account::kReceivable,
          .to = Account::kCash,
          .bet = bet,
          .request_id = absl::StrCat("/transfers/", earlier.id.ToString(), "/owed")};
      OVERROUND_RETURN_IF_ERROR(Append(tx, locked, owed).status());
    }
    OVERROUND_RETURN_IF_ERROR(Append(tx, locked, undo).status());
  }
  return absl::OkStatus();
}

absl::Status Ledger::RepayOwed(pg::Transaction& tx, Bankroll& locked,
                               const std::string& origin) const {
  const int64_t amount_minor = std::min(locked.owed_minor(), locked.cash_minor());
  if (amount_minor <= 0) return absl::OkStatus();
  return Append(tx, locked,
                {.kind = TransferKind::kRepayment,
                 .amount_minor = amount_minor,
                 .from = Account::kCash,
                 .to = Account::kReceivable,
                 .request_id = absl::StrCat(origin, "/repayment")})
      .status();
}

absl::StatusOr<Audit> Ledger::Verify(pg::Transaction& tx, const BankrollId& id) const {
  OVERROUND_ASSIGN_OR_RETURN(const Bankroll stored, ledger_store::FindBankroll(tx, id));
  Audit audit = {.head = FirstHead(id)};
  const auto refuse = [&audit](bool& verdict, const std::string& fault) {
    verdict = false;
    if (!audit.fault) audit.fault = fault;
  };
  Bankroll summed;
  while (true) {
    OVERROUND_ASSIGN_OR_RETURN(
        const auto page, ledger_store::ListTransfers(tx, id, audit.transfer_count, kAuditPage));
    for (const Transfer& transfer : page) {
      ++audit.transfer_count;
      Apply(summed, transfer.posting);
      const bool follows = transfer.sequence == audit.transfer_count &&
                           transfer.previous_hash == audit.head &&
                           transfer.hash == HashOf(transfer, stored.currency);
      if (!follows)
        refuse(audit.chain_intact,
               absl::StrCat("transfer ", transfer.sequence, " does not follow"));
      if (summed.cash_minor() != transfer.cash_after_minor ||
          summed.value_minor() != transfer.balance_after_minor) {
        refuse(audit.balanced,
               absl::StrCat("transfer ", transfer.sequence, " tells another balance"));
      }
      audit.head = transfer.hash;
    }
    if (page.size() < kAuditPage) break;
  }
  if (audit.transfer_count != stored.transfer_count || audit.head != stored.ledger_head) {
    refuse(audit.chain_intact,
           absl::StrCat("the chain ends at ", audit.transfer_count, " ", Hex(audit.head), ", want ",
                        stored.transfer_count, " ", Hex(stored.ledger_head)));
  }
  if (summed.balances != stored.balances)
    refuse(audit.balanced, "the accounts are not the sum of their transfers");
  return audit;
}

absl::Time MicrosOf(absl::Time time) { return absl::FromUnixMicros(absl::ToUnixMicros(time)); }

Sha256Digest FirstHead(const BankrollId& id) {
  return Sha256(absl::StrCat("bankrolls/", id.ToString()));
}

Sha256Digest HashOf(const Transfer& transfer, const Currency& currency) {
  const Posting& posting = transfer.posting;
  // Every field ends with a line feed, which none can contain but the request id: it comes last.
  return Sha256(absl::StrCat(
      Hex(transfer.previous_hash), "\n", transfer.bankroll.ToString(), "\n", transfer.sequence,
      "\n", transfer.id.ToString(), "\n", ToString(posting.kind), "\n", posting.amount_minor, "\n",
      currency.code(), "\n", currency.scale(), "\n", ToString(posting.from), "\n",
      ToString(posting.to), "\n", posting.bet ? posting.bet->ToString() : "", "\n",
      posting.settlement_number.value_or(0), "\n", absl::ToUnixMicros(transfer.create_time), "\n",
      transfer.cash_after_minor, "\n", transfer.balance_after_minor, "\n", posting.request_id));
}

}  // namespace overround::bankroll
