#pragma once

#include <map>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/pg/copy.h"
#include "libs/pg/transaction.h"
#include "services/collector/quotes/best_prices.h"
#include "services/collector/quotes/quote.h"

// Every SQL statement about the best prices of what is offered now.
namespace overround::collector::quotes {

// The best prices of games, to be stored in place of those that were.
class BestPriceRows {
 public:
  // No line leaves no row. Requires: no game twice.
  void Add(const GameId& game, const std::vector<BoardLine>& board);

 private:
  friend absl::Status ReplaceBestPrices(pg::Transaction& tx, const BestPriceRows& best);

  std::vector<GameId> games_;
  pg::CopyRows rows_;
};
absl::Status ReplaceBestPrices(pg::Transaction& tx, const BestPriceRows& best);
// Those of games of the sport that nothing is offered on.
absl::Status DeleteOrphanedBestPrices(pg::Transaction& tx, absl::string_view sport);

// What the odds board shows of these games, with sightings; a game nothing is offered on is
// missing.
absl::StatusOr<std::map<GameId, std::vector<BoardLine>>> ListBoards(
    pg::Transaction& tx, const std::vector<GameId>& games);

}  // namespace overround::collector::quotes
