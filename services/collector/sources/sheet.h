#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/domain/market.h"
#include "libs/domain/odds.h"

namespace overround::collector {

// What providers say, in our words and not yet believed: teams by the provider's names, prices as
// quoted. Every source parses into these; intake checks, matches and keeps them.

// Why a thing a provider sent is not kept as it came. Named in data_quality_checks, so a name never
// changes its meaning.
enum class Refusal : uint8_t {
  kMalformed,        // a field missing or of the wrong kind
  kOutright,         // a winner market: no home and away side
  kUnknownMarket,    // a market this provider's mapping does not know
  kUnknownOutcome,   // an outcome that is neither side, nor Draw, Over or Under
  kWrongOutcomes,    // a market without exactly its sides, each once
  kImpossiblePrice,  // not odds
  kImpossibleLine,   // not a line, or sides that disagree about it
  kDuplicate,        // the same market of one book twice
  kOverroundRange,   // a book's margin outside the believable
  kSwappedSides,     // contradicts every other book, and agrees once its sides are swapped
  kInPlay,           // priced after the start; kept, but flagged
  kStaleStamp,       // stamped later than we received it; kept, but without the stamp
  kUnknownSport,     // a sport we do not keep
  kUnmatchedGame,    // no game, or more than one, is meant
  kNotFinal,         // a result of a game that is not over
  kMissingScore,     // a result without both scores
  kMissingPrice,     // an importer's row without the prices its layout names
  kScrambled,        // a joined set whose close says less than a coin
  kLate,             // received before an answer already taken in
  kNotOpen,          // a price of a market that does not trade now
  kExhibition,       // an all-star game: its teams are in no league
  kUndated,          // a price nobody dates: an opening one, or one shown after the start
  kUnknownTeam,      // a team nobody has named before, of a source that may not add any
  kUnknownState,     // a game's state we have no word for
  kContradicted,     // a result another source has told otherwise
  kThinMarket,       // a contract whose buyers and sellers are far apart: nobody's price
  kMangledDate,      // a day that is not in the season its row names
};

// "impossible_price", as counted and stored.
absl::string_view ToString(Refusal reason);

struct Refused {
  Refusal reason;
  // Where, and what was wanted instead.
  std::string detail;
  // How many prices (rows, results) it takes with it.
  int count = 1;
};

// How a price is written.
enum class QuoteFormat : uint8_t {
  kAmerican,
  kDecimal,
  kProbability,  // "0.5600": the price of a contract that pays 1
};

struct Offer {
  MarketKey market;
  Side side = Side::kHome;
  Odds odds;
  // As quoted: "-110", "1.91".
  std::string odds_text;
  QuoteFormat format = QuoteFormat::kAmerican;
  // The price to lay at an exchange: real, but not one that can be backed.
  bool lay = false;
  // When the book last changed or confirmed it, as the provider says.
  std::optional<absl::Time> provider_time;
  // One of several lines of its slot, and not the book's main one.
  bool is_alternate = false;
};

struct BookSheet {
  std::string key;
  std::string title;
  std::vector<Offer> offers;
  // Nothing of it was refused but markets we do not keep: what is missing is not offered.
  bool is_whole = true;
};

struct GameSheet {
  std::string provider_game_id;
  std::string sport_key;
  absl::Time start;
  std::string home;
  std::string away;
  std::vector<BookSheet> books;
  // No book of it was refused.
  bool is_whole = true;
};

// What a historical answer says of itself: it is the state at `time`, the nearest there is at or
// before what was asked for.
struct Snapshot {
  absl::Time time;
  std::optional<absl::Time> previous;
  std::optional<absl::Time> next;
};

// An answer about odds. Every price read is in `games` or counted in `refused`.
struct OddsSheet {
  std::vector<GameSheet> games;
  std::vector<Refused> refused;
  int prices_read = 0;
  // No game of it was refused: one that is missing is not offered.
  bool is_whole = true;
  // Where it is about the past.
  std::optional<Snapshot> snapshot;

  int PricesKept() const;
  int PricesRefused() const;
};

struct ScoreSheet {
  std::string provider_game_id;
  std::string sport_key;
  // Moves to the real start once the game is on.
  absl::Time start;
  std::string home;
  std::string away;
  bool completed = false;
  // Absent before the start.
  std::optional<int> home_score;
  std::optional<int> away_score;
  std::optional<absl::Time> provider_time;
};

struct ScoresSheet {
  std::vector<ScoreSheet> games;
  std::vector<Refused> refused;
  int games_read = 0;
};

struct SportSheet {
  std::string key;
  std::string group;
  std::string title;
  bool active = false;
  bool has_outrights = false;
};

}  // namespace overround::collector
