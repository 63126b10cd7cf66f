#include "services/bankroll/bets/bets.h"

#include <atomic>
#include <thread>

#include <catch2/catch.hpp>

#include "libs/testing/status_matchers.h"
#include "services/bankroll/limits/store.h"
#include "services/bankroll/test_bets.h"

namespace overround::bankroll {
namespace {

using absl::StatusCode;
using testing::Soon;

TEST_CASE("a bet holds its stake and is told to the log", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  const Bet bet = fixture.PlaceAt110(id, fixture.HomeToWin(), 11'00);
  CHECK(bet.state == BetState::kOpen);
  CHECK(bet.price.text == "-110");
  CHECK(bet.game_start_time == fixture.start_time);
  CHECK(fixture.Read(id).cash_minor() == 89'00);
  CHECK(fixture.Read(id).held_minor() == 11'00);
  CHECK(fixture.EventTypes() == std::vector<std::string>{"BetPlaced"});
  CHECK(fixture.Get(bet).asked.selection == fixture.HomeToWin());
}

TEST_CASE("a retry neither opens a second bet nor holds the stake twice", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(8'00);
  const Bet first = fixture.PlaceAt110(id, fixture.HomeToWin(), 5'00);
  // Answered also when the price is gone, the time has passed and the cash would not do.
  fixture.offers.clear();
  fixture.world.Advance(absl::Hours(5));
  const auto again = fixture.Place(fixture.Asked(id, fixture.HomeToWin(), 5'00));
  REQUIRE(IsOk(again));
  CHECK(again->id == first.id);
  CHECK(fixture.Read(id).cash_minor() == 3'00);
  CHECK(Fails(fixture.Place(fixture.Asked(id, fixture.HomeToWin(), 4'00)),
              StatusCode::kAlreadyExists, "request_id"));
}

TEST_CASE("racing retries open one bet", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  fixture.SetOffer(fixture.HomeToWin(), -110);
  std::atomic<int> opened = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 5; ++i) {
      threads.emplace_back([&] {
        if (fixture.Place(fixture.Asked(id, fixture.HomeToWin(), 10'00)).ok()) ++opened;
      });
    }
  }
  CHECK(opened == 5);
  CHECK(fixture.Read(id).held_minor() == 10'00);
}

TEST_CASE("a better price than asked is taken, a worse one is refused", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  fixture.SetOffer(fixture.HomeToWin(), 105);
  const auto better = fixture.Place(fixture.Asked(id, fixture.HomeToWin(), 10'00));
  REQUIRE(IsOk(better));
  CHECK(better->price.odds == *Odds::FromAmerican(105));
  fixture.SetOffer(fixture.HomeToWin(), -111);
  CHECK(Fails(fixture.Place(fixture.Asked(id, fixture.HomeToWin(), 10'00, "worse")),
              StatusCode::kFailedPrecondition, "odds"));
}

TEST_CASE("what is not offered, stale or started is refused and holds nothing", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  const NewBet asked = fixture.Asked(id, fixture.HomeToWin(), 10'00);
  CHECK(Fails(fixture.Place(asked), StatusCode::kFailedPrecondition, "not offered"));
  fixture.SetOffer(fixture.HomeToWin(), -110);
  fixture.world.Advance(absl::Minutes(11));
  CHECK(Fails(fixture.Place(asked), StatusCode::kFailedPrecondition, "sighted"));
  fixture.world.Set(fixture.start_time);
  fixture.SetOffer(fixture.HomeToWin(), -110);
  CHECK(Fails(fixture.Place(asked), StatusCode::kFailedPrecondition, "game"));
  CHECK(fixture.Read(id).held_minor() == 0);
  CHECK(fixture.EventTypes().empty());
}

TEST_CASE("another's bankroll is as if it were not there", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(100'00, "users/another");
  fixture.SetOffer(fixture.HomeToWin(), -110);
  CHECK(Fails(fixture.Place(fixture.Asked(id, fixture.HomeToWin(), 10'00)), StatusCode::kNotFound));
  CHECK(Fails(fixture.Place(fixture.Asked(BankrollId(), fixture.HomeToWin(), 10'00)),
              StatusCode::kNotFound));
}

TEST_CASE("a stake of another currency or past the cash is refused", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  fixture.SetOffer(fixture.HomeToWin(), -110);
  NewBet asked = fixture.Asked(id, fixture.HomeToWin(), 10'00);
  asked.stake.currency = Currency("USD", 6);
  CHECK(Fails(fixture.Place(asked), StatusCode::kInvalidArgument, "stake"));
  CHECK(Fails(fixture.Place(fixture.Asked(id, fixture.HomeToWin(), 100'01)),
              StatusCode::kFailedPrecondition));
  CHECK(Fails(fixture.Place(fixture.Asked(id, fixture.HomeToWin(), INT64_MAX)),
              StatusCode::kOutOfRange));
}

TEST_CASE("limits are checked at the debit, open bets counted as lost", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(1000'00);
  REQUIRE(IsOk(fixture.InTransaction([&](pg::Transaction& tx) {
    return limits_store::UpsertLimits(tx, id, {.amounts = {50'00, 80'00}});
  })));
  fixture.SetOffer(fixture.HomeToWin(), -110);
  CHECK(Fails(fixture.Place(fixture.Asked(id, fixture.HomeToWin(), 50'01)),
              StatusCode::kFailedPrecondition, "stake_max"));
  fixture.PlaceAt110(id, fixture.HomeToWin(), 50'00, "one");
  CHECK(Fails(fixture.Place(fixture.Asked(id, fixture.HomeToWin(), 30'01, "two")),
              StatusCode::kFailedPrecondition, "daily_loss_max"));
  CHECK(IsOk(fixture.Place(fixture.Asked(id, fixture.HomeToWin(), 30'00, "two"))));
  CHECK(fixture.EventTypes() ==
        std::vector<std::string>{"LimitReached", "BetPlaced", "LimitReached", "BetPlaced"});
  // The next day begins anew.
  fixture.world.Advance(absl::Hours(12));
  fixture.start_time += absl::Hours(24);
  fixture.PlaceAt110(id, fixture.HomeToWin(2), 50'00, "three");
}

TEST_CASE("racing bets cannot pass the daily loss together", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(1000'00);
  REQUIRE(IsOk(fixture.InTransaction([&](pg::Transaction& tx) {
    return limits_store::UpsertLimits(tx, id, {.amounts = {std::nullopt, 30'00}});
  })));
  fixture.SetOffer(fixture.HomeToWin(), -110);
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 6; ++i) {
      threads.emplace_back([&, i] {
        // Three of them are refused.
        fixture.Place(fixture.Asked(id, fixture.HomeToWin(), 10'00, std::to_string(i)))
            .IgnoreError();
      });
    }
  }
  CHECK(fixture.Read(id).held_minor() == 30'00);
}

TEST_CASE("bets are listed newest first, by state, game and page", "[bankroll][pg]") {
  BetsFixture fixture;
  const BankrollId id = fixture.Open(100'00);
  std::vector<BetId> placed;
  for (int i = 0; i < 5; ++i) {
    placed.push_back(fixture.PlaceAt110(id, fixture.HomeToWin(i % 2), 1'00, std::to_string(i)).id);
    fixture.world.Advance(absl::Minutes(1));
  }
  const auto list = [&](const bet_store::BetFilter& filter) {
    std::vector<BetId> found;
    const auto bets = fixture.bets.List(kOwner, filter, Soon());
    for (const Bet& bet : *bets) found.push_back(bet.id);
    return found;
  };
  CHECK(list({.owner = kOwner, .limit = 2}) == std::vector{placed[4], placed[3]});
  CHECK(list({.owner = kOwner,
              .before_time = TestTime() + absl::Minutes(3),
              .before_id = placed[3],
              .limit = 2}) == std::vector{placed[2], placed[1]});
  CHECK(list({.owner = kOwner, .bankroll = id, .game = fixture.NewGame(1)}) ==
        std::vector{placed[3], placed[1]});
  CHECK(list({.owner = kOwner, .states = {BetState::kWon}}).empty());
  CHECK(
      Fails(fixture.bets.List(kOwner, {.owner = "users/another"}, Soon()), StatusCode::kNotFound));
  CHECK(Fails(fixture.bets.Get("users/another", placed[0], Soon()), StatusCode::kNotFound));
}

}  // namespace
}  // namespace overround::bankroll
