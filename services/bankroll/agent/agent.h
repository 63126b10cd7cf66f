#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"
#include "libs/schedule/task_runner.h"
#include "libs/telemetry/log.h"
#include "services/bankroll/agent/decision.h"
#include "services/bankroll/agent/gate.h"
#include "services/bankroll/agent/proposal.h"
#include "services/bankroll/bets/bets.h"
#include "services/bankroll/parts.h"

namespace overround::bankroll {

// The fixed principal of the agent: readable by all, written by this service alone.
inline constexpr char kBenny[] = "agents/benny";
inline constexpr char kBennyDecideTask[] = "benny_decide";
inline constexpr char kBennyWeekTask[] = "benny_week";

struct AgentOptions {
  GateRules gate = {};
  // What each week opens with, in cents of a dollar.
  int64_t week_minor = 100'00;
  // The limits of each week's bankroll.
  LimitAmounts limits = {.stake_max_minor = 10'00, .daily_loss_max_minor = 25'00};
  // How long after a forecast it decides (World): forecasts come in bursts.
  absl::Duration debounce = absl::Seconds(5);
};

// Benny: the analyst's forecasts come in, the gate decides, bets go out on paper. Each ISO week
// (UTC) has a bankroll of its own, of which the week's end takes back what is left; bets settle to
// their own week.
class Agent {
 public:
  // All outlive the agent.
  Agent(AgentOptions options, const Parts& parts, const Bets& bets, const telemetry::Logger& logger)
      : options_(options), parts_(parts), bets_(bets), logger_(logger) {}

  // Keeps what the analyst says, in the follower's transaction, and wakes the task. A forecast ends
  // the game's abstention, an abstention withdraws the game's forecasts.
  absl::Status Learn(pg::Transaction& tx, const Proposal& proposal) const;

  // The task: rules on every proposal for a game to come, by start, game and market, each in a
  // transaction of its own together with the bet it places. What was said before is not said again.
  absl::Status DecideDue(const schedule::TaskRun& run) const;

  // The other task: takes back what earlier weeks left over, opens the present one, forgets
  // proposals long past.
  absl::Status TurnWeek(const schedule::TaskRun& run) const;

 private:
  absl::StatusOr<Bankroll> OpenWeek(pg::Transaction& tx) const;
  absl::Status Sweep(pg::Transaction& tx, const BankrollId& id) const;
  absl::Status Decide(const schedule::TaskRun& run, const Proposal& proposal) const;
  absl::Status DecideIn(pg::Transaction& tx, const Proposal& proposal,
                        const std::optional<Offer>& offer, bool has_asked) const;
  // Counts one of the agent's bets on the proposal's game.
  static void Weigh(const Bet& bet, const Proposal& proposal, Situation& situation);
  absl::StatusOr<Situation> SituationOf(pg::Transaction& tx, const Bankroll& week,
                                        const Proposal& proposal) const;
  absl::StatusOr<BetId> Place(pg::Transaction& tx, Bankroll& locked, const Proposal& proposal,
                              const Offer& offer, int64_t stake_minor) const;
  absl::Time Soon() const { return parts_.wall.Now() + absl::Seconds(30); }

  const AgentOptions options_;
  const Parts parts_;
  const Bets& bets_;
  const telemetry::Logger& logger_;
};

}  // namespace overround::bankroll
