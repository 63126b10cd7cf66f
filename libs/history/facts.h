#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <absl/time/time.h>

#include "libs/base/ids.h"
#include "libs/domain/market.h"
#include "libs/domain/odds.h"
#include "libs/domain/settlement.h"

// What the collector's log and its StreamHistory tell, as plain values. A correction is a new fact;
// nothing here is ever altered.
namespace overround::history {

enum class KnownBasis : uint8_t { kObserved, kStated, kAssumed };

struct FactStamp {
  Uuid fact_id;
  absl::Time receive_time;
  // From when on a forecast may use it.
  absl::Time known_time;
  KnownBasis basis = KnownBasis::kObserved;
  // Where the log told it. A fact out of a snapshot takes the position the snapshot opened with.
  int64_t log_position = 0;
};

enum class GameStatus : uint8_t { kScheduled, kStarted, kPostponed, kVoid };

// The record of a game as it is after GameScheduled, GameMoved, GameStarted or GameVoided. Of
// several, the one known last counts.
struct GameFact {
  FactStamp stamp;
  GameId game;
  std::string sport;  // the key alone: "nfl"
  TeamId home;
  TeamId away;
  absl::Time start_time;  // planned; the actual one once it has started
  bool start_known_to_minute = true;
  GameStatus status = GameStatus::kScheduled;
  int32_t season = 0;
  bool neutral_site = false;
  bool postseason = false;
};

// Two records were one game: everything told of `merged` counts for `survivor`.
struct MergeFact {
  FactStamp stamp;
  GameId survivor;
  GameId merged;
};

enum class Ending : uint8_t { kPlayed, kRetired, kWalkover, kShortened };

// Of several, the one with the highest revision counts.
struct ResultFact {
  FactStamp stamp;
  GameId game;
  int32_t revision = 1;
  Ending ending = Ending::kPlayed;
  Score score;  // overtime included
  // Without overtime; unset where the source does not tell.
  std::optional<Score> regulation;
};

// One book's price: offered, or gone at this last price.
struct QuoteFact {
  FactStamp stamp;
  GameId game;
  std::string sportsbook;
  MarketKey market;
  Side side = Side::kHome;
  Odds odds;
  bool offered = true;
  bool bettable = true;  // false for a maximum or an average over books
  bool lay = false;
  bool in_play = false;
};

enum class CloseState : uint8_t { kClosed, kStale, kGone, kStartUnknown };

struct ClosingPrice {
  std::string sportsbook;
  MarketKey market;
  Side side = Side::kHome;
  Odds odds;
  CloseState state = CloseState::kClosed;
  absl::Duration age;  // the start less the last sighting
  bool bettable = true;
  bool lay = false;
};

// How every book closed. Of several, the one with the highest revision replaces all others.
struct CloseFact {
  FactStamp stamp;
  GameId game;
  int32_t revision = 1;
  absl::Time start_time;
  std::vector<ClosingPrice> prices;
};

enum class Moment : uint8_t { kOpen, kDayBefore, kSixHoursBefore, kHourBefore, kClose };

// A started game's price at a fixed decision time: of one book, or the median over books.
struct DecisionPriceFact {
  FactStamp stamp;  // of the quote it was
  GameId game;
  Moment moment = Moment::kOpen;
  std::optional<std::string> sportsbook;
  MarketKey market;
  Side side = Side::kHome;
  Odds odds;
  int32_t book_count = 1;
};

using Fact = std::variant<GameFact, MergeFact, ResultFact, QuoteFact, CloseFact, DecisionPriceFact>;

// Reference, not a fact: what a team is called today. No feature reads it.
struct Team {
  TeamId team;
  std::string sport;
  std::string name;
};

}  // namespace overround::history
