#include "libs/domain/settlement.h"

#include <catch2/catch.hpp>

#include "libs/domain/line.h"

namespace overround {
namespace {

ResultSheet Final(int32_t home, int32_t away) {
  ResultSheet sheet;
  sheet.full_game = {home, away};
  return sheet;
}

std::string Graded(absl::string_view market, Side side, const ResultSheet& sheet) {
  const auto key = MarketKey::Parse(market);
  REQUIRE(key.ok());
  const auto outcome = Settle(*key, side, sheet);
  return outcome.ok() ? std::string(ToString(*outcome)) : std::string(outcome.status().message());
}

TEST_CASE("every two-way market is graded at, above and below its line", "[settlement]") {
  const ResultSheet sheet = Final(24, 21);
  const auto [market, side, outcome] = GENERATE(table<const char*, Side, const char*>({
      {"moneyline.full_game.included.-.-.-", Side::kHome, "win"},
      {"moneyline.full_game.included.-.-.-", Side::kAway, "loss"},
      {"spread.full_game.included.-.-.-10", Side::kHome, "win"},   // -2.5
      {"spread.full_game.included.-.-.-12", Side::kHome, "push"},  // -3
      {"spread.full_game.included.-.-.-12", Side::kAway, "push"},
      {"spread.full_game.included.-.-.-14", Side::kHome, "loss"},  // -3.5
      {"spread.full_game.included.-.-.-14", Side::kAway, "win"},
      {"spread.full_game.included.-.-.-11", Side::kHome, "half_win"},   // -2.75
      {"spread.full_game.included.-.-.-13", Side::kHome, "half_loss"},  // -3.25
      {"spread.full_game.included.-.-.-13", Side::kAway, "half_win"},
      {"total.full_game.included.-.-.178", Side::kOver, "win"},        // 44.5
      {"total.full_game.included.-.-.180", Side::kOver, "push"},       // 45
      {"total.full_game.included.-.-.181", Side::kOver, "half_loss"},  // 45.25
      {"total.full_game.included.-.-.181", Side::kUnder, "half_win"},
      {"total.full_game.included.-.-.182", Side::kUnder, "win"},
      {"team_total.full_game.included.home.-.96", Side::kOver, "push"},
      {"team_total.full_game.included.away.-.82", Side::kOver, "win"},  // 20.5
  }));
  CAPTURE(market, ToString(side));
  CHECK(Graded(market, side, sheet) == outcome);
}

TEST_CASE("a tie pushes a moneyline and wins the draw of a three-way market", "[settlement]") {
  const ResultSheet tie = Final(20, 20);
  CHECK(Graded("moneyline.full_game.included.-.-.-", Side::kHome, tie) == "push");
  CHECK(Graded("three_way.regulation.excluded.-.-.-", Side::kDraw, tie) == "win");
  CHECK(Graded("three_way.regulation.excluded.-.-.-", Side::kHome, tie) == "loss");
  CHECK(Graded("three_way.regulation.excluded.-.-.-", Side::kAway, tie) == "loss");
}

TEST_CASE("overtime counts where the market's rule says so", "[settlement]") {
  ResultSheet sheet = Final(27, 24);
  sheet.overtime = true;
  sheet.periods = {{Period::kRegulation, {24, 24}},
                   {Period::kSecondHalf, {14, 10}},
                   {Period::kFourthQuarter, {7, 3}},
                   {Period::kFirstHalf, {10, 14}}};
  CHECK(Graded("moneyline.full_game.included.-.-.-", Side::kHome, sheet) == "win");
  CHECK(Graded("three_way.regulation.excluded.-.-.-", Side::kDraw, sheet) == "win");
  CHECK(Graded("total.regulation.excluded.-.-.192", Side::kOver, sheet) == "push");
  CHECK(Graded("total.second_half.excluded.-.-.96", Side::kOver, sheet) == "push");
  CHECK(Graded("total.second_half.included.-.-.108", Side::kOver, sheet) == "push");
  CHECK(Graded("spread.fourth_quarter.included.-.-.-28", Side::kHome, sheet) == "push");
  CHECK(Graded("moneyline.first_half.excluded.-.-.-", Side::kAway, sheet) == "win");
}

TEST_CASE("what the sheet does not say yet is not graded", "[settlement]") {
  ResultSheet sheet = Final(27, 24);
  sheet.overtime = true;
  const auto market =
      GENERATE("three_way.regulation.excluded.-.-.-", "moneyline.first_half.excluded.-.-.-",
               "prop.full_game.included.players/1.points.4");
  const auto key = MarketKey::Parse(market);
  CHECK(Settle(*key, SidesOf(*key)[0], sheet).status().code() ==
        absl::StatusCode::kFailedPrecondition);
}

TEST_CASE("a prop counts, asks yes or no, and is void for who did not play", "[settlement]") {
  ResultSheet sheet = Final(27, 24);
  sheet.statistics = {{{"players/1", "points"}, 25},
                      {{"players/1", "touchdowns"}, 0},
                      {{"players/2", "points"}, std::nullopt}};
  CHECK(Graded("prop.full_game.included.players/1.points.100", Side::kOver, sheet) == "push");
  CHECK(Graded("prop.full_game.included.players/1.points.98", Side::kOver, sheet) == "win");
  CHECK(Graded("prop.full_game.included.players/1.touchdowns.-", Side::kYes, sheet) == "loss");
  CHECK(Graded("prop.full_game.included.players/1.touchdowns.-", Side::kNo, sheet) == "win");
  CHECK(Graded("prop.full_game.included.players/2.points.98", Side::kOver, sheet) == "void");
}

TEST_CASE("a void game voids every bet on it", "[settlement]") {
  ResultSheet sheet = Final(0, 0);
  sheet.state = ResultSheet::State::kVoid;
  CHECK(Graded("moneyline.full_game.included.-.-.-", Side::kHome, sheet) == "void");
  CHECK(Graded("three_way.regulation.excluded.-.-.-", Side::kDraw, sheet) == "void");
  CHECK(Graded("moneyline.first_half.excluded.-.-.-", Side::kHome, sheet) == "void");
}

TEST_CASE("a side the market has not is refused", "[settlement]") {
  CHECK(Settle(FullGameMoneyline(), Side::kDraw, Final(1, 0)).status().code() ==
        absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a quarter line is two bets of half the stake", "[settlement][property]") {
  const auto home = GENERATE(take(40, random(0, 60)));
  const auto quarters = GENERATE(take(40, random(-100, 100)));
  CAPTURE(Catch::rngSeed(), home, quarters);
  if (!IsQuarterLine(quarters)) return;
  const ResultSheet sheet = Final(home, 20);
  const Odds odds = *Odds::FromAmerican(-110);
  const auto unit = [&](int32_t line) {
    return UnitProfit(odds, *Settle(FullGameSpread(line), Side::kHome, sheet));
  };
  CHECK(unit(quarters) == Approx((unit(quarters - 1) + unit(quarters + 1)) / 2));
}

TEST_CASE("one side's win is the other's loss", "[settlement][property]") {
  const auto home = GENERATE(take(20, random(0, 60)));
  const auto away = GENERATE(take(10, random(0, 60)));
  const auto quarters = GENERATE(take(10, random(0, 480)));
  CAPTURE(Catch::rngSeed(), home, away, quarters);
  const Odds evens = *Odds::FromAmerican(100);
  for (const MarketKey& market :
       {FullGameMoneyline(), FullGameSpread(quarters - 240), FullGameTotal(quarters)}) {
    const auto unit = [&](Side side) {
      return UnitProfit(evens, *Settle(market, side, Final(home, away)));
    };
    CHECK(unit(SidesOf(market)[0]) + unit(SidesOf(market)[1]) == 0);
  }
}

TEST_CASE("each outcome pays exactly, rounded once", "[settlement]") {
  const Odds odds = *Odds::FromAmerican(-110);
  const auto paid = [&](int64_t stake, Outcome outcome) {
    return Payout({stake, kUsd}, odds, outcome)->minor_units;
  };
  CHECK(paid(1100, Outcome::kWin) == 2100);
  CHECK(paid(1100, Outcome::kLoss) == 0);
  CHECK(paid(1100, Outcome::kPush) == 1100);
  CHECK(paid(1100, Outcome::kVoid) == 1100);
  CHECK(paid(1100, Outcome::kHalfWin) == 1600);
  CHECK(paid(1100, Outcome::kHalfLoss) == 550);
  CHECK(paid(1101, Outcome::kHalfLoss) == 550);  // 550.5, to even
  CHECK(paid(1103, Outcome::kHalfLoss) == 552);  // 551.5, to even
  CHECK_FALSE(Payout({-1, kUsd}, odds, Outcome::kWin).ok());
  CHECK_FALSE(Payout({INT64_MAX, kUsd}, odds, Outcome::kWin).ok());
}

TEST_CASE("a payout lies between nothing and the full win", "[settlement][property]") {
  const auto cents = GENERATE(take(50, random(0, 10'000'000)));
  const auto profit = GENERATE(take(10, random(1, 5000)));
  CAPTURE(Catch::rngSeed(), cents, profit);
  const Odds odds = *Odds::FromFraction(profit, 1000);
  const auto paid = [&](Outcome outcome) {
    return Payout({cents, kUsd}, odds, outcome)->minor_units;
  };
  CHECK(0 == paid(Outcome::kLoss));
  CHECK(paid(Outcome::kLoss) <= paid(Outcome::kHalfLoss));
  CHECK(paid(Outcome::kHalfLoss) <= paid(Outcome::kPush));
  CHECK(paid(Outcome::kPush) <= paid(Outcome::kHalfWin));
  CHECK(paid(Outcome::kHalfWin) <= paid(Outcome::kWin));
}

TEST_CASE("an outcome survives its name", "[settlement]") {
  for (int i = 0; i <= static_cast<int>(Outcome::kVoid); ++i) {
    const auto outcome = static_cast<Outcome>(i);
    CHECK(*ParseOutcome(ToString(outcome)) == outcome);
  }
  CHECK_FALSE(ParseOutcome("draw").ok());
}

}  // namespace
}  // namespace overround
