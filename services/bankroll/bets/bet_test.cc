#include "services/bankroll/bets/bet.h"

#include <catch2/catch.hpp>

#include "libs/testing/status_matchers.h"
#include "services/bankroll/test_ledger.h"

namespace overround::bankroll {
namespace {

Bet BetOn(const MarketKey& market, Side side) {
  return {.asked = {.selection = {GameId(), market, side},
                    .stake = {110'00, kUsd},
                    .odds = *Odds::FromAmerican(-110)},
          .price = {.odds = *Odds::FromAmerican(-110)},
          .place_time = TestTime()};
}

Game Final(int32_t home, int32_t away, Ending ending = Ending::kPlayed) {
  return {.start_time = TestTime() + absl::Hours(1),
          .has_started = true,
          .outcome = GameOutcome::kResult,
          .result = GameResult{.revision = 3, .ending = ending, .score = {home, away}}};
}

TEST_CASE("a result judges a bet with its payout, revision and reason") {
  struct Row {
    MarketKey market;
    Side side;
    BetState state;
    int64_t payout;
  };
  const Row row = GENERATE(Row{FullGameMoneyline(), Side::kHome, BetState::kWon, 210'00},
                           Row{FullGameMoneyline(), Side::kAway, BetState::kLost, 0},
                           Row{FullGameSpread(-12), Side::kHome, BetState::kPush, 110'00},
                           Row{FullGameSpread(-11), Side::kHome, BetState::kHalfWon, 160'00},
                           Row{FullGameTotal(45), Side::kOver, BetState::kHalfLost, 55'00});
  const auto judged = Judge(BetOn(row.market, row.side), Final(7, 4));
  REQUIRE(IsOk(judged));
  CHECK((*judged)->state == row.state);
  CHECK((*judged)->payout_minor == row.payout);
  CHECK((*judged)->profit_minor == row.payout - 110'00);
  CHECK((*judged)->result_revision == 3);
  CHECK((*judged)->reason == "7 : 4");
}

TEST_CASE("a game that has not ended judges nothing") {
  CHECK(!*Judge(BetOn(FullGameMoneyline(), Side::kHome), Game{}));
}

TEST_CASE("void games, walkovers and retirements give the stake back, with the reason") {
  const Bet bet = BetOn(FullGameMoneyline(), Side::kHome);
  Game cancelled;
  cancelled.outcome = GameOutcome::kVoid;
  cancelled.void_reason = "cancelled";
  CHECK((**Judge(bet, cancelled)).state == BetState::kVoid);
  CHECK((**Judge(bet, cancelled)).reason == "void: cancelled");
  CHECK((**Judge(bet, cancelled)).result_revision == 0);
  CHECK((**Judge(bet, Final(1, 0, Ending::kWalkover))).reason == "void: walkover");
  CHECK((**Judge(bet, Final(1, 0, Ending::kRetired))).payout_minor == 110'00);
  CHECK((**Judge(bet, Final(1, 0, Ending::kShortened))).state == BetState::kWon);
}

TEST_CASE("a bet that turns out to be placed after the start is void") {
  Game game = Final(7, 4);
  game.start_time = TestTime();
  const auto judged = Judge(BetOn(FullGameMoneyline(), Side::kHome), game);
  CHECK((**judged).state == BetState::kVoid);
  CHECK((**judged).reason == "void: placed after the start");
}

TEST_CASE("a result without the score of the bet's period cannot judge it") {
  MarketKey first_half = FullGameMoneyline();
  first_half.period = Period::kFirstHalf;
  first_half.overtime = OvertimeRule::kExcluded;
  CHECK(Fails(Judge(BetOn(first_half, Side::kHome), Final(7, 4)),
              absl::StatusCode::kFailedPrecondition));
}

}  // namespace
}  // namespace overround::bankroll
