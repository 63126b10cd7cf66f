#include "services/bankroll/bets/bet.h"

#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "libs/domain/settlement.h"
#include "services/bankroll/words.h"

namespace overround::bankroll {
namespace {

constexpr Words<7> kStates = {"OPEN", "WON", "LOST", "PUSH", "HALF_WON", "HALF_LOST", "VOID"};

BetState StateOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kWin:
      return BetState::kWon;
    case Outcome::kLoss:
      return BetState::kLost;
    case Outcome::kPush:
      return BetState::kPush;
    case Outcome::kHalfWin:
      return BetState::kHalfWon;
    case Outcome::kHalfLoss:
      return BetState::kHalfLost;
    case Outcome::kVoid:
      return BetState::kVoid;
  }
  OVERROUND_CHECK(false);
}

// A correction of the start can put a bet behind it: its price was one in play.
bool WasPlacedLate(const Bet& bet, const Game& game) {
  return game.has_started && bet.place_time >= game.start_time;
}

std::string ReasonOf(const Game& game, Outcome outcome, bool was_placed_late) {
  if (was_placed_late) return "void: placed after the start";
  if (game.outcome == GameOutcome::kVoid) return absl::StrCat("void: ", *game.void_reason);
  const GameResult& result = *game.result;
  const std::string score = absl::StrCat(result.score.home, " : ", result.score.away);
  if (outcome != Outcome::kVoid) return score;
  return result.ending == Ending::kWalkover ? "void: walkover" : "void: retired";
}

}  // namespace

bool IsSameRequest(const Bet& opened, const NewBet& asked) {
  const NewBet& before = opened.asked;
  return before.bankroll == asked.bankroll && before.selection == asked.selection &&
         before.sportsbook == asked.sportsbook && before.stake == asked.stake &&
         before.odds == asked.odds && before.prediction == asked.prediction;
}

absl::StatusOr<std::optional<Settlement>> Judge(const Bet& bet, const Game& game) {
  if (game.outcome == GameOutcome::kNone) return std::nullopt;
  const bool was_placed_late = WasPlacedLate(bet, game);
  Outcome outcome = Outcome::kVoid;
  if (!was_placed_late) {
    OVERROUND_ASSIGN_OR_RETURN(
        outcome, Settle(bet.asked.selection.market, bet.asked.selection.side, SheetOf(game)));
  }
  OVERROUND_ASSIGN_OR_RETURN(const Money payout, Payout(bet.asked.stake, bet.price.odds, outcome));
  const bool has_result = game.outcome == GameOutcome::kResult;
  return Settlement{.number = 0,
                    .state = StateOf(outcome),
                    .payout_minor = payout.minor_units,
                    .profit_minor = payout.minor_units - bet.asked.stake.minor_units,
                    .result_revision = has_result ? game.result->revision : 0,
                    .reason = ReasonOf(game, outcome, was_placed_late),
                    .settle_time = {}};
}

bool MustSettle(const Bet& bet, const Settlement& verdict) {
  return bet.state != verdict.state || bet.profit_minor != verdict.profit_minor;
}

absl::string_view ToString(BetState state) { return WordOf(kStates, state); }
BetState BetStateFromText(absl::string_view text) { return FromWord<BetState>(kStates, text); }

}  // namespace overround::bankroll
