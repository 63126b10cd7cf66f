#include "services/bankroll/bets/settling.h"

#include <random>
#include <thread>

#include <catch2/catch.hpp>

#include "libs/testing/status_matchers.h"
#include "services/bankroll/games/store.h"
#include "services/bankroll/test_bets.h"

namespace overround::bankroll {
namespace {

using testing::Soon;

TEST_CASE("a result settles the bets on its game and no others", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  const Bet won = fixture.PlaceAt110(id, fixture.HomeToWin(1), 11'00, "one");
  const Bet open = fixture.PlaceAt110(id, fixture.HomeToWin(2), 11'00, "two");
  fixture.world.Advance(absl::Hours(6));
  fixture.LearnAndSettle(fixture.Final(1, 7, 4));

  const Bet settled = fixture.Get(won);
  CHECK(settled.state == BetState::kWon);
  CHECK(settled.profit_minor == 10'00);
  CHECK(settled.settle_time == fixture.world.Now());
  REQUIRE(settled.settlements.size() == 1);
  CHECK(settled.settlements[0].reason == "7 : 4");
  CHECK(fixture.Get(open).state == BetState::kOpen);
  CHECK(fixture.Read(id).cash_minor() == 99'00);
  CHECK(fixture.IsSound(id));
  CHECK(fixture.EventTypes().back() == "BetSettled");
}

TEST_CASE("a correction settles again and reverses what was paid", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  const Bet bet = fixture.PlaceAt110(id, fixture.HomeToWin(), 11'00);
  fixture.LearnAndSettle(fixture.Final(1, 7, 4));
  fixture.LearnAndSettle(fixture.Final(1, 3, 4, 2));
  const Bet settled = fixture.Get(bet);
  CHECK(settled.state == BetState::kLost);
  REQUIRE(settled.settlements.size() == 2);
  CHECK(settled.settlements[1].result_revision == 2);
  CHECK(fixture.Read(id).cash_minor() == 89'00);
  CHECK(fixture.IsSound(id));
  CHECK(fixture.EventTypes().back() == "BetResettled");
}

TEST_CASE("a correction that changes nothing for a bet moves nothing", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  const Bet bet = fixture.PlaceAt110(id, fixture.HomeToWin(), 11'00);
  fixture.LearnAndSettle(fixture.Final(1, 7, 4));
  const Sha256Digest head = fixture.Read(id).ledger_head;
  fixture.LearnAndSettle(fixture.Final(1, 8, 4, 2));
  CHECK(fixture.Get(bet).settlement_count == 1);
  CHECK(fixture.Read(id).ledger_head == head);
}

TEST_CASE("a void game gives the stake back; counted after all it settles again",
          "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  const Bet bet = fixture.PlaceAt110(id, fixture.HomeToWin(), 11'00);
  fixture.LearnAndSettle(fixture.Voided(1, "cancelled"));
  CHECK(fixture.Get(bet).state == BetState::kVoid);
  CHECK(fixture.Read(id).cash_minor() == 100'00);
  fixture.LearnAndSettle(fixture.Final(1, 7, 4));
  CHECK(fixture.Get(bet).state == BetState::kWon);
  CHECK(fixture.Read(id).cash_minor() == 110'00);
  CHECK(fixture.IsSound(id));
}

TEST_CASE("a bet that arrives after its result was known settles too", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  fixture.LearnAndSettle(fixture.Final(1, 7, 4));
  const Bet bet = fixture.PlaceAt110(id, fixture.HomeToWin(), 11'00);
  fixture.RunTasks();
  CHECK(fixture.Get(bet).state == BetState::kWon);
}

TEST_CASE("a bet on a merged record settles by the survivor's result, in either order",
          "[bankroll][pg]") {
  const bool is_merged_first = GENERATE(true, false);
  BetsFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  const Bet bet = fixture.PlaceAt110(id, fixture.HomeToWin(1), 11'00);
  const auto merge = [&](const Game& survivor) {
    REQUIRE(IsOk(fixture.InTransaction([&](pg::Transaction& tx) {
      return fixture.settling.LearnMerged(tx, fixture.NewGame(1), survivor);
    })));
    fixture.RunTasks();
  };
  if (is_merged_first) merge(fixture.GameAt(2));
  fixture.LearnAndSettle(fixture.Final(2, 1, 0));
  if (!is_merged_first) merge(fixture.Final(2, 1, 0));
  CHECK(fixture.Get(bet).state == BetState::kWon);
  const Bet late = fixture.PlaceAt110(id, fixture.HomeToWin(1), 11'00, "late");
  fixture.RunTasks();
  CHECK(fixture.Get(late).state == BetState::kWon);
}

TEST_CASE("a bet placed after a corrected start is void", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  const Bet bet = fixture.PlaceAt110(id, fixture.HomeToWin(), 11'00);
  Game game = fixture.Final(1, 7, 4);
  game.start_time = fixture.world.Now() - absl::Minutes(1);
  fixture.LearnAndSettle(game);
  CHECK(fixture.Get(bet).state == BetState::kVoid);
  CHECK(fixture.Get(bet).game_start_time == game.start_time);
}

TEST_CASE("winnings already withdrawn are owed after a correction and paid by the next win",
          "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(22'00);
  fixture.PlaceAt110(id, fixture.HomeToWin(1), 11'00, "one");
  const Bet second = fixture.PlaceAt110(id, fixture.HomeToWin(2), 11'00, "two");
  fixture.LearnAndSettle(fixture.Final(1, 7, 4));
  REQUIRE(IsOk(fixture.Withdraw(id, 21'00, "out")));
  fixture.LearnAndSettle(fixture.Final(1, 3, 4, 2));
  CHECK(fixture.Read(id).owed_minor() == 21'00);
  fixture.SetOffer(fixture.HomeToWin(3), -110);
  CHECK(Fails(fixture.Place(fixture.Asked(id, fixture.HomeToWin(3), 1, "three")),
              absl::StatusCode::kFailedPrecondition, "owes"));
  fixture.LearnAndSettle(fixture.Final(2, 7, 4));
  CHECK(fixture.Get(second).state == BetState::kWon);
  CHECK(fixture.Read(id).owed_minor() == 0);
  CHECK(fixture.Read(id).cash_minor() == 0);
  CHECK(fixture.IsSound(id));
}

TEST_CASE("a crash between two bankrolls loses and doubles nothing", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId one = fixture.Open(100'00);
  const BankrollId two = fixture.Open(100'00, kOwner, "another");
  fixture.PlaceAt110(one, fixture.HomeToWin(), 11'00);
  fixture.PlaceAt110(two, fixture.HomeToWin(), 11'00);
  fixture.LearnAndSettle(fixture.Final(1, 7, 4));
  // As if the process had died before the game left the queue.
  REQUIRE(IsOk(fixture.InTransaction([&](pg::Transaction& tx) {
    return EnqueueSettling(tx, fixture.NewGame(1), fixture.world.Now());
  })));
  fixture.RunTasks();
  CHECK(fixture.Read(one).cash_minor() == 110'00);
  CHECK(fixture.Read(two).cash_minor() == 110'00);
  CHECK(fixture.InTransaction([](pg::Transaction& tx) { return game_store::CountWork(tx); })
            .value() == 0);
}

TEST_CASE("a game that cannot be settled holds up no other", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  const Bet stuck = fixture.PlaceAt110(id, fixture.HomeToWin(1), 11'00, "one");
  const Bet bet = fixture.PlaceAt110(id, fixture.HomeToWin(2), 11'00, "two");
  // Merged in a circle: a fault of the log's.
  for (const auto& [merged, survivor] : {std::pair(1, 3), std::pair(3, 1)}) {
    REQUIRE(IsOk(fixture.InTransaction([&](pg::Transaction& tx) -> absl::Status {
      Game game = fixture.Final(merged, 7, 4);
      game.merged_into = fixture.NewGame(survivor);
      return fixture.settling.Learn(tx, game);
    })));
  }
  fixture.Learn(fixture.Final(2, 7, 4));
  fixture.RunTasks();
  CHECK(fixture.Get(stuck).state == BetState::kOpen);
  CHECK(fixture.Get(bet).state == BetState::kWon);
  const auto tasks = fixture.tasks.List(Soon());
  for (const schedule::TaskState& task : *tasks) {
    if (task.name == kSettleTask) CHECK(task.status == schedule::RunStatus::kFailed);
  }
}

TEST_CASE("two replicas settle a game once", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  for (int i = 0; i < 5; ++i) {
    fixture.PlaceAt110(id, fixture.HomeToWin(1), 11'00, std::to_string(i));
  }
  schedule::TaskRunner replica({.holder = "replica"}, fixture.database.pool(),
                               {.world = fixture.world, .wall = testing::Wall()});
  for (const char* name : {kSettleTask, kSweepBetsTask}) {
    REQUIRE(IsOk(replica.Register({.name = name, .order = 0, .cron = "", .run = [&](auto& run) {
                                     return fixture.settling.SettleDue(run);
                                   }})));
  }
  fixture.Learn(fixture.Final(1, 7, 4));
  {
    const std::jthread here([&] { fixture.RunTasks(); });
    const std::jthread there([&] { CHECK(replica.RunDue({}).ok()); });
  }
  CHECK(fixture.Read(id).cash_minor() == 150'00);
  CHECK(fixture.IsSound(id));
}

TEST_CASE("the review finds an open bet whose game has ended", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  const Bet bet = fixture.PlaceAt110(id, fixture.HomeToWin(), 11'00);
  // Stored, but never enqueued.
  REQUIRE(IsOk(fixture.InTransaction(
      [&](pg::Transaction& tx) { return game_store::UpsertGame(tx, fixture.Final(1, 7, 4)); })));
  REQUIRE(IsOk(fixture.tasks.Trigger(kSweepBetsTask, Soon())));
  fixture.RunTasks();
  fixture.RunTasks();
  CHECK(fixture.Get(bet).state == BetState::kWon);
}

TEST_CASE("bets settle by the last word on their game in whatever order all arrive",
          "[bankroll][pg][property]") {
  const int round = GENERATE(range(0, 4));
  CAPTURE(Catch::rngSeed(), round);
  std::mt19937 random(Catch::rngSeed() + static_cast<unsigned>(round));
  BetsFixture fixture;
  const BankrollId id = fixture.Open(1000'00);
  std::vector<std::pair<Bet, int>> placed;
  std::map<int, Game> last;
  for (int step = 0; step < 40; ++step) {
    const int number = static_cast<int>(random() % 3);
    if (random() % 2 == 0) {
      placed.emplace_back(
          fixture.PlaceAt110(id, fixture.HomeToWin(number), 11'00, std::to_string(step)), number);
    } else {
      const auto home = static_cast<int32_t>(random() % 3);
      last[number] = random() % 4 == 0 ? fixture.Voided(number, "cancelled")
                                       : fixture.Final(number, home, 1, step + 1);
      fixture.Learn(last[number]);
    }
    if (random() % 3 == 0) fixture.RunTasks();
  }
  fixture.RunTasks();
  for (const auto& [bet, number] : placed) {
    const auto judged =
        last.contains(number) ? *Judge(bet, last[number]) : std::optional<Settlement>();
    CHECK(fixture.Get(bet).state == (judged ? judged->state : BetState::kOpen));
  }
  CHECK(fixture.IsSound(id));
}

}  // namespace
}  // namespace overround::bankroll
