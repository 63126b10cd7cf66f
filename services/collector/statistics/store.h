#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>

#include "libs/pg/transaction.h"
#include "services/collector/statistics/statistics_facts.h"

// Every SQL statement about statistics.
namespace overround::collector::statistics {

// The latest revision of each group of a team's season.
absl::StatusOr<std::vector<TeamStatistics>> ListLatest(pg::Transaction& tx,
                                                       const TeamStatistics& season);
absl::Status InsertTeamStatistics(pg::Transaction& tx, const TeamStatistics& statistics);
struct TeamPage {
  TeamId team;
  std::optional<int> season;  // all when absent
  // Every revision, not the latest alone.
  bool with_history = false;
  std::optional<absl::Time> known_min;
  std::optional<absl::Time> known_max;
};
// By season, the newest first, then by part, group and revision.
absl::StatusOr<std::vector<TeamStatistics>> ListTeamStatistics(pg::Transaction& tx,
                                                               const TeamPage& page);

struct TeamFactPage {
  std::vector<std::string> sports;  // all when empty
  // The last row of the page before.
  std::optional<TeamStatistics> after;
  int limit = 0;
};
// Every revision of every team's, by team, season, part, group and revision. A scan.
absl::StatusOr<std::vector<TeamStatistics>> ListTeamFacts(pg::Transaction& tx,
                                                          const TeamFactPage& page);

// The latest revision of each line of a game: the teams first, then the players by team, group and
// name.
absl::StatusOr<std::vector<BoxLine>> ListBoxScore(pg::Transaction& tx, const GameId& game);
absl::Status InsertBoxLine(pg::Transaction& tx, const BoxLine& line);
struct Uncounted {
  std::string source;
  std::string sport;
  absl::Time now;
  // Games without a box score whose first result was received after it.
  absl::Time since;
  // Games with one, whose first result was received after it, and which the source has told nothing
  // more of since `again_after` the first line.
  absl::Time again_since;
  absl::Duration again_after;
  int limit = 0;
};
// The source's ids of games that are over and whose box score is to be asked for, the latest first.
// A scan.
absl::StatusOr<std::vector<std::string>> ListUncounted(pg::Transaction& tx,
                                                       const Uncounted& wanted);

struct PlayerPage {
  PlayerId player;
  std::optional<absl::Time> known_min;
  std::optional<absl::Time> known_max;
  // The last row of the page before.
  std::optional<absl::Time> before_time;
  std::optional<Uuid> before_fact;
  int limit = 0;
};
// The latest revision of each of a player's lines, the newest known first. A scan.
absl::StatusOr<std::vector<BoxLine>> ListPlayerLines(pg::Transaction& tx, const PlayerPage& page);

}  // namespace overround::collector::statistics
