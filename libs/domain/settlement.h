#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/domain/market.h"
#include "libs/domain/money.h"
#include "libs/domain/odds.h"

namespace overround {

// How a bet ended. On a quarter line half of the stake may push: half win and half loss.
enum class Outcome : uint8_t { kWin, kLoss, kPush, kHalfWin, kHalfLoss, kVoid };

struct Score {
  int32_t home = 0;
  int32_t away = 0;

  friend auto operator<=>(const Score&, const Score&) = default;
};

// Everything known about a finished game that a market may ask for. A period's score is what was
// scored in it alone. kFullGame counts overtime (and, where the sport decides by one, the shoot-out
// goal).
//
// kSecondHalf and kFourthQuarter are stored without overtime, which is the full game less
// regulation. Regulation is the full game where `overtime` is false.
struct ResultSheet {
  enum class State : uint8_t { kPlayed, kVoid };

  State state = State::kPlayed;  // kVoid: postponed beyond the rules, abandoned, walkover
  bool overtime = false;
  Score full_game;
  std::map<Period, Score> periods;
  // By subject and statistic; none where the player did not take part, which voids the bet.
  std::map<std::pair<std::string, std::string>, std::optional<int32_t>> statistics;
};

// Grades one side of a market.
//
// INVALID_ARGUMENT for an invalid market or a side it has not. FAILED_PRECONDITION where the sheet
// does not hold what the market asks for (yet): the score of a period, regulation of a game that
// went to overtime, a statistic.
absl::StatusOr<Outcome> Settle(const MarketKey& market, Side side, const ResultSheet& sheet);

// The same rules on a bare margin: the outcome of a side that leads by `margin_quarters` after its
// line is added. A quarter line within a quarter of zero gives a half result.
Outcome OutcomeOfLead(int32_t margin_quarters);

// What returns to the bettor, the stake included: zero on a loss. Each amount is computed exactly
// and rounded once, half to even: the profit of a half win is half the profit on the whole stake,
// a half loss returns half the stake. OUT_OF_RANGE on overflow, INVALID_ARGUMENT for a negative
// stake.
absl::StatusOr<Money> Payout(Money stake, const Odds& odds, Outcome outcome);

// Payout less the stake.
absl::StatusOr<Money> ProfitOf(Money stake, const Odds& odds, Outcome outcome);

// Profit per unit staked, for statistics; never for money. Zero for push and void.
double UnitProfit(const Odds& odds, Outcome outcome);

// "win", "loss", "push", "half_win", "half_loss", "void".
absl::string_view ToString(Outcome outcome);
absl::StatusOr<Outcome> ParseOutcome(absl::string_view text);

}  // namespace overround
