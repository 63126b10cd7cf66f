#include "services/bankroll/portfolio/store.h"

#include "libs/base/status_macros.h"

namespace overround::bankroll::portfolio_store {

constexpr char kInsertSnapshots[] = R"sql(
  INSERT INTO bankroll.portfolio_snapshots (bankroll_id, snapshot_time, cash_minor, at_risk_minor,
                                            realised_profit_minor, open_bet_count)
  SELECT b.bankroll_id, $1, cash.balance_minor, held.balance_minor, -house.balance_minor,
         (SELECT count(*)::INTEGER FROM bankroll.bets t WHERE t.bankroll_id = b.bankroll_id AND t.state = 'OPEN')
    FROM bankroll.bankrolls b -- scan: every bankroll
    JOIN bankroll.accounts cash ON cash.bankroll_id = b.bankroll_id AND cash.kind = 'CASH'
    JOIN bankroll.accounts held ON held.bankroll_id = b.bankroll_id AND held.kind = 'HELD'
    JOIN bankroll.accounts house ON house.bankroll_id = b.bankroll_id AND house.kind = 'HOUSE'
   WHERE NOT b.is_closed OR cash.balance_minor <> 0 OR held.balance_minor <> 0
  ON CONFLICT (bankroll_id, snapshot_time) DO NOTHING
)sql";

absl::StatusOr<int64_t> InsertSnapshots(pg::Transaction& tx, absl::Time time) {
  return tx.Execute(kInsertSnapshots, {time});
}

constexpr char kListSnapshots[] = R"sql(
  SELECT snapshot_time, cash_minor, at_risk_minor, realised_profit_minor, open_bet_count
    FROM bankroll.portfolio_snapshots
   WHERE bankroll_id = $1 AND snapshot_time >= $2 AND snapshot_time < $3 AND snapshot_time < $4
   ORDER BY snapshot_time DESC
   LIMIT $5
)sql";

absl::StatusOr<std::vector<Snapshot>> ListSnapshots(pg::Transaction& tx, const BankrollId& bankroll,
                                                    const SnapshotFilter& filter) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                             tx.Query(kListSnapshots, {bankroll, filter.time_min, filter.time_max,
                                                       filter.before, int64_t{filter.limit}}));
  std::vector<Snapshot> snapshots;
  for (const pg::Row row : rows) {
    snapshots.push_back({.time = row.Get<absl::Time>("snapshot_time"),
                         .cash_minor = row.Get<int64_t>("cash_minor"),
                         .at_risk_minor = row.Get<int64_t>("at_risk_minor"),
                         .realised_profit_minor = row.Get<int64_t>("realised_profit_minor"),
                         .open_bet_count = row.Get<int32_t>("open_bet_count")});
  }
  return snapshots;
}

}  // namespace overround::bankroll::portfolio_store
