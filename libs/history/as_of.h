#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/history/history.h"

namespace overround::history {

// A game as it was known.
struct Game {
  GameId game;
  std::string sport;
  TeamId home;
  TeamId away;
  absl::Time start_time;
  bool start_known_to_minute = true;
  GameStatus status = GameStatus::kScheduled;
  int32_t season = 0;
  bool neutral_site = false;
  bool postseason = false;

  friend bool operator==(const Game&, const Game&) = default;
};

// A game with its result as it was known.
struct FinishedGame {
  Game game;
  int32_t revision = 1;
  Ending ending = Ending::kPlayed;
  Score score;
  std::optional<Score> regulation;

  friend bool operator==(const FinishedGame&, const FinishedGame&) = default;
};

// A price on offer.
struct Quote {
  Uuid quote;  // the fact's id
  std::string sportsbook;
  MarketKey market;
  Side side = Side::kHome;
  Odds odds;
  bool bettable = true;
  bool lay = false;
  bool in_play = false;
  absl::Time known_time;
};

// A price at a decision time; no sportsbook for the median over books.
struct DecisionPrice {
  Moment moment = Moment::kOpen;
  std::optional<std::string> sportsbook;
  MarketKey market;
  Side side = Side::kHome;
  Odds odds;
  int32_t book_count = 1;
};

// The only door to a history's facts: what was known at one point, and nothing later. Live the
// point is a position in the collector's log, in backtests a known time. Either way a fact known
// after `time()` is not there.
//
// Games that were merged (as far as then known) answer as their survivor, under the survivor's id.
// Lists come in a fixed order, whatever order the facts arrived in. The history outlives the view.
class AsOf {
 public:
  // Facts at or before `log_position` and known at or before `world_now`.
  static AsOf Live(const History& history, int64_t log_position, absl::Time world_now);
  // Facts known at or before `known_time`.
  static AsOf Known(const History& history, absl::Time known_time);

  absl::Time time() const { return time_; }
  // Set when live.
  std::optional<int64_t> log_position() const { return log_position_; }

  // None for a game nobody had told of.
  std::optional<Game> FindGame(const GameId& game) const;
  // Those of a sport that have not started and are neither void nor postponed, by start and id.
  std::vector<Game> UpcomingGames(absl::string_view sport) const;

  // None while there is no result, and for a void game.
  std::optional<FinishedGame> FindResult(const GameId& game) const;
  // Those of a sport with a result, by start and id. Void games are left out.
  std::vector<FinishedGame> FinishedGames(absl::string_view sport) const;
  std::vector<FinishedGame> FinishedGamesOf(const TeamId& team) const;

  // The latest price of each book, market, side and kind (back or lay) still offered, by book,
  // market and side.
  std::vector<Quote> CurrentQuotes(const GameId& game) const;
  // The latest revision, as it was told; empty where the game has not closed.
  std::vector<ClosingPrice> Closes(const GameId& game) const;
  // By moment, book, market and side; the median first.
  std::vector<DecisionPrice> DecisionPrices(const GameId& game) const;

  // What a team is called today; none for one nobody named.
  std::optional<Team> FindTeam(const TeamId& team) const;

 private:
  AsOf(const History& history, std::optional<int64_t> log_position, absl::Time time);

  bool Sees(const History::Stamps& stamps, uint32_t row) const;
  std::optional<uint32_t> NumberOf(const GameId& game) const;
  uint32_t Survivor(uint32_t game) const;
  // The game and, through merges, every record that counts for it.
  std::vector<uint32_t> Records(uint32_t game) const;
  std::vector<uint32_t> SeenRows(uint32_t game, const History::Stamps& stamps,
                                 std::vector<uint32_t> History::GameRows::*rows) const;
  std::optional<Game> GameOf(uint32_t game) const;
  std::optional<FinishedGame> FinishedOf(uint32_t game) const;
  std::vector<FinishedGame> FinishedAmong(const std::vector<uint32_t>& games) const;

  const History* history_;
  std::optional<int64_t> log_position_;
  absl::Time time_;
  int64_t time_micros_;
};

}  // namespace overround::history
