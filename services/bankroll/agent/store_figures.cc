#include "libs/base/status_macros.h"
#include "services/bankroll/agent/store.h"

namespace overround::bankroll::agent_store {

constexpr char kSumBets[] = R"sql(
  SELECT count(*) AS bet_count,
         count(*) FILTER (WHERE state IN ('WON', 'HALF_WON')) AS won_count,
         count(*) FILTER (WHERE state IN ('LOST', 'HALF_LOST')) AS lost_count,
         count(*) FILTER (WHERE state IN ('PUSH', 'VOID')) AS returned_count,
         count(*) FILTER (WHERE state <> 'OPEN') AS settled_count,
         coalesce(sum(stake_minor) FILTER (WHERE state <> 'OPEN'), 0)::BIGINT AS staked_minor,
         coalesce(sum(profit_minor), 0)::BIGINT AS profit_minor
    FROM bankroll.bets -- scan: an owner's bets
   WHERE owner = $1
)sql";

constexpr char kCountRefused[] = R"sql(
  SELECT count(*) FROM bankroll.decisions WHERE agent = $1 AND verdict = 'REFUSED' -- scan: an agent's decisions
)sql";

absl::StatusOr<Figures> SumFigures(pg::Transaction& tx, const std::string& agent) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows bets, tx.Query(kSumBets, {agent}));
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows refused, tx.Query(kCountRefused, {agent}));
  const pg::Row row = bets.front();
  return Figures{.bet_count = row.Get<int64_t>("bet_count"),
                 .won_count = row.Get<int64_t>("won_count"),
                 .lost_count = row.Get<int64_t>("lost_count"),
                 .returned_count = row.Get<int64_t>("returned_count"),
                 .refused_count = refused.front().Get<int64_t>(0),
                 .settled_count = row.Get<int64_t>("settled_count"),
                 .staked_minor = row.Get<int64_t>("staked_minor"),
                 .profit_minor = row.Get<int64_t>("profit_minor")};
}

constexpr char kCountBetsByBankroll[] = R"sql(
  SELECT bankroll_id, count(*)::INTEGER AS bet_count
    FROM bankroll.bets -- scan: an owner's bets
   WHERE owner = $1
   GROUP BY bankroll_id
)sql";

absl::StatusOr<std::vector<WeekCount>> CountBetsByBankroll(pg::Transaction& tx,
                                                           const std::string& agent) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kCountBetsByBankroll, {agent}));
  std::vector<WeekCount> counts;
  for (const pg::Row row : rows) {
    counts.push_back({row.Get<BankrollId>("bankroll_id"), row.Get<int32_t>("bet_count")});
  }
  return counts;
}

// Money won or lost moves to or from HOUSE and nowhere else.
constexpr char kListCurve[] = R"sql(
  SELECT DISTINCT ON (create_time) create_time, profit_minor, balance_after_minor
    FROM (SELECT t.create_time, t.bankroll_id, t.sequence, t.balance_after_minor,
                 (sum(CASE WHEN t.from_account = 'HOUSE' THEN t.amount_minor
                           WHEN t.to_account = 'HOUSE' THEN -t.amount_minor ELSE 0 END)
                    OVER (ORDER BY t.create_time, b.week, t.bankroll_id, t.sequence))::BIGINT AS profit_minor,
                 b.week
            FROM bankroll.transfers t -- scan: an owner's transfers
            JOIN bankroll.bankrolls b ON b.bankroll_id = t.bankroll_id
           WHERE b.owner = $1) AS moved
   ORDER BY create_time, week DESC, bankroll_id DESC, sequence DESC
)sql";

absl::StatusOr<std::vector<CurvePoint>> ListCurve(pg::Transaction& tx, const std::string& agent) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListCurve, {agent}));
  std::vector<CurvePoint> points;
  for (const pg::Row row : rows) {
    points.push_back({.time = row.Get<absl::Time>("create_time"),
                      .profit_minor = row.Get<int64_t>("profit_minor"),
                      .value_minor = row.Get<int64_t>("balance_after_minor")});
  }
  return points;
}

}  // namespace overround::bankroll::agent_store
