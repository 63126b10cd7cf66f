#pragma once

#include <map>
#include <optional>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "libs/pg/transaction.h"
#include "services/bankroll/games/game.h"

// Every SQL statement about games, and nothing but.
namespace overround::bankroll::game_store {

// As last told.
absl::Status UpsertGame(pg::Transaction& tx, const Game& told);
// Only where nothing was told yet, and locks what is there until the transaction ends: whoever then
// tells how the game ended does so after this transaction and sees what it stored.
absl::StatusOr<Game> InsertIfUnknownAndLock(pg::Transaction& tx, const Game& known);

absl::StatusOr<std::optional<Game>> FindGame(pg::Transaction& tx, const GameId& id);
// Those of `ids` that are known. A scan of the games named.
absl::StatusOr<std::map<GameId, Game>> FindGames(pg::Transaction& tx,
                                                 const std::vector<GameId>& ids);
// A chain of merges longer than this is a fault of the log's.
inline constexpr int kMergesMax = 16;
// The game's record and all that were merged into it, by way of others too. A scan.
absl::StatusOr<std::vector<GameId>> ListRecords(pg::Transaction& tx, const GameId& survivor);

// Games whose bets have to be looked at.
struct Work {
  GameId game = {};
  int64_t version = {};
};
absl::Status EnqueueWork(pg::Transaction& tx, const GameId& game, absl::Time world_time);
// In the order they were first told.
absl::StatusOr<std::vector<Work>> ListWork(pg::Transaction& tx, int limit);
// Unless it was raised meanwhile.
absl::Status DeleteWork(pg::Transaction& tx, const Work& done);
absl::StatusOr<int64_t> CountWork(pg::Transaction& tx);

}  // namespace overround::bankroll::game_store
