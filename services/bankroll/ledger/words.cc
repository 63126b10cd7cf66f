#include "services/bankroll/words.h"

#include "services/bankroll/ledger/ledger.h"

namespace overround::bankroll {
namespace {

constexpr Words<kAccountCount> kAccounts = {"CASH", "HELD", "RECEIVABLE", "FUNDING", "HOUSE"};
constexpr Words<10> kKinds = {"DEPOSIT", "WITHDRAWAL", "HOLD",       "RELEASE",   "LOSS",
                              "PROFIT",  "REVERSAL",   "RECEIVABLE", "REPAYMENT", "SWEEP"};

}  // namespace

absl::string_view ToString(Account account) { return WordOf(kAccounts, account); }
absl::string_view ToString(TransferKind kind) { return WordOf(kKinds, kind); }
Account AccountFromText(absl::string_view text) { return FromWord<Account>(kAccounts, text); }
TransferKind TransferKindFromText(absl::string_view text) {
  return FromWord<TransferKind>(kKinds, text);
}

}  // namespace overround::bankroll
