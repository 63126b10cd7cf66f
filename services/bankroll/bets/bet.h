#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/domain/market.h"
#include "libs/domain/money.h"
#include "libs/domain/odds.h"
#include "services/bankroll/games/game.h"
#include "services/bankroll/ledger/ledger.h"
#include "services/bankroll/venues/offer.h"

namespace overround::bankroll {

enum class BetState : uint8_t { kOpen, kWon, kLost, kPush, kHalfWon, kHalfLost, kVoid };

// One settlement of a bet; settlement n reverses n - 1.
struct Settlement {
  int32_t number = 0;
  BetState state = BetState::kVoid;
  int64_t payout_minor = 0;
  int64_t profit_minor = 0;
  // 0 for a void without a result.
  int32_t result_revision = 0;
  // "7 : 4", "void: cancelled".
  std::string reason = {};
  absl::Time settle_time = {};
};

// A bet that is asked for.
struct NewBet {
  BankrollId bankroll = {};
  Selection selection = {};
  std::string sportsbook = {};
  Money stake;
  // The least price to take.
  Odds odds;
  // predictions/{prediction}.
  std::optional<std::string> prediction = {};
  // Unique within the bankroll.
  std::string request_id = {};
};

// A stake on a selection at the price taken.
struct Bet {
  BetId id = {};
  std::string owner = {};
  NewBet asked;
  Price price;
  // games/{game}/quotes/{quote}.
  std::string quote = {};
  std::string sport = {};
  std::string game_title = {};
  absl::Time place_time = {};
  BetState state = BetState::kOpen;
  int32_t settlement_count = 0;
  // Both unset while open.
  std::optional<absl::Time> settle_time = {};
  std::optional<int64_t> profit_minor = {};
  // As known when it was read.
  absl::Time game_start_time = {};
  // All of them where one bet is read or told of.
  std::vector<Settlement> settlements = {};
};

// True when a request repeats the one that opened `opened`.
bool IsSameRequest(const Bet& opened, const NewBet& asked);

// How a bet stands by what is known of its game: unset where that is not known yet. The last
// record a game was merged into counts. FAILED_PRECONDITION where the result lacks what the market
// asks for.
absl::StatusOr<std::optional<Settlement>> Judge(const Bet& bet, const Game& game);

// True when `verdict` has to become a settlement: it differs from the last one in state or money.
bool MustSettle(const Bet& bet, const Settlement& verdict);

// "OPEN", "HALF_WON": the words of the tables.
absl::string_view ToString(BetState state);
BetState BetStateFromText(absl::string_view text);

}  // namespace overround::bankroll
