#include "services/collector/rosters/rosters.h"

#include <map>
#include <tuple>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/rosters/store.h"

namespace overround::collector {
namespace {

// What is not told is as it was.
void Follow(const std::string& told, std::string& known) {
  if (!told.empty()) known = told;
}

template <typename T>
void Follow(const std::optional<T>& told, std::optional<T>& known) {
  if (told) known = told;
}

auto Content(const Player& player) {
  return std::tie(player.team, player.display_name, player.position, player.jersey);
}

auto Content(const Venue& venue) {
  return std::tie(venue.display_name, venue.city, venue.region, venue.is_indoor, venue.is_grass);
}

auto Content(const Season& season) {
  return std::tie(season.display_name, season.start, season.end);
}

}  // namespace

absl::StatusOr<Player> Rosters::MeetPlayer(pg::Transaction& tx, const std::string& sport,
                                           const PlayerTold& told, std::optional<Player> known,
                                           const Provenance& from) const {
  const std::string key = absl::StrCat(from.source, "/", sport, "/", told.external_id);
  Player player = known.value_or(Player{});
  if (!known) player.id = PlayerId(ids_.Derive(from.receive_time, "player", key));
  player.sport = sport;
  if (!known || told.is_team_current) player.team = told.team;
  Follow(told.name, player.display_name);
  Follow(told.position, player.position);
  Follow(told.jersey, player.jersey);
  if (known && Content(player) == Content(*known)) return player;
  ++player.fact_count;
  player.stamp = from.StampOf(
      ids_.Derive(from.receive_time, "player_fact", absl::StrCat(key, "/", player.fact_count)));
  OVERROUND_RETURN_IF_ERROR(
      known ? rosters::UpdatePlayer(tx, player)
            : rosters::InsertPlayer(tx, player, {from.source, sport, told.external_id}));
  OVERROUND_RETURN_IF_ERROR(rosters::InsertPlayerFact(tx, player, from.source));
  return player;
}

absl::StatusOr<std::vector<Player>> Rosters::MeetPlayers(pg::Transaction& tx,
                                                         const std::string& sport,
                                                         const std::vector<PlayerTold>& told,
                                                         const Provenance& from) const {
  std::vector<std::string> ids;
  ids.reserve(told.size());
  for (const PlayerTold& each : told) ids.push_back(each.external_id);
  OVERROUND_ASSIGN_OR_RETURN(const auto known, rosters::FindPlayers(tx, from.source, sport, ids));
  std::vector<Player> players;
  for (const PlayerTold& each : told) {
    const auto found = known.find(each.external_id);
    OVERROUND_ASSIGN_OR_RETURN(
        Player player,
        MeetPlayer(tx, sport, each,
                   found == known.end() ? std::nullopt : std::optional(found->second), from));
    players.push_back(std::move(player));
  }
  return players;
}

absl::StatusOr<Rosters::MetVenue> Rosters::MeetVenue(pg::Transaction& tx, Venue told,
                                                     const Provenance& from) const {
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<Venue> known,
                             rosters::FindVenue(tx, {from.source, told.sport, told.external_id}));
  const std::string key = absl::StrCat(from.source, "/", told.sport, "/", told.external_id);
  Venue venue = known.value_or(told);
  if (!known) {
    venue.id = VenueId(ids_.Derive(from.receive_time, "venue", key));
    venue.source = from.source;
    venue.fact_count = 0;
  }
  Follow(told.display_name, venue.display_name);
  Follow(told.city, venue.city);
  Follow(told.region, venue.region);
  Follow(told.is_indoor, venue.is_indoor);
  Follow(told.is_grass, venue.is_grass);
  if (known && Content(venue) == Content(*known)) return MetVenue{venue.id, false};
  ++venue.fact_count;
  venue.stamp = from.StampOf(
      ids_.Derive(from.receive_time, "venue_fact", absl::StrCat(key, "/", venue.fact_count)));
  OVERROUND_RETURN_IF_ERROR(known ? rosters::UpdateVenue(tx, venue)
                                  : rosters::InsertVenue(tx, venue));
  OVERROUND_RETURN_IF_ERROR(rosters::InsertVenueFact(tx, venue));
  return MetVenue{venue.id, true};
}

absl::StatusOr<bool> Rosters::PlaceGame(pg::Transaction& tx, GameVenue told,
                                        const Provenance& from) const {
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<GameVenue> known,
                             rosters::FindGameVenue(tx, told.game));
  if (known && !told.attendance && told.venue == known->venue) told.attendance = known->attendance;
  if (known && told.venue == known->venue && told.attendance == known->attendance) return false;
  told.revision = known ? known->revision + 1 : 1;
  told.source = from.source;
  told.stamp = from.StampOf(ids_.Derive(from.receive_time, "game_venue",
                                        absl::StrCat(told.game.ToString(), "/", told.revision)));
  OVERROUND_RETURN_IF_ERROR(rosters::InsertGameVenue(tx, told));
  return true;
}

absl::StatusOr<bool> Rosters::TellSeason(pg::Transaction& tx, Season told,
                                         const Provenance& from) const {
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<Season> known, rosters::FindSeason(tx, told));
  Season season = known.value_or(told);
  Follow(told.display_name, season.display_name);
  // Together or not at all: a new start beside an old end may lie behind it.
  if (told.start && told.end) std::tie(season.start, season.end) = std::tie(told.start, told.end);
  if (known && Content(season) == Content(*known)) return false;
  season.revision = known ? known->revision + 1 : 1;
  season.source = from.source;
  season.stamp =
      from.StampOf(ids_.Derive(from.receive_time, "season",
                               absl::StrCat(season.sport, "/", season.year, "/",
                                            ToString(season.part), "/", season.revision)));
  OVERROUND_RETURN_IF_ERROR(rosters::InsertSeason(tx, season));
  return true;
}

}  // namespace overround::collector
