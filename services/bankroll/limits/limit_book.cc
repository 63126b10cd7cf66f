#include "services/bankroll/limits/limit_book.h"

#include <algorithm>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/bankroll/ledger/access.h"
#include "services/bankroll/ledger/store.h"
#include "services/bankroll/limits/store.h"

namespace overround::bankroll {
namespace {

// An agent has one for each week.
constexpr int kBankrollsOfOneMax = 1000;

using Amount = std::optional<std::optional<int64_t>>;

absl::StatusOr<Amount> MinorOf(const std::optional<std::optional<Money>>& asked,
                               const Currency& currency, absl::string_view field) {
  if (!asked) return Amount();
  if (!*asked) return Amount(std::optional<int64_t>());
  const Money& amount = **asked;
  if (amount.currency != currency || amount.minor_units < 0) {
    return absl::InvalidArgumentError(absl::StrCat("limits.", field, ": ", ToString(amount),
                                                   ", want zero or more ", currency.code(),
                                                   " at scale ", currency.scale()));
  }
  return Amount(amount.minor_units);
}

}  // namespace

absl::StatusOr<std::vector<BankrollLimits>> LimitBook::List(
    const std::string& principal, const std::optional<BankrollId>& bankroll,
    absl::Time deadline) const {
  return parts_.pool.InTransaction(
      deadline, pg::kReadSnapshot,
      [&](pg::Transaction& tx) -> absl::StatusOr<std::vector<BankrollLimits>> {
        std::vector<Bankroll> bankrolls;
        if (bankroll) {
          OVERROUND_ASSIGN_OR_RETURN(const Bankroll one, ledger_store::FindBankroll(tx, *bankroll));
          OVERROUND_RETURN_IF_ERROR(MustSee(principal, one));
          bankrolls = {one};
        } else {
          OVERROUND_RETURN_IF_ERROR(MustSeeOwner(principal, principal));
          OVERROUND_ASSIGN_OR_RETURN(
              bankrolls, ledger_store::ListBankrolls(tx, principal, {}, kBankrollsOfOneMax));
        }
        std::sort(bankrolls.begin(), bankrolls.end(),
                  [](const Bankroll& a, const Bankroll& b) { return a.id < b.id; });
        std::vector<BankrollLimits> listed;
        for (const Bankroll& each : bankrolls) {
          OVERROUND_ASSIGN_OR_RETURN(const Limits limits, limits_store::FindLimits(tx, each.id));
          listed.push_back({each.id, each.currency, InForce(limits, parts_.world.Now())});
        }
        return listed;
      });
}

absl::StatusOr<BankrollLimits> LimitBook::Update(const std::string& principal,
                                                 const BankrollId& bankroll, const Asked& asked,
                                                 absl::Time deadline) const {
  return parts_.pool.InTransaction(
      deadline, [&](pg::Transaction& tx) -> absl::StatusOr<BankrollLimits> {
        OVERROUND_ASSIGN_OR_RETURN(const Bankroll locked, parts_.ledger.Lock(tx, bankroll));
        OVERROUND_RETURN_IF_ERROR(MustOwn(principal, locked));
        LimitsChange change = {.time_zone = asked.time_zone};
        OVERROUND_ASSIGN_OR_RETURN(change.stake_max_minor,
                                   MinorOf(asked.stake_max, locked.currency, "stake_max"));
        OVERROUND_ASSIGN_OR_RETURN(
            change.daily_loss_max_minor,
            MinorOf(asked.daily_loss_max, locked.currency, "daily_loss_max"));
        OVERROUND_ASSIGN_OR_RETURN(const Limits before, limits_store::FindLimits(tx, bankroll));
        OVERROUND_ASSIGN_OR_RETURN(const Limits changed,
                                   Changed(before, change, MicrosOf(parts_.world.Now())));
        OVERROUND_RETURN_IF_ERROR(limits_store::UpsertLimits(tx, bankroll, changed));
        return BankrollLimits{bankroll, locked.currency, changed};
      });
}

}  // namespace overround::bankroll
