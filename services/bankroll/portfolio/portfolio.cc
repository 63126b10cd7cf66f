#include "services/bankroll/portfolio/portfolio.h"

#include "libs/base/status_macros.h"
#include "services/bankroll/ledger/access.h"
#include "services/bankroll/ledger/store.h"

namespace overround::bankroll {

absl::Status Portfolio::TakeSnapshots(const schedule::TaskRun& run) const {
  const absl::Time deadline = parts_.wall.Now() + absl::Minutes(1);
  return parts_.pool.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::Status {
    OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
    return portfolio_store::InsertSnapshots(tx, run.world_time).status();
  });
}

absl::StatusOr<Portfolio::Page> Portfolio::List(const std::string& principal,
                                                const BankrollId& bankroll,
                                                const SnapshotFilter& filter,
                                                absl::Time deadline) const {
  return parts_.pool.InTransaction(
      deadline, pg::kReadSnapshot, [&](pg::Transaction& tx) -> absl::StatusOr<Page> {
        OVERROUND_ASSIGN_OR_RETURN(const Bankroll found, ledger_store::FindBankroll(tx, bankroll));
        OVERROUND_RETURN_IF_ERROR(MustSee(principal, found));
        OVERROUND_ASSIGN_OR_RETURN(const auto snapshots,
                                   portfolio_store::ListSnapshots(tx, bankroll, filter));
        return Page{.bankroll = found, .snapshots = snapshots};
      });
}

}  // namespace overround::bankroll
