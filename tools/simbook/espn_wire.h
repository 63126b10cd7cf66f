#pragma once

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/json/json.h"
#include "tools/simbook/espn_roster.h"
#include "tools/simbook/league.h"

// How ESPN writes things down.
namespace overround::simbook::espn {

// "2026-08-09T16:15Z": without seconds.
std::string MinuteTime(absl::Time time);
// How much of a season is told: of an event, of a league on a scoreboard, in an answer about one.
enum class SeasonForm { kBrief, kOfLeague, kWhole };
// The key "season" and its value.
void WriteSeason(json::Writer& writer, absl::Time now, SeasonForm form);
// The key "team" and its value.
void WriteTeam(json::Writer& writer, const Sport& sport, int team);
// An element of scoreboard.events, odds block included before the start.
void WriteEvent(json::Writer& writer, const Game& game, absl::Time now);
// The key "competitions" and its value: a scoreboard's have venue and odds, a summary's do not.
void WriteCompetitions(json::Writer& writer, const Game& game, absl::Time now, bool of_scoreboard);
// The key "venue" and its value: each team has one.
enum class VenueForm { kOfScoreboard, kOfSummary };
void WriteVenue(json::Writer& writer, const Game& game, VenueForm form);
int AttendanceOf(const Game& game);
// The keys "teams" and "players" of a summary's boxscore.
void WriteBoxScore(json::Writer& writer, const Game& game, const Roster& roster, absl::Time now);

}  // namespace overround::simbook::espn
