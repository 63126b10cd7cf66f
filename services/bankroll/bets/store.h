#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"
#include "services/bankroll/bets/bet.h"

// Every SQL statement about bets and settlements, and nothing but. What it reads leaves
// `settlements` empty and `game_start_time` unset unless a function says otherwise.
namespace overround::bankroll::bet_store {

absl::Status InsertBet(pg::Transaction& tx, const Bet& bet);
// The state, settle_time, profit and count of settlements.
absl::Status UpdateState(pg::Transaction& tx, const Bet& bet);
absl::Status InsertSettlement(pg::Transaction& tx, const Bet& bet, const Settlement& settlement);

absl::StatusOr<std::optional<Bet>> FindByRequest(pg::Transaction& tx, const BankrollId& bankroll,
                                                 const std::string& request_id);
// A scan: the id alone says nothing of the bankroll.
absl::StatusOr<std::optional<Bet>> FindBet(pg::Transaction& tx, const BetId& id);
// Those of one bankroll on any of the games, in the order they were placed.
absl::StatusOr<std::vector<Bet>> ListOnGames(pg::Transaction& tx, const BankrollId& bankroll,
                                             const std::vector<GameId>& games);
// Which bankrolls have bets on any of the games. A scan.
absl::StatusOr<std::vector<BankrollId>> ListBankrollsOnGames(pg::Transaction& tx,
                                                             const std::vector<GameId>& games);
// Games with bets, or with open ones. A scan.
absl::StatusOr<std::vector<GameId>> ListGamesWithBets(pg::Transaction& tx);
absl::StatusOr<std::vector<GameId>> ListGamesWithOpenBets(pg::Transaction& tx);

struct BetFilter {
  std::optional<std::string> owner = {};
  std::optional<BankrollId> bankroll = {};
  // Any when empty.
  std::vector<BetState> states = {};
  std::optional<GameId> game = {};
  absl::Time place_time_min = absl::InfinitePast();
  absl::Time place_time_max = absl::InfiniteFuture();
  // The last bet of the page before.
  absl::Time before_time = absl::InfiniteFuture();
  BetId before_id = {};
  int limit = 100;
};
// Newest first. A scan unless the filter names the bankroll.
absl::StatusOr<std::vector<Bet>> ListBets(pg::Transaction& tx, const BetFilter& filter);

// Fills in `settlements` of each. Requires: all are of one owner.
absl::Status LoadSettlements(pg::Transaction& tx, std::vector<Bet>& bets);

}  // namespace overround::bankroll::bet_store
