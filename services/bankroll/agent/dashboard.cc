#include "services/bankroll/agent/dashboard.h"

#include <map>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "services/bankroll/agent/week.h"
#include "services/bankroll/bets/bets.h"
#include "services/bankroll/ledger/store.h"

namespace overround::bankroll {
namespace {

constexpr int kWeeksMax = 52;
constexpr size_t kPointsMax = 500;
constexpr int kLatestMax = 50;
// More open bets than a week's bankroll can hold.
constexpr int kOpenMax = 1000;

absl::Status AddWeeks(pg::Transaction& tx, Dashboard& dashboard) {
  OVERROUND_ASSIGN_OR_RETURN(const auto bankrolls,
                             ledger_store::ListBankrolls(tx, dashboard.agent, {}, kWeeksMax));
  OVERROUND_ASSIGN_OR_RETURN(const auto counts,
                             agent_store::CountBetsByBankroll(tx, dashboard.agent));
  std::map<BankrollId, int32_t> bets;
  for (const auto& [bankroll, bet_count] : counts) bets[bankroll] = bet_count;
  for (const Bankroll& bankroll : bankrolls) {
    if (bankroll.week == IsoWeekOf(dashboard.time)) dashboard.bankroll = bankroll;
    dashboard.weeks.push_back({bankroll, bets[bankroll.id]});
  }
  return absl::OkStatus();
}

absl::Status AddBets(pg::Transaction& tx, Dashboard& dashboard) {
  OVERROUND_ASSIGN_OR_RETURN(
      dashboard.open_bets,
      Bets::ListIn(tx, {.owner = dashboard.agent, .states = {BetState::kOpen}, .limit = kOpenMax}));
  OVERROUND_ASSIGN_OR_RETURN(
      dashboard.settled_bets,
      Bets::ListIn(tx, {.owner = dashboard.agent,
                        .states = {BetState::kWon, BetState::kLost, BetState::kPush,
                                   BetState::kHalfWon, BetState::kHalfLost, BetState::kVoid},
                        .limit = kLatestMax}));
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Dashboard> ReadDashboard(pg::Pool& pool, const std::string& agent, absl::Time now,
                                        absl::Time deadline) {
  return pool.InTransaction(
      deadline, pg::kReadSnapshot, [&](pg::Transaction& tx) -> absl::StatusOr<Dashboard> {
        Dashboard dashboard = {.agent = agent, .time = now};
        OVERROUND_RETURN_IF_ERROR(AddWeeks(tx, dashboard));
        OVERROUND_RETURN_IF_ERROR(AddBets(tx, dashboard));
        OVERROUND_ASSIGN_OR_RETURN(const auto points, agent_store::ListCurve(tx, agent));
        dashboard.points = Thinned(points, kPointsMax);
        OVERROUND_ASSIGN_OR_RETURN(
            dashboard.decisions,
            agent_store::ListDecisions(tx, {.agent = agent, .limit = kLatestMax}));
        OVERROUND_ASSIGN_OR_RETURN(dashboard.figures, agent_store::SumFigures(tx, agent));
        return dashboard;
      });
}

std::vector<agent_store::CurvePoint> Thinned(const std::vector<agent_store::CurvePoint>& points,
                                             size_t max) {
  OVERROUND_CHECK(max >= 4);
  if (points.size() <= max) return points;
  const size_t newer = max / 2;
  const size_t older = points.size() - newer;
  const size_t kept = max - newer;
  std::vector<agent_store::CurvePoint> thinned;
  for (size_t i = 0; i < kept; ++i) thinned.push_back(points[i * (older - 1) / (kept - 1)]);
  thinned.insert(thinned.end(), points.end() - static_cast<ptrdiff_t>(newer), points.end());
  return thinned;
}

}  // namespace overround::bankroll
