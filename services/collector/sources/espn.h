#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include "libs/domain/market.h"
#include "services/collector/sources/sheet.h"

// The bodies of ESPN's site API, parsed: pure functions of the bytes. Nobody documents that API, so
// whatever is missing or of another kind is refused by itself, and what stands around it is read.
namespace overround::collector::espn {

inline constexpr char kSource[] = "espn";

struct TeamSheet {
  std::string provider_team_id;
  std::string name;
  std::string abbreviation;
};

enum class SeasonType : uint8_t { kPreseason, kRegular, kPostseason, kOffseason };

struct SeasonSheet {
  // As ESPN counts: the year a basketball or hockey season ends in.
  int provider_year = 0;
  SeasonType type = SeasonType::kRegular;
  // "2025-26"; empty where the answer does not say.
  std::string display_name;
  std::optional<absl::Time> start;
  std::optional<absl::Time> end;
};

struct VenueSheet {
  std::string provider_venue_id;
  std::string name;
  std::string city;
  // State, province or country; empty where it is not told.
  std::string region;
  std::optional<bool> is_indoor;
  std::optional<bool> is_grass;
};

enum class EventState : uint8_t { kScheduled, kInPlay, kOver, kPostponed, kCancelled };
enum class EventEnding : uint8_t { kPlayed, kRetired, kWalkover };

struct EventSheet {
  // Its books are those that are shown before the start, under names of their own: a page that
  // repeats a book's price is not the book.
  GameSheet game;
  TeamSheet home;
  TeamSheet away;
  EventState state = EventState::kScheduled;
  EventEnding ending = EventEnding::kPlayed;
  // False: `game.start` says no more than the day.
  bool is_start_known = true;
  bool is_neutral_site = false;
  std::optional<bool> is_postseason;
  std::optional<int> week;
  // Absent before the start, where ESPN writes "0".
  std::optional<int> home_score;
  std::optional<int> away_score;
  std::optional<VenueSheet> venue;
  std::optional<int> attendance;
};

// Everything read is in the sheet or counted in `refused`: events, prices, venues and the season.
struct ScoreboardSheet {
  std::vector<EventSheet> events;
  std::optional<SeasonSheet> season;
  std::vector<Refused> refused;
  int read = 0;

  int Kept() const;
};

// `period` is what the sport's plain markets are about. INVALID_ARGUMENT only where the body as a
// whole is no scoreboard; so below.
absl::StatusOr<ScoreboardSheet> ParseScoreboard(std::string body, Period period);

struct PlayerSheet {
  std::string provider_player_id;
  std::string name;
  // Empty where they are not told.
  std::string position;
  std::string jersey;
};

enum class InjuryStatus : uint8_t {
  kOut,
  kDoubtful,
  kQuestionable,
  kDayToDay,
  kProbable,
  kInjuredReserve,
  kSuspended,
  kOther,
};

struct InjurySheet {
  PlayerSheet player;
  InjuryStatus status = InjuryStatus::kOther;
  // As written; it may contradict the comment, so both are kept.
  std::string status_text;
  std::string comment;
  // "Knee", "Left", "Not Specified"; empty where they are not told.
  std::string kind;
  std::string side;
  std::string detail;
  std::optional<absl::CivilDay> return_day;
  // When ESPN wrote it.
  std::optional<absl::Time> provider_time;
};

struct TeamInjuriesSheet {
  TeamSheet team;
  std::vector<InjurySheet> injuries;
  // Nothing of it was refused: who is not on it is not injured.
  bool is_whole = true;
};

struct InjuriesSheet {
  std::vector<TeamInjuriesSheet> teams;
  std::optional<SeasonSheet> season;
  std::vector<Refused> refused;
  int read = 0;
  // Every team of it is understood: one that is missing has nobody injured.
  bool is_whole = true;

  int Kept() const;
};

absl::StatusOr<InjuriesSheet> ParseInjuries(std::string body);

struct StatisticSheet {
  std::string name;
  // As written, never through a double.
  std::string value;
  // Empty where it is not told.
  std::string per_game;
  std::optional<int> rank;
};

struct StatisticGroupSheet {
  std::string name;
  std::vector<StatisticSheet> statistics;
};

// One team's season.
struct TeamStatisticsSheet {
  TeamSheet team;
  SeasonSheet season;
  std::vector<StatisticGroupSheet> groups;
  std::vector<Refused> refused;
  // Statistics.
  int read = 0;

  int Kept() const;
};

absl::StatusOr<TeamStatisticsSheet> ParseTeamStatistics(std::string body);

// One line of a box score: a team's, or a player's within one group of statistics.
struct BoxLineSheet {
  TeamSheet team;
  // Absent for a team's line.
  std::optional<PlayerSheet> player;
  // "passing", "batting"; empty where the sport has one group.
  std::string group;
  // Pairs in one text ("32-71") are two statistics. Empty for a player who did not play.
  std::vector<StatisticSheet> statistics;
  bool is_starter = false;
  bool did_play = true;
  // Why not; ESPN writes one for those who played, too, which is not kept.
  std::string reason;
};

struct SummarySheet {
  std::string provider_game_id;
  // Absent where the header is short.
  std::optional<EventSheet> event;
  std::optional<SeasonSheet> season;
  std::optional<VenueSheet> venue;
  std::optional<int> attendance;
  std::vector<BoxLineSheet> lines;
  std::vector<Refused> refused;
  // Lines, the event, the venue and the season.
  int read = 0;

  int Kept() const;
};

absl::StatusOr<SummarySheet> ParseSummary(std::string body);

}  // namespace overround::collector::espn
