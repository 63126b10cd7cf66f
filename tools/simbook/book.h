#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "tools/simbook/game.h"

namespace overround::simbook {

class Roster;

enum class Side { kHome, kAway, kDraw, kOver, kUnder };

struct Outcome {
  Side side;
  // 205 is 2.05.
  int decimal_hundredths;
  int american;
  // Of a spread, as added to this side; of a total, the line itself.
  std::optional<int> point_quarters;
  // Of a prop, the player; else empty.
  std::string player = {};
};

struct Market {
  // "h2h", "h2h_lay", "spreads" or "totals"; "alternate_spreads", "alternate_totals" and
  // "player_points" hold many lines, and each of their sides is a bet of its own.
  std::string key;
  // Shuffled, as the provider's are: to be matched by name.
  std::vector<Outcome> outcomes;
};

// A bookmaker: how soon it learns, how much it errs, and what it takes.
struct Book {
  std::string key;
  std::string title;
  // "us", "uk", "eu" or "au".
  std::string region;
  double margin;
  // Behind the news, and in play behind the score.
  absl::Duration lag;
  absl::Duration lag_in_play;
  // Of its own opinion, in shares of what the news are worth.
  double error;
  // Between two looks at its prices.
  absl::Duration refresh;
  // How long before the scheduled start it opens.
  absl::Duration opens;
  // Above zero it charges more for favourites, below for long shots.
  double favourite_shade;
  double home_shade;
  bool in_play;
  // Has backers and layers of the winner, and no lines.
  bool exchange;
  bool quarter_lines;
  // How often it has no spreads or no totals.
  double missing;
};

// A book's prices of one game.
struct Offer {
  const Book* book;
  absl::Time last_update;
  std::vector<Market> markets;
};

// From the sharpest to the softest.
const std::vector<Book>& Books();
// The first of them: follows the news within two seconds at the smallest margin of the bookmakers.
const Book& SharpBook();
const Book* FindBook(absl::string_view key);

// What the book shows at that time; nothing while it shows nothing: not yet open, suspended, over,
// or in play where it does not deal in that. With a roster also the lines beside the main ones, and
// those of players.
std::optional<Offer> OfferOf(const Book& book, const Game& game, absl::Time now,
                             const Roster* roster = nullptr);

}  // namespace overround::simbook
