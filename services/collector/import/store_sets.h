#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/base/ids.h"
#include "libs/pg/transaction.h"
#include "services/collector/quotes/quote.h"

// Every SQL statement about sets of stored prices the gate judges.
namespace overround::collector::imports {

// A book's season of a sport, as one source tells its prices.
struct BookSeason {
  std::string sport;
  int season = 0;
  std::string sportsbook;
  std::string source;

  auto operator<=>(const BookSeason&) const = default;
};

// One whose closes know nothing of its results.
struct ScrambledSet {
  BookSeason set;
  // What stands for it in the quarantine.
  Uuid batch;
  int64_t games = 0;
  std::string details;
  absl::Time find_time;
  // An operator has let it through.
  bool is_trusted = false;
};
absl::StatusOr<std::vector<ScrambledSet>> ListScrambledSets(pg::Transaction& tx,
                                                            const std::vector<std::string>& sports);
// What the batch stands for, nothing where it stands for none.
absl::StatusOr<std::optional<ScrambledSet>> FindScrambledSet(pg::Transaction& tx,
                                                             const Uuid& batch);
absl::Status InsertScrambledSet(pg::Transaction& tx, const ScrambledSet& found);
// Also a set that was never marked, as nothing of it was stored. Only set, batch, games and details
// of `found` are written, and only of such.
absl::Status UpsertTrusted(pg::Transaction& tx, const ScrambledSet& found, absl::Time trust_time);

// The games that were closed with prices of the set.
absl::StatusOr<std::vector<GameId>> ListClosedGames(pg::Transaction& tx, const BookSeason& set);

// Whose last imported prices of who wins are asked for: those before the start of each game of the
// seasons that has a result, or is among `games`.
struct WinnerQuery {
  std::string sport;
  std::set<int> seasons;
  std::vector<GameId> games;
  std::string source;  // all when empty
};
struct StoredWinner {
  GameId game;
  BookSeason set;
  Offer offer;
};
absl::StatusOr<std::vector<StoredWinner>> ListStoredWinners(pg::Transaction& tx,
                                                            const WinnerQuery& query);

}  // namespace overround::collector::imports
