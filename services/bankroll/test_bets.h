#pragma once

// For tests: bets and the agent on a database of their own, with a collector that offers what the
// test says.

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "libs/eventlog/appender.h"
#include "libs/schedule/task_runner.h"
#include "libs/telemetry/log.h"
#include "services/bankroll/agent/agent.h"
#include "services/bankroll/bets/bets.h"
#include "services/bankroll/bets/settling.h"
#include "services/bankroll/portfolio/portfolio.h"
#include "services/bankroll/test_ledger.h"

namespace overround::bankroll {

inline constexpr char kOwner[] = "users/owner";

struct BetsFixture : LedgerFixture {
  eventlog::Appender events;
  telemetry::Logger logger{"bankroll", telemetry::Level::kError, testing::Wall(),
                           [](absl::string_view) {}};
  Parts parts{database.pool(), ledger, events, ids, world, testing::Wall()};
  // What is offered now, by selection and book; the price of `offer` unless the test says another.
  std::map<std::string, Offer> offers;
  int asked_count = 0;
  FindOffer find_offer = [this](const Selection& selection, const std::string& sportsbook,
                                absl::Time) -> absl::StatusOr<Offer> {
    ++asked_count;
    const auto found = offers.find(selection.ToString() + "@" + sportsbook);
    if (found == offers.end()) return absl::NotFoundError("quote: not offered");
    return found->second;
  };
  Bets bets{parts, find_offer};
  Settling settling{parts, logger};
  Portfolio portfolio{parts};
  Agent agent{{}, parts, bets, logger};
  schedule::TaskRunner tasks{
      {.holder = "test"}, database.pool(), {.world = world, .wall = testing::Wall()}};

  BetsFixture() {
    Register(kSettleTask, [this](schedule::TaskRun& run) { return settling.SettleDue(run); });
    Register(kSweepBetsTask,
             [this](schedule::TaskRun& run) { return settling.ReviewOpenBets(run); });
    Register(kSnapshotTask,
             [this](schedule::TaskRun& run) { return portfolio.TakeSnapshots(run); });
    Register(kBennyWeekTask, [this](schedule::TaskRun& run) { return agent.TurnWeek(run); });
    Register(kBennyDecideTask, [this](schedule::TaskRun& run) { return agent.DecideDue(run); });
    OVERROUND_CHECK(tasks.Open(testing::Soon()).ok());
  }
  void Register(const std::string& name, std::function<absl::Status(schedule::TaskRun&)> run) {
    OVERROUND_CHECK(tasks.Register({.name = name, .order = 0, .cron = "", .run = run}).ok());
  }

  GameId NewGame(int number) {
    return GameId(ids.Derive(TestTime(), "game", std::to_string(number)));
  }
  Selection HomeToWin(int game = 1) { return {NewGame(game), FullGameMoneyline(), Side::kHome}; }
  // Starts in two hours.
  absl::Time start_time = TestTime() + absl::Hours(2);

  // Has "book" offer the selection at this American price.
  void SetOffer(const Selection& selection, int32_t american) {
    const Offer offer = {.price = {.odds = *Odds::FromAmerican(american),
                                   .format = "american",
                                   .text = absl::StrCat(american)},
                         .quote = absl::StrCat("games/", selection.game.ToString(), "/quotes/",
                                               selection.game.ToString()),
                         .sight_time = world.Now(),
                         .sport = "mlb",
                         .game_title = "Boston Red Sox at New York Yankees",
                         .game_start_time = start_time};
    offers.insert_or_assign(selection.ToString() + "@book", offer);
  }
  NewBet Asked(const BankrollId& bankroll, const Selection& selection, int64_t stake_minor,
               const std::string& request_id = "bet") {
    return {.bankroll = bankroll,
            .selection = selection,
            .sportsbook = "book",
            .stake = {stake_minor, kUsd},
            .odds = *Odds::FromAmerican(-110),
            .request_id = request_id};
  }
  absl::StatusOr<Bet> Place(const NewBet& asked) {
    return bets.Open(kOwner, asked, testing::Soon());
  }
  // Offered at -110 and placed.
  Bet PlaceAt110(const BankrollId& bankroll, const Selection& selection, int64_t stake_minor,
                 const std::string& request_id = "bet") {
    SetOffer(selection, -110);
    return Place(Asked(bankroll, selection, stake_minor, request_id)).value();
  }
  Bet Get(const Bet& bet) { return bets.Get(bet.owner, bet.id, testing::Soon()).value(); }

  Game GameAt(int number) {
    return {.id = NewGame(number),
            .sport = "mlb",
            .title = "Boston Red Sox at New York Yankees",
            .start_time = start_time};
  }
  Game Final(int number, int32_t home, int32_t away, int32_t revision = 1) {
    Game game = GameAt(number);
    game.has_started = true;
    game.outcome = GameOutcome::kResult;
    game.result = GameResult{.revision = revision, .score = {home, away}};
    return game;
  }
  Game Voided(int number, const std::string& reason) {
    Game game = GameAt(number);
    game.outcome = GameOutcome::kVoid;
    game.void_reason = reason;
    return game;
  }
  void Learn(const Game& told) {
    const auto learnt =
        InTransaction([&](pg::Transaction& tx) { return settling.Learn(tx, told); });
    OVERROUND_CHECK(learnt.ok());
  }
  void Trigger(const char* task) {
    OVERROUND_CHECK(tasks.Trigger(task, testing::Soon()).ok());
    RunTasks();
  }
  // Runs the tasks that are due; how many.
  int RunTasks() { return tasks.RunDue({}).value(); }
  void LearnAndSettle(const Game& told) {
    Learn(told);
    RunTasks();
  }

  // The types of the events told so far, in order.
  std::vector<std::string> EventTypes() {
    const auto rows = database.pool().Query(
        testing::Soon(), "SELECT event_type FROM bankroll.events_pending ORDER BY event_id");
    std::vector<std::string> types;
    for (const pg::Row row : *rows) types.push_back(row.Get<std::string>(0));
    return types;
  }
};

}  // namespace overround::bankroll
