#pragma once

#include <map>
#include <optional>
#include <string>
#include <tuple>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"
#include "services/collector/quotes/quote.h"

namespace overround::collector::quotes {

// When books were last seen on games, each asked for once.
class Sights {
 public:
  // Whether a book was seen with an event's own markets is a question of its own: a poll of main
  // lines says nothing of these, nor these of main lines. Nothing before `since` is looked for.
  void Ask(const GameId& game, const std::string& sportsbook, bool is_event, absl::Time since);

  // Looks all of it up.
  absl::Status Look(pg::Transaction& tx);

  std::optional<absl::Time> At(const GameId& game, const std::string& sportsbook,
                               bool is_event) const;

 private:
  using Key = std::tuple<GameId, std::string, bool>;
  std::map<Key, absl::Time> since_;
  std::map<Key, absl::Time> seen_;
};

}  // namespace overround::collector::quotes
