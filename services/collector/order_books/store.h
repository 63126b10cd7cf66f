#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"
#include "services/collector/order_books/order_book.h"

// Every SQL statement about contracts and their order books.
namespace overround::collector::order_books {

// ---- contracts

// Those of these that mean a game. Locked until the transaction ends.
absl::StatusOr<std::vector<GameContract>> LockContracts(pg::Transaction& tx,
                                                        absl::string_view source,
                                                        const std::vector<std::string>& tickers);
// It means this game and team from now on; nobody has seen its order book there yet.
absl::Status UpsertContract(pg::Transaction& tx, const GameContract& contract);
absl::Status DeleteContract(pg::Transaction& tx, const GameContract& contract);
absl::Status UpdateSightTime(pg::Transaction& tx, const GameContract& contract, absl::Time time);

// ---- order books

absl::Status InsertBook(pg::Transaction& tx, const OrderBook& book);
// The last one of a contract on its game.
absl::StatusOr<std::optional<OrderBook>> FindLastBook(pg::Transaction& tx,
                                                      const GameContract& contract);

struct BookQuery {
  GameId game;
  // What was known at this time; now when absent.
  std::optional<absl::Time> as_of;
};
// The last of each contract of a game, by ticker; with their sight_time where they are of now.
absl::StatusOr<std::vector<OrderBook>> ListBooks(pg::Transaction& tx, const BookQuery& query);

struct ChangePage {
  GameId game;
  std::string ticker;  // all when empty
  std::optional<absl::Time> known_min;
  std::optional<absl::Time> known_max;
  // The last row of the page before.
  std::optional<absl::Time> after_time;
  std::optional<Uuid> after_id;
  int limit = 0;
};
// Every change of a game's books, oldest first.
absl::StatusOr<std::vector<OrderBook>> ListChanges(pg::Transaction& tx, const ChangePage& page);

}  // namespace overround::collector::order_books
