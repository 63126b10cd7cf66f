#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/base/ids.h"
#include "libs/pg/transaction.h"
#include "services/collector/facts.h"
#include "services/collector/order_books/order_book.h"

namespace overround::collector {

// Which contracts a game has, and what their order books offer: each change appended, and of what
// stays the same only that it was seen. Safe to share between threads.
class OrderBooks {
 public:
  // `ids` outlives this.
  explicit OrderBooks(const IdSource& ids) : ids_(ids) {}

  // What an answer says contracts mean: these a game and team each, and of `unnamed` nothing for
  // sure. What one of them offered on another game is offered there no more.
  absl::Status Name(pg::Transaction& tx, const Provenance& from,
                    const std::vector<GameContract>& named,
                    const std::vector<std::string>& unnamed) const;

  // The contract's order book as it was received; true where it is another than its last one.
  // Requires: `contract` is locked, and its book has the contract's game and ticker.
  absl::StatusOr<bool> Keep(pg::Transaction& tx, const GameContract& contract, OrderBook book,
                            const Provenance& from) const;

 private:
  absl::Status Append(pg::Transaction& tx, OrderBook book, const Provenance& from) const;
  // Nothing is offered any more where the contract was about to be bought.
  absl::Status Empty(pg::Transaction& tx, const GameContract& contract,
                     const Provenance& from) const;

  const IdSource& ids_;
};

}  // namespace overround::collector
