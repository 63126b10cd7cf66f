#include "services/bankroll/agent/agent.h"

#include <algorithm>
#include <thread>

#include <absl/strings/escaping.h>
#include <catch2/catch.hpp>

#include "libs/testing/status_matchers.h"
#include "services/bankroll/agent/dashboard.h"
#include "services/bankroll/agent/store.h"
#include "services/bankroll/agent/week.h"
#include "services/bankroll/ledger/store.h"
#include "services/bankroll/test_bets.h"

namespace overround::bankroll {
namespace {

using testing::Soon;

struct AgentFixture : BetsFixture {
  int forecasts = 0;

  // A forecast that the home side of a game wins, with -200 offered.
  Proposal HomeWins(int game, double probability = 0.72) {
    SetOffer(HomeToWin(game), -200);
    Forecast forecast;
    forecast.prediction =
        PredictionId(ids.Derive(world.Now(), "prediction", std::to_string(++forecasts)));
    forecast.selection = HomeToWin(game);
    forecast.probability = probability;
    forecast.confidence = probability;
    forecast.price = ProposedPrice{{.odds = *Odds::FromAmerican(-200)}, "book"};
    return {.game = NewGame(game),
            .key = SlotOf(FullGameMoneyline()).ToString(),
            .model = "ensemble",
            .sport = "mlb",
            .game_title = "Boston Red Sox at New York Yankees",
            .game_start_time = start_time,
            .forecast_time = world.Now(),
            .forecast = forecast};
  }
  void Tell(const Proposal& proposal) {
    REQUIRE(IsOk(InTransaction([&](pg::Transaction& tx) { return agent.Learn(tx, proposal); })));
  }
  void TellAndDecide(const Proposal& proposal) {
    Tell(proposal);
    world.Advance(absl::Seconds(5));
    RunTasks();
  }
  // Oldest first.
  std::vector<Decision> Decisions() {
    auto found = InTransaction(
        [&](pg::Transaction& tx) { return agent_store::ListDecisions(tx, {.agent = kBenny}); });
    std::reverse(found->begin(), found->end());
    return *found;
  }
  std::vector<ReasonCode> Codes() {
    std::vector<ReasonCode> codes;
    const auto decisions = Decisions();
    for (const Decision& decision : decisions) codes.push_back(decision.reasons.front().code);
    return codes;
  }
  // Newest week first.
  std::vector<Bankroll> Weeks() {
    return InTransaction([&](pg::Transaction& tx) {
             return ledger_store::ListBankrolls(tx, kBenny, {}, 100);
           })
        .value();
  }
  Bankroll Week() { return Weeks().front(); }
};

TEST_CASE("a good forecast becomes a bet on the week's bankroll", "[bankroll][pg]") {
  AgentFixture fixture;
  fixture.TellAndDecide(fixture.HomeWins(1));
  const auto decisions = fixture.Decisions();
  REQUIRE(decisions.size() == 1);
  CHECK(decisions[0].reasons[0].code == ReasonCode::kAllRulesHeld);
  CHECK(decisions[0].stake_minor == 5'00);
  CHECK(decisions[0].week == "2026-W33");
  const Bankroll week = fixture.Week();
  CHECK(week.week == "2026-W33");
  CHECK(week.cash_minor() == 95'00);
  CHECK(week.held_minor() == 5'00);
  CHECK(fixture.IsSound(week.id));
  CHECK(fixture.EventTypes() ==
        std::vector<std::string>{"BankrollFunded", "BetPlaced", "DecisionMade"});
}

TEST_CASE("decisions wait for the burst of forecasts to end", "[bankroll][pg]") {
  AgentFixture fixture;
  fixture.Tell(fixture.HomeWins(1));
  CHECK(fixture.RunTasks() == 0);
  fixture.world.Advance(absl::Seconds(4));
  CHECK(fixture.RunTasks() == 0);
  fixture.world.Advance(absl::Seconds(1));
  CHECK(fixture.RunTasks() == 1);
}

TEST_CASE("a refusal is stored once for a forecast, again when the reasons change",
          "[bankroll][pg]") {
  AgentFixture fixture;
  fixture.TellAndDecide(fixture.HomeWins(1, 0.6));
  fixture.Trigger(kBennyDecideTask);
  CHECK(fixture.Codes() == std::vector{ReasonCode::kLowConfidence});
  fixture.TellAndDecide(fixture.HomeWins(1, 0.66));
  CHECK(fixture.Codes() == std::vector{ReasonCode::kLowConfidence, ReasonCode::kNoEdge});
  fixture.TellAndDecide(fixture.HomeWins(1, 0.665));
  CHECK(fixture.Codes().size() == 3);
  CHECK(fixture.asked_count == 0);
}

TEST_CASE("one bet per game and market: later forecasts are refused, said once", "[bankroll][pg]") {
  AgentFixture fixture;
  fixture.TellAndDecide(fixture.HomeWins(1));
  fixture.Trigger(kBennyDecideTask);
  CHECK(fixture.Decisions().size() == 1);
  fixture.TellAndDecide(fixture.HomeWins(1, 0.73));
  fixture.TellAndDecide(fixture.HomeWins(1, 0.74));
  CHECK(fixture.Codes() == std::vector{ReasonCode::kAllRulesHeld, ReasonCode::kAlreadyBet});
  CHECK(fixture.Week().held_minor() == 5'00);
}

TEST_CASE("a bet on a record that was merged is a bet on its survivor", "[bankroll][pg]") {
  AgentFixture fixture;
  fixture.TellAndDecide(fixture.HomeWins(1));
  const Proposal survivor = fixture.HomeWins(2);
  Game game;
  game.id = survivor.game;
  game.start_time = fixture.start_time;
  REQUIRE(IsOk(fixture.InTransaction([&](pg::Transaction& tx) {
    return fixture.settling.LearnMerged(tx, fixture.NewGame(1), game);
  })));
  fixture.TellAndDecide(survivor);
  CHECK(fixture.Codes() == std::vector{ReasonCode::kAllRulesHeld, ReasonCode::kAlreadyBet});
}

TEST_CASE("a game too far away is refused once, and bet on when it comes near", "[bankroll][pg]") {
  AgentFixture fixture;
  fixture.start_time = TestTime() + absl::Hours(30);
  fixture.TellAndDecide(fixture.HomeWins(1));
  fixture.TellAndDecide(fixture.HomeWins(1));
  fixture.world.Advance(absl::Hours(10));
  fixture.TellAndDecide(fixture.HomeWins(1));
  CHECK(fixture.Codes() == std::vector{ReasonCode::kTooEarly, ReasonCode::kAllRulesHeld});
}

TEST_CASE("a price that is gone, stale or worse is refused", "[bankroll][pg]") {
  AgentFixture fixture;
  fixture.Tell(fixture.HomeWins(1));
  fixture.offers.clear();
  fixture.world.Advance(absl::Seconds(5));
  fixture.RunTasks();
  fixture.world.Advance(absl::Seconds(1));
  fixture.SetOffer(fixture.HomeToWin(1), -205);
  fixture.Trigger(kBennyDecideTask);
  fixture.SetOffer(fixture.HomeToWin(1), -200);
  fixture.world.Advance(absl::Minutes(11));
  fixture.Trigger(kBennyDecideTask);
  CHECK(fixture.Codes() ==
        std::vector{ReasonCode::kNoPrice, ReasonCode::kPriceMoved, ReasonCode::kStalePrice});
  CHECK(fixture.Week().held_minor() == 0);
}

TEST_CASE("an abstention is a decision too, and a forecast ends it", "[bankroll][pg]") {
  AgentFixture fixture;
  Proposal abstained = fixture.HomeWins(1);
  abstained.key = kAbstained;
  abstained.forecast.reset();
  abstained.abstention.reason = "few_games";
  fixture.TellAndDecide(abstained);
  fixture.TellAndDecide(abstained);
  CHECK(fixture.Codes() == std::vector{ReasonCode::kAbstained});
  fixture.TellAndDecide(fixture.HomeWins(1));
  CHECK(fixture.Codes().size() == 2);
  fixture.Trigger(kBennyDecideTask);
  CHECK(fixture.Codes().size() == 2);
}

TEST_CASE("the limits of the week's bankroll refuse the debit", "[bankroll][pg]") {
  AgentFixture fixture;
  for (int game = 1; game <= 7; ++game) fixture.Tell(fixture.HomeWins(game));
  fixture.world.Advance(absl::Seconds(5));
  fixture.RunTasks();
  fixture.Trigger(kBennyDecideTask);
  const auto decisions = fixture.Decisions();
  CHECK(decisions.size() == 7);
  const auto events = fixture.EventTypes();
  CHECK(std::count(events.begin(), events.end(), "LimitReached") == 2);
  int placed = 0;
  int limited = 0;
  for (const Decision& decision : decisions) {
    if (decision.bet) ++placed;
    if (decision.reasons[0].code == ReasonCode::kLimit) ++limited;
  }
  CHECK(placed == 5);
  CHECK(limited == 2);
  CHECK(fixture.Week().held_minor() == 25'00);
}

TEST_CASE("a week's end sweeps what is left, and late bets settle to their own week",
          "[bankroll][pg]") {
  AgentFixture fixture;
  // Sunday evening; the game is on Monday.
  fixture.world.Set(absl::FromCivil(absl::CivilHour(2026, 8, 16, 20), absl::UTCTimeZone()));
  fixture.start_time = fixture.world.Now() + absl::Hours(8);
  fixture.TellAndDecide(fixture.HomeWins(1));
  fixture.world.Set(absl::FromCivil(absl::CivilDay(2026, 8, 17), absl::UTCTimeZone()));
  fixture.Trigger(kBennyWeekTask);

  REQUIRE(fixture.Weeks().size() == 2);
  CHECK(fixture.Weeks()[0].week == "2026-W34");
  CHECK(fixture.Weeks()[0].cash_minor() == 100'00);
  CHECK(fixture.Weeks()[1].is_closed);
  CHECK(fixture.Weeks()[1].cash_minor() == 0);
  CHECK(fixture.Weeks()[1].held_minor() == 5'00);

  fixture.world.Advance(absl::Hours(12));
  fixture.LearnAndSettle(fixture.Final(1, 7, 4));
  CHECK(fixture.Weeks()[1].cash_minor() == 7'50);
  fixture.Trigger(kBennyWeekTask);
  CHECK(fixture.Weeks()[1].cash_minor() == 0);
  CHECK(fixture.Weeks()[1].profit_minor() == 2'50);
  CHECK(fixture.IsSound(fixture.Weeks()[1].id));
  // A bet of last week on the game still counts.
  fixture.start_time = fixture.world.Now() + absl::Hours(2);
  fixture.TellAndDecide(fixture.HomeWins(2));
  CHECK(fixture.Weeks()[0].held_minor() == 5'00);
}

TEST_CASE("two replicas decide once", "[bankroll][pg]") {
  AgentFixture fixture;
  schedule::TaskRunner replica({.holder = "replica"}, fixture.database.pool(),
                               {.world = fixture.world, .wall = testing::Wall()});
  REQUIRE(IsOk(replica.Register(
      {.name = kBennyDecideTask, .order = 0, .cron = "", .run = [&](schedule::TaskRun& run) {
         return fixture.agent.DecideDue(run);
       }})));
  for (int game = 1; game <= 4; ++game) fixture.Tell(fixture.HomeWins(game));
  fixture.world.Advance(absl::Seconds(5));
  {
    const std::jthread here([&] { fixture.RunTasks(); });
    const std::jthread there([&] { CHECK(replica.RunDue({}).ok()); });
  }
  CHECK(fixture.Decisions().size() == 4);
  CHECK(fixture.Week().held_minor() == 20'00);
}

TEST_CASE("the same facts give the same bets, decisions and ledger head", "[bankroll][pg]") {
  const auto live = [] {
    AgentFixture fixture;
    for (int game = 1; game <= 3; ++game) fixture.Tell(fixture.HomeWins(game, 0.70 + game * 0.01));
    fixture.world.Advance(absl::Seconds(5));
    fixture.RunTasks();
    fixture.world.Advance(absl::Hours(6));
    fixture.LearnAndSettle(fixture.Final(2, 7, 4));
    std::vector<std::string> ids;
    const auto decisions = fixture.Decisions();
    for (const Decision& decision : decisions) ids.push_back(decision.id.ToString());
    const Sha256Digest head = fixture.Week().ledger_head;
    ids.push_back(absl::BytesToHexString(std::string(head.begin(), head.end())));
    return ids;
  };
  CHECK(live() == live());
}

TEST_CASE("the dashboard adds up all weeks", "[bankroll][pg]") {
  AgentFixture fixture;
  for (int game = 1; game <= 4; ++game) fixture.Tell(fixture.HomeWins(game));
  fixture.Tell(fixture.HomeWins(5, 0.6));
  fixture.world.Advance(absl::Seconds(5));
  fixture.RunTasks();
  fixture.world.Advance(absl::Hours(6));
  fixture.LearnAndSettle(fixture.Final(1, 7, 4));
  fixture.LearnAndSettle(fixture.Final(2, 3, 4));
  fixture.LearnAndSettle(fixture.Voided(3, "cancelled"));

  const auto read = ReadDashboard(fixture.database.pool(), kBenny, fixture.world.Now(), Soon());
  REQUIRE(IsOk(read));
  CHECK(read->bankroll->cash_minor() == 92'50);
  CHECK(read->open_bets.size() == 1);
  CHECK(read->settled_bets.size() == 3);
  CHECK(read->decisions.size() == 5);
  CHECK(read->figures.bet_count == 4);
  CHECK(read->figures.won_count == 1);
  CHECK(read->figures.lost_count == 1);
  CHECK(read->figures.returned_count == 1);
  CHECK(read->figures.refused_count == 1);
  CHECK(read->figures.profit_minor == -2'50);
  CHECK(read->points.back().profit_minor == -2'50);
  CHECK(read->points.back().value_minor == 97'50);
  REQUIRE(read->weeks.size() == 1);
  CHECK(read->weeks[0].bet_count == 4);
}

TEST_CASE("a long curve is thinned in its older half") {
  std::vector<agent_store::CurvePoint> points;
  for (int i = 0; i < 1000; ++i) points.push_back({.time = absl::FromUnixSeconds(i)});
  const auto thinned = Thinned(points, 100);
  REQUIRE(thinned.size() == 100);
  CHECK(thinned.front().time == points.front().time);
  CHECK(thinned[50].time == points[950].time);
  CHECK(thinned.back().time == points.back().time);
  CHECK(std::is_sorted(thinned.begin(), thinned.end(),
                       [](const auto& a, const auto& b) { return a.time < b.time; }));
  CHECK(Thinned(points, 1000).size() == 1000);
}

}  // namespace
}  // namespace overround::bankroll
