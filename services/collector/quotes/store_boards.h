#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/pg/transaction.h"
#include "services/collector/quotes/quote.h"

// Every SQL statement about what is offered now.
namespace overround::collector::quotes {

// Boards to be stored in place of those that were: of each book and game all it offers now.
class BoardRows {
 public:
  // Nothing offered leaves no row. Requires: no book and game twice.
  void Add(const GameId& game, const std::string& sportsbook, const std::string& sport,
           const std::vector<CurrentQuote>& offered);

 private:
  friend absl::Status ReplaceBoards(pg::Transaction& tx, const BoardRows& boards);

  struct Keys {
    std::vector<GameId> games;
    std::vector<std::string> sportsbooks;
  };
  Keys offering_;
  std::vector<std::string> sports_;
  std::vector<std::string> offers_;
  Keys emptied_;
};
absl::Status ReplaceBoards(pg::Transaction& tx, const BoardRows& boards);

// What is offered in a sport now, without sightings.
absl::StatusOr<std::vector<CurrentQuote>> ListOffered(pg::Transaction& tx, absl::string_view sport);

struct CurrentQuery {
  std::vector<GameId> games;
  std::string sportsbook;  // all when empty
  std::string kind;        // "moneyline"; all when empty
  // Also the last price of each selection that is gone.
  bool include_gone = false;
};
// The latest quotes with their last sighting, by game, market, side and book.
absl::StatusOr<std::vector<CurrentQuote>> ListCurrent(pg::Transaction& tx,
                                                      const CurrentQuery& query);

}  // namespace overround::collector::quotes
