#include "migrations/bankroll_migrations.h"

#include "libs/base/status_macros.h"
#include "libs/ops/run_service.h"
#include "services/bankroll/agent/agent.h"
#include "services/bankroll/bets/settling.h"
#include "services/bankroll/config.h"
#include "services/bankroll/follow.h"
#include "services/bankroll/portfolio/portfolio.h"
#include "services/bankroll/service.h"

namespace overround::bankroll {
namespace {

using schedule::TaskRun;

absl::Status Build(const Config& config, ops::ServiceHost& host) {
  const Ledger ledger(host.ids(), host.clocks().world);
  const Parts parts = {.pool = host.pool(),
                       .ledger = ledger,
                       .events = host.appender(),
                       .ids = host.ids(),
                       .world = host.clocks().world,
                       .wall = host.clocks().wall};
  const Bets bets(parts, AskCollector(host.channel("collector")));
  const Settling settling(parts, host.logger());
  const Portfolio portfolio(parts);
  const Agent agent(config.agent, parts, bets, host.logger());
  Service service(parts, bets);
  host.AddService(&service);

  // In this order at one instant: what has ended is paid, then valued, then the agent acts on it.
  OVERROUND_RETURN_IF_ERROR(
      host.AddTask({.name = kSettleTask,
                    .order = 1,
                    .cron = "",
                    .run = [&](TaskRun& run) { return settling.SettleDue(run); }},
                   "Settles the bets of games whose end has become known or was corrected."));
  OVERROUND_RETURN_IF_ERROR(
      host.AddTask({.name = kSweepBetsTask,
                    .order = 2,
                    .cron = "30 * * * *",
                    .run = [&](TaskRun& run) { return settling.ReviewOpenBets(run); }},
                   "Looks at every open bet again, in case one was missed."));
  OVERROUND_RETURN_IF_ERROR(
      host.AddTask({.name = kSnapshotTask,
                    .order = 3,
                    .cron = "0 * * * *",
                    .run = [&](TaskRun& run) { return portfolio.TakeSnapshots(run); }},
                   "Values every bankroll."));
  OVERROUND_RETURN_IF_ERROR(
      host.AddTask({.name = kBennyWeekTask,
                    .order = 4,
                    .cron = "0 0 * * *",
                    .run = [&](TaskRun& run) { return agent.TurnWeek(run); }},
                   "Sweeps what Benny's earlier weeks left over and opens the present one."));
  OVERROUND_RETURN_IF_ERROR(
      host.AddTask({.name = kBennyDecideTask,
                    .order = 5,
                    .cron = "0 12 * * *",
                    .run = [&](TaskRun& run) { return agent.DecideDue(run); }},
                   "Rules on Benny's proposals and places its bets."));
  host.Follow("settlement", FollowGames(settling, host.channel("collector")));
  host.Follow("analyst", FollowAnalyst(agent, config.analyst, host.channel("prediction")));
  return host.Serve();
}

}  // namespace
}  // namespace overround::bankroll

int main(int argc, char** argv, char** environment) {
  using namespace overround;
  bankroll::Config config;
  return ops::RunService(
      {.name = "bankroll",
       .purpose = "keeps bankrolls, bets and the ledger",
       .neighbours = bankroll::Neighbours(),
       .migrations = bankroll::kMigrations,
       .configure = [&](Env& env) { config = bankroll::ReadConfig(env); },
       .build = [&](ops::ServiceHost& host) { return bankroll::Build(config, host); }},
      argc, argv, environment);
}
