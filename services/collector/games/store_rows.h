#pragma once

#include <vector>

#include <absl/strings/string_view.h>

#include "libs/base/ids.h"
#include "libs/pg/rows.h"
#include "services/collector/games/game.h"

namespace overround::collector::games {

// As ReadGame reads it: g is the game, h and a its teams.
#define OVERROUND_GAME_COLUMNS                                                               \
  " g.game_id, g.sport_key, g.home_team_id, g.away_team_id, h.display_name, a.display_name," \
  " g.start_time, g.start_precision, g.is_start_actual, g.status, g.season, g.week,"         \
  " g.is_neutral_site, g.is_postseason, g.merged_into, g.void_reason, g.result_revision,"    \
  " g.close_revision, g.fact_count, g.fact_id, g.receive_time, g.known_time, g.basis "
#define OVERROUND_GAME_TABLES                             \
  " collector.games g"                                    \
  " JOIN collector.teams h ON h.team_id = g.home_team_id" \
  " JOIN collector.teams a ON a.team_id = g.away_team_id "

inline constexpr int kGameColumnCount = 23;

// A game from the first columns of a row.
Game ReadGame(const pg::Row& row);
std::vector<Game> ReadGames(const pg::Rows& rows);

// A stamp from four columns, the first being `column`.
Stamp ReadStamp(const pg::Row& row, int column);

// Where an external id lives: the first half of the SHA-256 of source and id.
Uuid ExternalKey(absl::string_view source, absl::string_view id);

}  // namespace overround::collector::games
