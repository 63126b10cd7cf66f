#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/pg/transaction.h"
#include "services/collector/rosters/roster.h"

// Every SQL statement about players, venues and seasons.
namespace overround::collector::rosters {

// What a source calls somebody within a sport.
struct NamedBy {
  std::string source;
  std::string sport;
  std::string external_id;
};

// ---- players

// By the source's ids; those it never named are missing.
absl::StatusOr<std::map<std::string, Player>> FindPlayers(
    pg::Transaction& tx, absl::string_view source, absl::string_view sport,
    const std::vector<std::string>& external_ids);
absl::StatusOr<std::optional<Player>> FindPlayer(pg::Transaction& tx, const PlayerId& id);
absl::Status InsertPlayer(pg::Transaction& tx, const Player& player, const NamedBy& named);
absl::Status UpdatePlayer(pg::Transaction& tx, const Player& player);
// The player as it is, as the next fact.
absl::Status InsertPlayerFact(pg::Transaction& tx, const Player& player, absl::string_view source);
struct PlayerPage {
  std::string sport;  // all when empty
  std::optional<TeamId> team;
  std::string after_sport;
  std::string after_name;
  std::optional<PlayerId> after_id;
  int limit = 0;
};
// By sport, name and id. A scan.
absl::StatusOr<std::vector<Player>> ListPlayers(pg::Transaction& tx, const PlayerPage& page);

// ---- venues

absl::StatusOr<std::optional<Venue>> FindVenue(pg::Transaction& tx, const NamedBy& named);
absl::StatusOr<std::optional<Venue>> FindVenueById(pg::Transaction& tx, const VenueId& id);
absl::Status InsertVenue(pg::Transaction& tx, const Venue& venue);
absl::Status UpdateVenue(pg::Transaction& tx, const Venue& venue);
absl::Status InsertVenueFact(pg::Transaction& tx, const Venue& venue);
struct VenuePage {
  std::string sport;  // all when empty
  std::string after_sport;
  std::string after_name;
  std::optional<VenueId> after_id;
  int limit = 0;
};
// By sport, name and id.
absl::StatusOr<std::vector<Venue>> ListVenues(pg::Transaction& tx, const VenuePage& page);
// The latest revision.
absl::StatusOr<std::optional<GameVenue>> FindGameVenue(pg::Transaction& tx, const GameId& game);
absl::Status InsertGameVenue(pg::Transaction& tx, const GameVenue& venue);

// ---- seasons

// How many years a source's name of a season is ahead of the year it begins in.
absl::StatusOr<int> FindYearsAhead(pg::Transaction& tx, absl::string_view source,
                                   absl::string_view provider_key);
// The latest revision.
absl::StatusOr<std::optional<Season>> FindSeason(pg::Transaction& tx, const Season& season);
absl::Status InsertSeason(pg::Transaction& tx, const Season& season);
struct SeasonPage {
  std::string sport;        // all when empty
  std::optional<int> year;  // all when absent
  // The last row of the page before.
  std::string after_sport;
  std::optional<int> after_year;
  std::string after_part;
  int limit = 0;
};
// The latest revisions, by sport, the newest year first, then by part.
absl::StatusOr<std::vector<Season>> ListSeasons(pg::Transaction& tx, const SeasonPage& page);

// ---- teams

absl::StatusOr<bool> HasTeam(pg::Transaction& tx, const TeamId& team);
// What a source asks for a team by.

absl::Status InsertTeamId(pg::Transaction& tx, const NamedBy& named, const TeamId& team,
                          absl::Time create_time);
// The source's ids of a sport's teams, in order.
absl::StatusOr<std::vector<std::string>> ListTeamIds(pg::Transaction& tx, absl::string_view source,
                                                     absl::string_view sport);

}  // namespace overround::collector::rosters
