#include "services/bankroll/ledger/bankrolls.h"

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/bankroll/events.h"
#include "services/bankroll/ledger/access.h"

namespace overround::bankroll {
namespace {

absl::Status CheckCurrency(const Bankroll& bankroll, const Money& amount) {
  if (amount.currency == bankroll.currency) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrCat(
      "amount: ", amount.currency.code(), " at scale ", amount.currency.scale(),
      ", want the bankroll's ", bankroll.currency.code(), " at scale ", bankroll.currency.scale()));
}

absl::Status CheckRoom(const Bankroll& bankroll, const Money& amount) {
  if (amount.minor_units <= kDepositedMax - bankroll.deposited_minor()) return absl::OkStatus();
  return absl::OutOfRangeError(absl::StrCat("amount: ", amount.minor_units,
                                            " minor units, want at most ", kDepositedMax,
                                            " deposited in all"));
}

}  // namespace

absl::StatusOr<Bankroll> Bankrolls::Open(const NewBankroll& asked, absl::Time deadline) const {
  OVERROUND_RETURN_IF_ERROR(MustBeUser(asked.owner));
  return parts_.pool.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::StatusOr<Bankroll> {
    OVERROUND_ASSIGN_OR_RETURN(const Bankroll opened, parts_.ledger.Open(tx, asked));
    OVERROUND_ASSIGN_OR_RETURN(const int64_t count, ledger_store::CountBankrolls(tx, asked.owner));
    // Counted with the one just opened, which is taken back; one opened before is told again.
    if (count > kBankrollsMax && opened.transfer_count == 0) {
      return absl::ResourceExhaustedError(
          absl::StrCat("bankroll: ", asked.owner, " has ", kBankrollsMax, ", want no more"));
    }
    return opened;
  });
}

absl::StatusOr<Bankroll> Bankrolls::Get(const std::string& principal, const BankrollId& id,
                                        absl::Time deadline) const {
  return parts_.pool.InTransaction(
      deadline, pg::kReadSnapshot, [&](pg::Transaction& tx) -> absl::StatusOr<Bankroll> {
        OVERROUND_ASSIGN_OR_RETURN(const Bankroll bankroll, ledger_store::FindBankroll(tx, id));
        OVERROUND_RETURN_IF_ERROR(MustSee(principal, bankroll));
        return bankroll;
      });
}

absl::StatusOr<std::vector<Bankroll>> Bankrolls::List(const std::string& principal,
                                                      const std::string& owner,
                                                      const ledger_store::AfterBankroll& after,
                                                      int limit, absl::Time deadline) const {
  OVERROUND_RETURN_IF_ERROR(MustSeeOwner(principal, owner));
  return parts_.pool.InTransaction(deadline, pg::kReadSnapshot, [&](pg::Transaction& tx) {
    return ledger_store::ListBankrolls(tx, owner, after, limit);
  });
}

absl::StatusOr<Bankrolls::Funded> Bankrolls::Deposit(const std::string& principal,
                                                     const Funding& asked,
                                                     absl::Time deadline) const {
  return Fund(principal, asked, Direction::kIn, deadline);
}

absl::StatusOr<Bankrolls::Funded> Bankrolls::Withdraw(const std::string& principal,
                                                      const Funding& asked,
                                                      absl::Time deadline) const {
  return Fund(principal, asked, Direction::kOut, deadline);
}

absl::StatusOr<Bankrolls::Funded> Bankrolls::Fund(const std::string& principal,
                                                  const Funding& asked, Direction direction,
                                                  absl::Time deadline) const {
  return parts_.pool.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::StatusOr<Funded> {
    OVERROUND_ASSIGN_OR_RETURN(Bankroll locked, parts_.ledger.Lock(tx, asked.bankroll));
    OVERROUND_RETURN_IF_ERROR(MustOwn(principal, locked));
    OVERROUND_RETURN_IF_ERROR(CheckCurrency(locked, asked.amount));
    const int64_t amount = asked.amount.minor_units;
    const int64_t count_before = locked.transfer_count;
    const bool is_in = direction == Direction::kIn;
    OVERROUND_ASSIGN_OR_RETURN(
        const auto earlier, ledger_store::FindTransferByRequest(tx, locked.id, asked.request_id));
    // What has happened already needs no more room.
    if (is_in && !earlier) OVERROUND_RETURN_IF_ERROR(CheckRoom(locked, asked.amount));
    OVERROUND_ASSIGN_OR_RETURN(const Transfer transfer,
                               is_in
                                   ? parts_.ledger.Deposit(tx, locked, amount, asked.request_id)
                                   : parts_.ledger.Withdraw(tx, locked, amount, asked.request_id));
    // A repeated request has been told before.
    if (locked.transfer_count > count_before) {
      OVERROUND_RETURN_IF_ERROR(parts_.events.Append(
          tx, BankrollFunded(locked, is_in ? amount : -amount, MicrosOf(parts_.world.Now()))));
    }
    return Funded{.transfer = transfer, .after = locked};
  });
}

absl::StatusOr<Audit> Bankrolls::Verify(const std::string& principal, const BankrollId& id,
                                        absl::Time deadline) const {
  return parts_.pool.InTransaction(
      deadline, pg::kReadSnapshot, [&](pg::Transaction& tx) -> absl::StatusOr<Audit> {
        OVERROUND_ASSIGN_OR_RETURN(const Bankroll bankroll, ledger_store::FindBankroll(tx, id));
        OVERROUND_RETURN_IF_ERROR(MustSee(principal, bankroll));
        return parts_.ledger.Verify(tx, id);
      });
}

absl::StatusOr<Bankrolls::TransferPage> Bankrolls::ListTransfers(
    const std::string& principal, const BankrollId& id, const ledger_store::TransferFilter& filter,
    absl::Time deadline) const {
  return parts_.pool.InTransaction(
      deadline, pg::kReadSnapshot, [&](pg::Transaction& tx) -> absl::StatusOr<TransferPage> {
        OVERROUND_ASSIGN_OR_RETURN(const Bankroll bankroll, ledger_store::FindBankroll(tx, id));
        OVERROUND_RETURN_IF_ERROR(MustSee(principal, bankroll));
        OVERROUND_ASSIGN_OR_RETURN(const auto transfers,
                                   ledger_store::ListTransfersBackwards(tx, id, filter));
        return TransferPage{.bankroll = bankroll, .transfers = transfers};
      });
}

}  // namespace overround::bankroll
