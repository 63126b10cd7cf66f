#include "libs/domain/kelly.h"

#include <cmath>

#include <catch2/catch.hpp>

namespace overround {
namespace {

OutcomeChances WinLose(double win) {
  OutcomeChances chances;
  chances.win = win;
  chances.loss = 1 - win;
  return chances;
}

double Growth(const OutcomeChances& chances, double b, double f) {
  return chances.win * std::log1p(f * b) + chances.half_win * std::log1p(f * b / 2) +
         chances.half_loss * std::log1p(-f / 2) + chances.loss * std::log1p(-f);
}

TEST_CASE("raw Kelly is edge over odds", "[kelly]") {
  CHECK(*KellyFraction(WinLose(0.6), *Odds::FromAmerican(100)) == Approx(0.2));
  CHECK(*KellyFraction(WinLose(0.55), *Odds::FromAmerican(-110)) == Approx(0.055));
}

TEST_CASE("a bet without an edge gets nothing", "[kelly]") {
  CHECK(*KellyFraction(WinLose(0.5), *Odds::FromAmerican(100)) == 0);
  CHECK(*KellyFraction(WinLose(0.5), *Odds::FromAmerican(-110)) == 0);
}

TEST_CASE("a push changes the odds of nothing that is decided", "[kelly]") {
  OutcomeChances chances{0.54, 0, 0.1, 0, 0.36};
  CHECK(*KellyFraction(chances, *Odds::FromAmerican(100)) == Approx(0.2));
}

TEST_CASE("a bet that cannot lose stakes everything", "[kelly]") {
  CHECK(*KellyFraction({0.5, 0, 0.5, 0, 0}, *Odds::FromAmerican(-200)) == 1);
  CHECK(*KellyFraction({0.9, 0, 0, 0.1, 0}, *Odds::FromAmerican(100)) == 1);
}

TEST_CASE("with half results raw Kelly is where growth is greatest", "[kelly][property]") {
  const auto seed = GENERATE(take(200, random(0, 1 << 20)));
  CAPTURE(Catch::rngSeed(), seed);
  const double win = 0.45 + (seed % 64) / 640.0;
  const double half = 0.02 + (seed / 64 % 16) / 160.0;
  OutcomeChances chances{win, half, 0, half, 1 - win - 2 * half};
  const Odds odds = *Odds::FromFraction(90 + seed % 40, 100);
  const double b = static_cast<double>(odds.profit()) / odds.stake();
  const double best = *KellyFraction(chances, odds);
  const double growth = Growth(chances, b, best);
  CHECK(growth >= Growth(chances, b, best + 1e-4) - 1e-15);
  CHECK(growth >= Growth(chances, b, std::max(0.0, best - 1e-4)) - 1e-15);
}

TEST_CASE("chances that are no distribution are refused", "[kelly]") {
  CHECK_FALSE(KellyFraction({0.5, 0, 0, 0, 0.4}, *Odds::FromAmerican(100)).ok());
  CHECK_FALSE(KellyFraction({1.5, 0, 0, 0, -0.5}, *Odds::FromAmerican(100)).ok());
  CHECK_FALSE(KellyFraction(WinLose(std::nan("")), *Odds::FromAmerican(100)).ok());
}

TEST_CASE("the plan takes its fraction and its cap", "[kelly]") {
  CHECK(*StakeMillionths(0.06, {.fraction = 0.5, .cap = 0.05}) == 30'000);
  CHECK(*StakeMillionths(0.5, {.fraction = 0.5, .cap = 0.05}) == 50'000);
  CHECK(*StakeMillionths(0, KellyPlan{}) == 0);
  CHECK_FALSE(StakeMillionths(0.5, {.fraction = 0, .cap = 0.05}).ok());
  CHECK_FALSE(StakeMillionths(0.5, {.fraction = 0.5, .cap = 1.5}).ok());
  CHECK_FALSE(StakeMillionths(std::nan(""), KellyPlan{}).ok());
}

TEST_CASE("a share of a bankroll is rounded down and never exceeds it", "[kelly]") {
  CHECK(StakeOf({10'000, kUsd}, 50'000)->minor_units == 500);
  CHECK(StakeOf({99, kUsd}, 50'000)->minor_units == 4);
  CHECK(StakeOf({INT64_MAX, kUsd}, kMillionths)->minor_units == INT64_MAX);
  CHECK_FALSE(StakeOf({-1, kUsd}, 1).ok());
  CHECK_FALSE(StakeOf({1, kUsd}, kMillionths + 1).ok());
}

}  // namespace
}  // namespace overround
