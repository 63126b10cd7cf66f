#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/domain/market.h"
#include "services/collector/facts.h"

namespace overround::collector {

// A sport is a row, not code.
struct Sport {
  std::string key;
  std::string display_name;
  std::string group;
  std::string scoring;
  bool draws_possible = false;
  // What its markets are about where nobody says: kRegulation for soccer.
  Period plain_period = Period::kFullGame;
  int season_start_month = 1;
  // How far two sources may disagree about the start of one game.
  absl::Duration match_window;
  bool is_active = true;

  // The year the season of a game begins in.
  int SeasonOf(absl::Time start) const;
};

struct Alias {
  std::string source;
  std::string text;
};

struct Team {
  TeamId id;
  std::string sport;
  std::string display_name;
  std::string abbreviation;
  std::vector<Alias> aliases;
};

enum class GameStatus : uint8_t { kScheduled, kInPlay, kFinal, kPostponed, kVoid, kMerged };
enum class StartPrecision : uint8_t { kMinute, kDay };
enum class FactKind : uint8_t { kScheduled, kMoved, kStarted, kMerged, kVoided };
enum class Ending : uint8_t { kPlayed, kRetired, kWalkover, kShortened };

// As stored: "IN_PLAY". The readers require a text the writer wrote.
absl::string_view ToString(GameStatus status);
absl::string_view ToString(StartPrecision precision);
absl::string_view ToString(FactKind kind);
absl::string_view ToString(Ending ending);
GameStatus GameStatusFromText(absl::string_view text);
StartPrecision StartPrecisionFromText(absl::string_view text);
FactKind FactKindFromText(absl::string_view text);
Ending EndingFromText(absl::string_view text);

// A game as known now.
struct Game {
  GameId id;
  std::string sport;
  TeamId home_team;
  TeamId away_team;
  std::string home_name;
  std::string away_name;
  // The planned start; the actual one once is_start_actual.
  absl::Time start;
  StartPrecision precision = StartPrecision::kMinute;
  bool is_start_actual = false;
  GameStatus status = GameStatus::kScheduled;
  int season = 0;
  std::optional<int> week;
  bool is_neutral_site = false;
  std::optional<bool> is_postseason;
  std::optional<GameId> merged_into;
  std::optional<std::string> void_reason;
  int result_revision = 0;
  int close_revision = 0;
  int fact_count = 0;
  // Of the fact that last changed it.
  Stamp stamp;
  // Of a game found by a source's id: the source takes for home whom we take for away.
  bool is_swapped = false;

  // Neither over nor void nor another record of some game.
  bool IsOpen() const {
    return status == GameStatus::kScheduled || status == GameStatus::kInPlay ||
           status == GameStatus::kPostponed;
  }
};

// Something that became known about a game's plan or start.
struct GameFact {
  GameId game;
  int number = 0;
  FactKind kind = FactKind::kScheduled;
  absl::Time start;
  StartPrecision precision = StartPrecision::kMinute;
  std::optional<absl::Time> previous_start;
  GameStatus status = GameStatus::kScheduled;
  std::optional<GameId> merged_game;
  std::optional<std::string> reason;
  std::string source;
  Stamp stamp;
};

// A score as somebody reports it.
struct Score {
  Ending ending = Ending::kPlayed;
  int home = 0;
  int away = 0;
  std::optional<int> regulation_home;
  std::optional<int> regulation_away;
  std::optional<bool> has_overtime;

  friend bool operator==(const Score&, const Score&) = default;
};

struct Result {
  GameId game;
  int revision = 0;
  Score score;
  std::string source;
  Stamp stamp;
};

struct ExternalId {
  std::string source;
  std::string id;
  // The source takes for home whom we take for away.
  bool is_swapped = false;
};

// A game as a source describes it: what is matched with the games we know.
struct Described {
  ExternalId external;
  std::string home;
  std::string away;
  absl::Time start;
  StartPrecision precision = StartPrecision::kMinute;
  std::optional<int> week;
  bool is_neutral_site = false;
  std::optional<bool> is_postseason;
  // How it ended, where the source says: it tells two games of one day apart.
  std::optional<Score> score;
};

}  // namespace overround::collector
