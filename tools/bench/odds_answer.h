#pragma once

#include <string>

#include <absl/time/time.h>

namespace overround::bench {

struct AnswerSize {
  int games = 100;
  int books = 12;
};

// How many prices such an answer has: moneyline, spread and total of each book and game.
constexpr int PricesOf(const AnswerSize& size) { return size.games * size.books * 6; }

// The body of an answer of The Odds API v4 about games of the day after `received`. Another `turn`
// changes every price and nothing else.
std::string OddsAnswer(const AnswerSize& size, int turn, absl::Time received);

}  // namespace overround::bench
