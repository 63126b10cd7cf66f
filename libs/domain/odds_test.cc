#include "libs/domain/odds.h"

#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

namespace overround {
namespace {

std::string Fraction(const absl::StatusOr<Odds>& odds) {
  return odds.ok() ? odds->ToFractionText() : std::string(odds.status().message());
}

TEST_CASE("American quotes become the ratio they promise, in lowest terms", "[odds]") {
  CHECK(Fraction(Odds::FromAmerican(150)) == "3/2");
  CHECK(Fraction(Odds::FromAmerican(-110)) == "10/11");
  CHECK(Fraction(Odds::FromAmerican(100)) == "1/1");
  CHECK(*Odds::FromAmerican(-100) == *Odds::FromAmerican(100));
  CHECK(Fraction(Odds::FromAmerican(1'000'000)) == "10000/1");
}

TEST_CASE("the band no bookmaker quotes is refused", "[odds]") {
  const auto quote = GENERATE(0, 1, 99, -1, -99, std::numeric_limits<int32_t>::min(), 1'000'001);
  CAPTURE(quote);
  CHECK(Odds::FromAmerican(quote).status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("American text is read with or without its sign, as a spreadsheet leaves it", "[odds]") {
  CHECK(*Odds::ParseAmerican("+150") == *Odds::FromAmerican(150));
  CHECK(*Odds::ParseAmerican("150") == *Odds::FromAmerican(150));
  CHECK(*Odds::ParseAmerican("-110.0") == *Odds::FromAmerican(-110));
  CHECK(*Odds::ParseAmerican("even") == *Odds::FromAmerican(100));
  for (const char* text : {"", "-110.5", "+-110", "1e3", "99999999999", "OFF", "-0"}) {
    CAPTURE(text);
    CHECK(Odds::ParseAmerican(text).status().code() == absl::StatusCode::kInvalidArgument);
  }
}

TEST_CASE("decimal text is kept exactly", "[odds]") {
  CHECK(Fraction(Odds::ParseDecimal("1.91")) == "91/100");
  CHECK(Fraction(Odds::ParseDecimal("2")) == "1/1");
  CHECK(Fraction(Odds::ParseDecimal("2.050000000")) == "21/20");
  CHECK(Fraction(Odds::ParseDecimal("1.000001")) == "1/1000000");
  CHECK(Fraction(Odds::ParseDecimal("1000001")) == "1000000/1");
}

TEST_CASE("decimal text that is not an exact price above one is refused", "[odds]") {
  const auto text = GENERATE("", "1", "1.0", "0.5", "-2", "+2", "2,5", "2.4300000000000002", "1e1",
                             "12.345678", "1000002", "99999999999999999999", "1.", ".5");
  CAPTURE(text);
  CHECK(Odds::ParseDecimal(text).status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a contract's price is its odds, exactly, whatever its six decimals", "[odds]") {
  CHECK(Fraction(Odds::ParseProbability("0.5600")) == "11/14");
  CHECK(Fraction(Odds::ParseProbability("0.5")) == "1/1");
  CHECK(Fraction(Odds::ParseProbability("0.000001")) == "999999/1");
  CHECK(Fraction(Odds::ParseProbability("0.999999")) == "1/999999");
  CHECK(Fraction(Odds::ParseProbability("0.3333330")) == "666667/333333");
}

TEST_CASE("a contract's price outside zero and one, or finer than we keep, is refused", "[odds]") {
  const auto text = GENERATE("", "0", "0.0000", "1", "1.0000", "1.5", "-0.5", "+0.5", "0.1234567",
                             "0,5", ".5", "0.5.", "1e-1", "99999999999999999999");
  CAPTURE(text);
  CHECK(Odds::ParseProbability(text).status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("an importer reads through the noise of a spreadsheet", "[odds]") {
  CHECK(Fraction(Odds::ParseNoisyDecimal("2.4300000000000002")) == "143/100");
  CHECK(Fraction(Odds::ParseNoisyDecimal("1.8999999999999999")) == "9/10");
  CHECK(*Odds::ParseNoisyDecimal("1.909091") == *Odds::ParseDecimal("1.909091"));
  CHECK(Odds::ParseNoisyDecimal("1.00000000001").status().code() ==
        absl::StatusCode::kInvalidArgument);
}

TEST_CASE("parts outside [1, 1000000] are refused", "[odds]") {
  CHECK_FALSE(Odds::FromFraction(0, 1).ok());
  CHECK_FALSE(Odds::FromFraction(1, 0).ok());
  CHECK_FALSE(Odds::FromFraction(-1, -1).ok());
  CHECK_FALSE(Odds::FromFraction(1'000'001, 1).ok());
  CHECK(*Odds::FromFraction(1'000'000, 1'000'000) == *Odds::FromAmerican(100));
}

TEST_CASE("screens show what a bookmaker would", "[odds]") {
  CHECK(Odds::FromAmerican(-110)->ToAmericanText() == "-110");
  CHECK(Odds::FromAmerican(150)->ToAmericanText() == "+150");
  CHECK(Odds::FromAmerican(-100)->ToAmericanText() == "+100");
  CHECK(Odds::ParseDecimal("1.91")->ToAmericanText() == "-110");
  CHECK(Odds::ParseDecimal("1.91")->ToDecimalText() == "1.91");
  CHECK(Odds::ParseDecimal("2")->ToDecimalText() == "2.00");
  CHECK(Odds::FromAmerican(-110)->ToDecimalText() == "1.909");
}

TEST_CASE("the published cents: a ratio pays what three decimals would not", "[odds]") {
  CHECK(Odds::FromAmerican(-950)->ProfitOn({100, kUsd})->minor_units == 11);
  CHECK(Odds::FromAmerican(-110)->ProfitOn({1100, kUsd})->minor_units == 1000);
  CHECK(Odds::FromAmerican(-110)->ProfitOn({0, kUsd})->minor_units == 0);
  CHECK(Odds::FromFraction(1, 2)->ProfitOn({5, kUsd})->minor_units == 2);  // 2.5, to even
  CHECK(Odds::FromFraction(1'000'000, 1)
            ->ProfitOn({std::numeric_limits<int64_t>::max() / 2, kUsd})
            .status()
            .code() == absl::StatusCode::kOutOfRange);
}

TEST_CASE("splitting a stake never moves the profit by more than a cent", "[odds][property]") {
  const auto quote = GENERATE(take(200, random(100, 5000)));
  const auto cents = GENERATE(take(20, random(2, 10'000'000)));
  CAPTURE(Catch::rngSeed(), quote, cents);
  const Odds odds = *Odds::FromAmerican(-quote);
  const auto profit = [&](int64_t minor) { return odds.ProfitOn({minor, kUsd})->minor_units; };
  CHECK(std::abs(profit(cents) - (profit(cents / 2) + profit(cents - cents / 2))) <= 1);
}

TEST_CASE("whole American quotes survive their screen form", "[odds][property]") {
  const auto quote = GENERATE(take(500, random(101, 100'000)));
  CAPTURE(Catch::rngSeed(), quote);
  for (const int32_t signed_quote : {quote, -quote}) {
    const Odds odds = *Odds::FromAmerican(signed_quote);
    CHECK(*Odds::ParseAmerican(odds.ToAmericanText()) == odds);
  }
}

TEST_CASE("a better price is greater, implies less and pays more", "[odds][property]") {
  const auto a = GENERATE(take(30, random(1, Odds::kPartMax)));
  const auto b = GENERATE(take(30, random(1, Odds::kPartMax)));
  CAPTURE(Catch::rngSeed(), a, b);
  const Odds left = *Odds::FromFraction(a, 1000);
  const Odds right = *Odds::FromFraction(b, 1000);
  CHECK((left < right) == (a < b));
  CHECK((left.ImpliedProbability() > right.ImpliedProbability()) == (a < b));
  CHECK(left.Decimal() * left.ImpliedProbability() == Approx(1));
  CHECK(left.ProfitOn({1000, kUsd})->minor_units == a);
}

}  // namespace
}  // namespace overround
