#include "libs/domain/money.h"

#include <limits>

#include <catch2/catch.hpp>

namespace overround {
namespace {

constexpr Currency kKalshi("USD", 6);
constexpr int64_t kMost = std::numeric_limits<int64_t>::max();
constexpr int64_t kLeast = std::numeric_limits<int64_t>::min();

TEST_CASE("an amount that does not fit is refused, never wrapped", "[money]") {
  CHECK(Add({kMost, kUsd}, {1, kUsd}).status().code() == absl::StatusCode::kOutOfRange);
  CHECK(Subtract({kLeast, kUsd}, {1, kUsd}).status().code() == absl::StatusCode::kOutOfRange);
  CHECK(Negate({kLeast, kUsd}).status().code() == absl::StatusCode::kOutOfRange);
  CHECK(Add({kMost - 1, kUsd}, {1, kUsd})->minor_units == kMost);
}

TEST_CASE("amounts of two currencies, or of one at two scales, never mix", "[money]") {
  CHECK(Add({1, kUsd}, {1, Currency("EUR", 2)}).status().code() ==
        absl::StatusCode::kInvalidArgument);
  CHECK(Subtract({1, kUsd}, {1, kKalshi}).status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("a currency has a code of capitals and a scale from 0 to 9", "[money]") {
  CHECK(*Currency::Parse("USD", 2) == kUsd);
  CHECK(Currency::Parse("USDC1234", 9)->code() == "USDC1234");
  for (const char* code : {"", "US", "usd", "U D", "USDC12345"}) {
    CAPTURE(code);
    CHECK(Currency::Parse(code, 2).status().code() == absl::StatusCode::kInvalidArgument);
  }
  CHECK_FALSE(Currency::Parse("USD", -1).ok());
  CHECK_FALSE(Currency::Parse("USD", 10).ok());
}

TEST_CASE("an amount is read exactly, to as many decimals as its currency has", "[money]") {
  CHECK(ParseMoney("12.34", kUsd)->minor_units == 1234);
  CHECK(ParseMoney("-0.5", kUsd)->minor_units == -50);
  CHECK(ParseMoney("7", kUsd)->minor_units == 700);
  CHECK(ParseMoney("0.5600", kUsd)->minor_units == 56);
  CHECK(ParseMoney("0.560001", kKalshi)->minor_units == 560'001);
  CHECK(ParseMoney("-92233720368547758.08", kUsd)->minor_units == kLeast);
  CHECK(ParseMoney("92233720368547758.08", kUsd).status().code() == absl::StatusCode::kOutOfRange);
}

TEST_CASE("text that is not an exact amount is refused", "[money]") {
  const auto text = GENERATE("", "-", ".5", "5.", "1e3", "1,000", " 1", "1 ", "0x1", "1.2.3", "nan",
                             "--1", "0.561");
  CAPTURE(text);
  CHECK(ParseMoney(text, kUsd).status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("an amount is printed with all decimals of its currency", "[money]") {
  CHECK(ToString({5, kUsd}) == "0.05 USD");
  CHECK(ToString({-1234, kUsd}) == "-12.34 USD");
  CHECK(ToString({7, Currency("JPY", 0)}) == "7 JPY");
  CHECK(ToAmountText({kLeast, kUsd}) == "-92233720368547758.08");
}

TEST_CASE("any amount survives its text form", "[money][property]") {
  const auto minor_units = GENERATE(take(300, random(kLeast / 2, kMost / 2)));
  const auto scale = GENERATE(take(3, random(0, 9)));
  const Money amount{minor_units, *Currency::Parse("ABC", scale)};
  CAPTURE(Catch::rngSeed(), minor_units, scale);
  CHECK(*ParseMoney(ToAmountText(amount), amount.currency) == amount);
}

TEST_CASE("what is added can be taken away again", "[money][property]") {
  const auto a = GENERATE(take(50, random(kLeast / 2, kMost / 2)));
  const auto b = GENERATE(take(10, random(kLeast / 2, kMost / 2)));
  CAPTURE(Catch::rngSeed(), a, b);
  const auto sum = Add({a, kUsd}, {b, kUsd});
  REQUIRE(sum.ok());
  CHECK(*Subtract(*sum, {b, kUsd}) == Money{a, kUsd});
}

}  // namespace
}  // namespace overround
