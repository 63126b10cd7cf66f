#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/domain/market.h"
#include "services/collector/facts.h"

namespace overround::collector {

using VenueId = StrongId<struct VenueTag>;

// A player as known now.
struct Player {
  PlayerId id;
  std::string sport;
  std::optional<TeamId> team;
  std::string display_name;
  std::string position;
  std::string jersey;
  int fact_count = 0;
  // Of the fact that last changed it.
  Stamp stamp;
};

// A player as a source tells of them. What is empty is not told.
struct PlayerTold {
  std::string external_id;
  std::string name;
  std::string position;
  std::string jersey;
  TeamId team;
  // The team is today's; false for that of a game, which may be long over.
  bool is_team_current = true;
};

struct Venue {
  VenueId id;
  std::string sport;
  std::string source;
  std::string external_id;
  std::string display_name;
  std::string city;
  std::string region;
  std::optional<bool> is_indoor;
  std::optional<bool> is_grass;
  int fact_count = 0;
  Stamp stamp;
};

// Where a game is played, and who came.
struct GameVenue {
  GameId game;
  int revision = 0;
  VenueId venue;
  std::optional<int> attendance;
  std::string source;
  Stamp stamp;
};

// "PRESEASON", "REGULAR", "POSTSEASON", "OFFSEASON", as stored.
enum class SeasonPart : uint8_t { kPreseason, kRegular, kPostseason, kOffseason };
absl::string_view ToString(SeasonPart part);
// Requires: a text ToString wrote.
SeasonPart SeasonPartFromText(absl::string_view text);

struct Season {
  std::string sport;
  // The year it begins in.
  int year = 0;
  SeasonPart part = SeasonPart::kRegular;
  int revision = 0;
  std::string display_name;
  std::optional<absl::Time> start;
  std::optional<absl::Time> end;
  std::string source;
  Stamp stamp;
};

}  // namespace overround::collector
