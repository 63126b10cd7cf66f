#include "tools/simbook/espn.h"

#include <utility>
#include <vector>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/strings/strip.h>
#include <absl/time/civil_time.h>

#include "tools/simbook/espn_wire.h"
#include "tools/simbook/odds_api.h"

namespace overround::simbook {
namespace {

constexpr char kSites[] = "/apis/site/v2/sports/sim/";
// How long a game stays on its scoreboard and has a summary.
constexpr absl::Duration kShown = absl::Hours(2);
// What a team's season is here: a day's worth of games would take too long to play.
constexpr absl::Duration kSeason = absl::Hours(3);
// A day is American: it ends in the small hours of the next.
constexpr absl::Duration kDayShift = absl::Hours(9);

Answer Refused(int status, absl::string_view message) {
  json::Writer writer;
  writer.BeginObject().Key("code").Int64(status).Key("message").Text(message).EndObject();
  return {.status = status, .body = writer.Take()};
}

Answer Page(int status, absl::string_view text) {
  return {.status = status,
          .content_type = "text/html",
          .body = absl::StrCat("<html><body>", text, "</body></html>\n")};
}

std::string DayOf(absl::Time time) {
  return absl::FormatTime("%Y%m%d", time - kDayShift, absl::UTCTimeZone());
}

bool IsDay(const std::string& text) {
  int64_t number = 0;
  absl::CivilDay day;
  return text.size() == 8 && absl::SimpleAtoi(text, &number) &&
         absl::ParseCivilTime(
             absl::StrCat(text.substr(0, 4), "-", text.substr(4, 2), "-", text.substr(6)), &day);
}

void WriteInjury(json::Writer& writer, const RosterPlayer& player, const RosterInjury& injury) {
  writer.BeginObject().Key("id").Text(absl::StrCat(player.id, absl::ToUnixSeconds(injury.since)));
  writer.Key("status").Text(injury.status).Key("date").Text(espn::MinuteTime(injury.since));
  writer.Key("shortComment");
  writer.Text(absl::StrCat(player.name, " is watched for the next game."));
  writer.Key("athlete").BeginObject().Key("displayName").Text(player.name);
  writer.Key("links").BeginArray().BeginObject().Key("rel").BeginArray().Text("playercard");
  writer.EndArray().Key("href");
  writer.Text(absl::StrCat("https://espn.example/sim/player/_/id/", player.id, "/of-the-league"));
  writer.EndObject().EndArray().Key("position").BeginObject().Key("abbreviation");
  writer.Text(player.position).EndObject().EndObject();
  writer.Key("details").BeginObject().Key("type").Text(injury.type);
  if (!injury.side.empty()) writer.Key("side").Text(injury.side);
  writer.Key("returnDate");
  writer.Text(absl::FormatTime("%Y-%m-%d", injury.until, absl::UTCTimeZone()));
  writer.EndObject().EndObject();
}

struct Record {
  int games = 0;
  int wins = 0;
  int points = 0;
  int against = 0;
};

void WriteStat(json::Writer& writer, absl::string_view name, int value, int games) {
  writer.BeginObject().Key("name").Text(name).Key("value").Int64(value);
  writer.Key("displayValue").Text(absl::StrCat(value));
  if (games > 0) writer.Key("perGameValue").Double(static_cast<double>(value) / games);
  writer.EndObject();
}

}  // namespace

Answer Espn::Reply(absl::string_view path, const Parameters& parameters, absl::Time now) const {
  if (!absl::ConsumePrefix(&path, kSites)) return Refused(404, "Not Found");
  const std::vector<absl::string_view> parts = absl::StrSplit(path, '/');
  const Sport* sport = FindSport(parts[0]);
  if (sport == nullptr) return Refused(400, "Failed to get league");
  if (parts.size() == 2 && parts[1] == "scoreboard") return Scoreboard(*sport, parameters, now);
  if (parts.size() == 2 && parts[1] == "injuries") return Injuries(*sport, now);
  if (parts.size() == 2 && parts[1] == "summary") {
    return Summary(*sport, parameters.Get("event"), now);
  }
  if (parts.size() == 4 && parts[1] == "teams" && parts[3] == "statistics") {
    return TeamStatistics(*sport, parts[2], now);
  }
  return Refused(404, "Not Found");
}

Answer Espn::Scoreboard(const Sport& sport, const Parameters& parameters, absl::Time now) const {
  const std::string day = parameters.Get("dates");
  if (!day.empty() && !IsDay(day)) return Refused(400, "dates is not a day");
  json::Writer writer;
  writer.BeginObject().Key("leagues").BeginArray().BeginObject();
  writer.Key("id").Text(absl::StrCat(NumberOf(sport) + 1)).Key("name").Text(sport.title);
  espn::WriteSeason(writer, now, espn::SeasonForm::kOfLeague);
  writer.EndObject().EndArray().Key("events").BeginArray();
  for (const Game& game : league_.Between(sport, now - kShown, now + kHorizon)) {
    if (day.empty() || DayOf(game.scheduled) == day) espn::WriteEvent(writer, game, now);
  }
  writer.EndArray().EndObject();
  return {.body = writer.Take()};
}

Answer Espn::Injuries(const Sport& sport, absl::Time now) const {
  json::Writer writer;
  writer.BeginObject()
      .Key("timestamp")
      .Text(absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", now, absl::UTCTimeZone()));
  writer.Key("status").Text("success");
  espn::WriteSeason(writer, now, espn::SeasonForm::kWhole);
  writer.Key("injuries").BeginArray();
  for (int team = 0; team < kTeams; ++team) {
    bool is_open = false;
    for (int number = 0; number < kPlayersOfTeam; ++number) {
      const RosterPlayer player = roster_.PlayerOf(sport, team, number);
      const auto injury = roster_.InjuryOf(player, now);
      if (!injury) continue;
      // A team without injured is not on the list.
      if (!is_open) {
        writer.BeginObject().Key("id").Text(Roster::TeamId(sport, team)).Key("displayName");
        writer.Text(sport.teams[static_cast<size_t>(team)]).Key("injuries").BeginArray();
        is_open = true;
      }
      WriteInjury(writer, player, *injury);
    }
    if (is_open) writer.EndArray().EndObject();
  }
  writer.EndArray().EndObject();
  return {.body = writer.Take()};
}

Answer Espn::TeamStatistics(const Sport& sport, absl::string_view id, absl::Time now) const {
  int team = 0;
  while (team < kTeams && Roster::TeamId(sport, team) != id) ++team;
  if (team == kTeams) return Refused(404, "Failed to get team");
  Record record;
  for (const Game& game : league_.Between(sport, now - kSeason, now)) {
    const bool is_home = game.home_team == team;
    if ((!is_home && game.away_team != team) || game.end > now) continue;
    const int points = is_home ? game.final_score.home : game.final_score.away;
    const int against = is_home ? game.final_score.away : game.final_score.home;
    ++record.games;
    record.wins += points > against ? 1 : 0;
    record.points += points;
    record.against += against;
  }
  json::Writer writer;
  writer.BeginObject().Key("status").Text("success");
  espn::WriteSeason(writer, now, espn::SeasonForm::kWhole);
  espn::WriteTeam(writer, sport, team);
  writer.Key("results").BeginObject().Key("stats").BeginObject().Key("categories").BeginArray();
  writer.BeginObject().Key("name").Text("general").Key("stats").BeginArray();
  WriteStat(writer, "gamesPlayed", record.games, 0);
  WriteStat(writer, "wins", record.wins, 0);
  writer.EndArray().EndObject().BeginObject().Key("name").Text("scoring").Key("stats").BeginArray();
  WriteStat(writer, "points", record.points, record.games);
  WriteStat(writer, "pointsAgainst", record.against, record.games);
  writer.EndArray().EndObject().EndArray().EndObject().EndObject().EndObject();
  return {.body = writer.Take()};
}

Answer Espn::Summary(const Sport& sport, absl::string_view event, absl::Time now) const {
  for (const Game& game : league_.Between(sport, now - kShown, now + kHorizon)) {
    if (Roster::GameId(game) != event) continue;
    json::Writer writer;
    writer.BeginObject().Key("header").BeginObject().Key("id").Text(event);
    espn::WriteSeason(writer, game.scheduled, espn::SeasonForm::kBrief);
    espn::WriteCompetitions(writer, game, now, false);
    writer.EndObject().Key("boxscore").BeginObject();
    espn::WriteBoxScore(writer, game, roster_, now);
    writer.EndObject().Key("gameInfo").BeginObject();
    espn::WriteVenue(writer, game, espn::VenueForm::kOfSummary);
    if (game.end <= now) writer.Key("attendance").Int64(espn::AttendanceOf(game));
    writer.EndObject().EndObject();
    return {.body = writer.Take()};
  }
  return Refused(404, "Failed to get event");
}

Answer Espn::Spoil(const Fault& fault, Answer answer) {
  switch (fault.kind) {
    case FaultKind::kInvalidKey:
    case FaultKind::kOutOfCredits:
      return Page(403, "Access denied");
    case FaultKind::kTooManyCalls:
    case FaultKind::kTooManyCallsHint: {
      Answer refused = Refused(429, "Too Many Requests");
      if (fault.kind == FaultKind::kTooManyCallsHint) {
        refused.headers.emplace_back("Retry-After", "1");
      }
      return refused;
    }
    default:
      return OddsApi::Spoil(fault, std::move(answer));
  }
}

}  // namespace overround::simbook
