#pragma once

#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <absl/functional/function_ref.h>

#include "libs/base/ids.h"
#include "services/collector/quotes/quote.h"

namespace overround::collector {

// What one book shows on one game in one answer.
struct BookShown {
  GameId game;
  // As known now: a price not before it is in play.
  absl::Time game_start;
  std::string sportsbook;
  bool is_bettable = true;
  std::vector<Offer> offers;
  // Slots whose new prices the gate holds back: the old ones are not offered any more.
  bool is_whole = true;
};

// One answer about a sport.
struct Shown {
  std::string sport;
  Provenance from;
  std::vector<BookShown> books;
  // The kinds asked for: what is missing of them is not offered.
  std::vector<MarketKind> kinds;
  // Every game of the answer was understood: one that is missing is not offered.
  bool is_whole = true;
  // Of those kinds, what else a quote must be to have been asked for; anything where unset.
  std::function<bool(const Quote&)> is_asked = {};
  // Games that are over, and not in the answer: whoever offered something on them does so no more.
  std::vector<GameId> ended = {};
};

// A book's offers on one game.
using BoardKey = std::pair<GameId, std::string>;

// What an answer changes.
struct BoardChange {
  std::vector<Quote> changed;
  std::vector<Quote> gone;
  std::vector<Sighting> sightings;
  int unchanged = 0;
  // Where anything changed or is gone.
  std::set<BoardKey> boards;
};

// The offered quotes of one sport, in memory: what an answer is compared with. Pure.
class Board {
 public:
  // `ids` names what changes; it outlives this.
  explicit Board(const IdSource& ids) : ids_(ids) {}

  void Clear() { games_.clear(); }
  void Put(CurrentQuote quote);

  // The games something is offered on that are not in the answer.
  std::vector<GameId> GamesMissing(const Shown& shown) const;

  // Compares, and becomes what the answer shows.
  //
  // A quote is gone when a whole answer shows its book, but not it: on this game, or on another
  // game of an answer that is whole. A book that is nowhere in the answer was not asked, or failed:
  // its quotes grow old, and are not gone.
  //
  // A line that both the main answers and a ladder show is the main answers': a ladder changes
  // nothing of it, and a main line that was one of a ladder's is told anew.
  //
  // Tells after each book what has changed so far. The quotes of `changed` stay where they are, in
  // what is returned too; further ones come behind them.
  using OnBook = absl::FunctionRef<void(const BoardChange&)>;
  BoardChange Take(
      const Shown& shown, OnBook on_book = [](const BoardChange&) {});

  // All that a book offers on a game, without sightings.
  const std::vector<CurrentQuote>& OfferedBy(const BoardKey& key) const;

  // All that anybody offers on a game; good until the next Take.
  std::vector<const CurrentQuote*> OfferedOn(const GameId& game) const;
  std::vector<GameId> Games() const;

  size_t size() const;

 private:
  // Few to a book and game, so a search from the front is the fastest.
  using Offered = std::vector<CurrentQuote>;
  using Books = std::map<std::string, Offered>;

  void Name(Quote& quote) const;
  void TakeBook(const Shown& shown, const BookShown& book, Offered& offered,
                BoardChange& change) const;
  void TakeDown(const Shown& shown, absl::Time game_start, const std::vector<bool>& is_shown,
                Offered& offered, BoardChange& change) const;
  void TakeDownGame(const Shown& shown, const GameId& game, BoardChange& change);
  void TakeDownMissing(const Shown& shown, BoardChange& change);

  const IdSource& ids_;
  std::map<GameId, Books> games_;
};

}  // namespace overround::collector
