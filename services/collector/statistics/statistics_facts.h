#pragma once

#include <optional>
#include <string>
#include <vector>

#include "services/collector/facts.h"
#include "services/collector/rosters/roster.h"

namespace overround::collector {

// Names and values side by side, as they were written.
struct Statistic {
  std::string name;
  std::string value;
  // Empty where it is not told.
  std::string per_game;
  std::optional<int> rank;

  friend bool operator==(const Statistic&, const Statistic&) = default;
};

// The value as a number, where it is one: "1,021", "+8" and ".250" are, "W5" and "35:20" are not.
std::optional<double> NumberOf(const Statistic& statistic);

// A team's season in one group of statistics.
struct TeamStatistics {
  TeamId team;
  std::string sport;
  // The year the season begins in.
  int season = 0;
  SeasonPart part = SeasonPart::kRegular;
  std::string group;
  // From 1, one more with each change.
  int revision = 0;
  std::vector<Statistic> statistics;
  std::string source;
  std::string raw_document;
  Stamp stamp;
};

// What was counted of a team, or of a player, in one game.
struct BoxLine {
  GameId game;
  TeamId team;
  // Absent for the team's own line.
  std::optional<PlayerId> player;
  std::string group;
  int revision = 0;
  bool is_starter = false;
  bool did_play = true;
  std::string reason;
  // Without per_game and rank.
  std::vector<Statistic> statistics;
  std::string source;
  std::string raw_document;
  Stamp stamp;
  // Read with it; not part of the fact.
  std::string player_name;

  Uuid subject() const { return player ? player->value() : team.value(); }
};

}  // namespace overround::collector
