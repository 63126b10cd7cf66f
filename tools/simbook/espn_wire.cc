#include "tools/simbook/espn_wire.h"

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/time/civil_time.h>

#include "tools/simbook/book.h"
#include "tools/simbook/wire.h"

namespace overround::simbook::espn {
namespace {

struct State {
  absl::string_view id;
  absl::string_view name;
  absl::string_view state;
  bool is_over;
};

State StateOf(const Game& game, absl::Time now) {
  switch (game.PhaseAt(now)) {
    case Game::Phase::kUpcoming:
      return {"1", "STATUS_SCHEDULED", "pre", false};
    case Game::Phase::kOver:
      return {"3", "STATUS_FINAL", "post", true};
    case Game::Phase::kPlaying:
    case Game::Phase::kOvertime:
      break;
  }
  return {"2", "STATUS_IN_PROGRESS", "in", false};
}

void WriteStatus(json::Writer& writer, const Game& game, absl::Time now, bool of_scoreboard) {
  const State state = StateOf(game, now);
  writer.Key("status").BeginObject();
  if (of_scoreboard) writer.Key("clock").Number("0.0").Key("period").Int64(1);
  writer.Key("type").BeginObject().Key("id").Text(state.id).Key("name").Text(state.name);
  writer.Key("state").Text(state.state).Key("completed").Bool(state.is_over);
  writer.EndObject().EndObject();
}

void WriteCompetitor(json::Writer& writer, const Game& game, absl::Time now, bool is_home) {
  const Score score = game.ScoreAt(now);
  const int points = is_home ? score.home : score.away;
  const int against = is_home ? score.away : score.home;
  const int team = is_home ? game.home_team : game.away_team;
  writer.BeginObject().Key("id").Text(Roster::TeamId(*game.sport, team));
  writer.Key("homeAway").Text(is_home ? "home" : "away");
  const bool has_begun = game.PhaseAt(now) != Game::Phase::kUpcoming;
  writer.Key("score").Text(absl::StrCat(has_begun ? points : 0));
  if (StateOf(game, now).is_over) writer.Key("winner").Bool(points > against);
  WriteTeam(writer, *game.sport, team);
  writer.EndObject();
}

std::string AmericanText(int american) {
  return american > 0 ? absl::StrCat("+", american) : absl::StrCat(american);
}

absl::string_view KeyOf(Side side) {
  switch (side) {
    case Side::kHome:
      return "home";
    case Side::kAway:
      return "away";
    case Side::kDraw:
      return "draw";
    case Side::kOver:
      return "over";
    case Side::kUnder:
      return "under";
  }
  return "";
}

// "+1.5" of a spread, "o8.5" and "u8.5" of a total, without a needless ".0".
std::string LineOf(const Outcome& outcome) {
  std::string text = PointText(*outcome.point_quarters);
  if (absl::EndsWith(text, ".0")) text.resize(text.size() - 2);
  if (outcome.side == Side::kOver) return "o" + text;
  if (outcome.side == Side::kUnder) return "u" + text;
  return *outcome.point_quarters > 0 ? "+" + text : text;
}

void WriteMarket(json::Writer& writer, absl::string_view key, const Market& market) {
  writer.Key(key).BeginObject();
  for (const Outcome& outcome : market.outcomes) {
    writer.Key(KeyOf(outcome.side)).BeginObject().Key("close").BeginObject();
    if (outcome.point_quarters) writer.Key("line").Text(LineOf(outcome));
    writer.Key("odds").Text(AmericanText(outcome.american)).EndObject().EndObject();
  }
  writer.EndObject();
}

// One book's prices, as ESPN shows them; [null] while it shows none.
void WriteOdds(json::Writer& writer, const Game& game, absl::Time now) {
  writer.Key("odds").BeginArray();
  const Book& book = Books().back();
  const auto offer = OfferOf(book, game, now);
  if (!offer) {
    writer.Null().EndArray();
    return;
  }
  writer.BeginObject().Key("provider").BeginObject().Key("id").Text("100");
  writer.Key("name").Text(book.title).Key("priority").Int64(1).EndObject();
  for (const Market& market : offer->markets) {
    if (market.key == "h2h") WriteMarket(writer, "moneyline", market);
    if (market.key == "spreads") WriteMarket(writer, "pointSpread", market);
    if (market.key == "totals") WriteMarket(writer, "total", market);
  }
  writer.EndObject().EndArray();
}

void WriteStatistic(json::Writer& writer, absl::string_view name, const std::string& value) {
  writer.BeginObject().Key("name").Text(name).Key("displayValue").Text(value);
  writer.Key("label").Text(name).EndObject();
}

void WriteTexts(json::Writer& writer, absl::string_view key,
                const std::vector<std::string>& texts) {
  writer.Key(key).BeginArray();
  for (const std::string& text : texts) writer.Text(text);
  writer.EndArray();
}

void WriteTeamLine(json::Writer& writer, const Game& game, const Roster& roster, bool is_home,
                   absl::Time now) {
  const int team = is_home ? game.home_team : game.away_team;
  int points = 0;
  int made = 0;
  int attempted = 0;
  for (const PlayerLine& line : roster.LinesOf(game, is_home, now)) {
    points += line.points;
    made += line.made;
    attempted += line.attempted;
  }
  writer.BeginObject();
  WriteTeam(writer, *game.sport, team);
  writer.Key("homeAway").Text(is_home ? "home" : "away").Key("statistics").BeginArray();
  if (game.PhaseAt(now) != Game::Phase::kUpcoming) {
    WriteStatistic(writer, "goalsMade-goalsAttempted", absl::StrCat(made, "-", attempted));
    WriteStatistic(writer, "points", absl::StrCat(points));
  }
  writer.EndArray().EndObject();
}

void WritePlayerLine(json::Writer& writer, const RosterPlayer& player, const PlayerLine& line) {
  writer.BeginObject().Key("athlete").BeginObject();
  writer.Key("id").Text(absl::StrCat(player.id)).Key("displayName").Text(player.name);
  writer.Key("jersey").Text(player.jersey).Key("position").BeginObject();
  writer.Key("abbreviation").Text(player.position).EndObject().EndObject();
  writer.Key("starter").Bool(line.is_starter).Key("didNotPlay").Bool(!line.did_play);
  writer.Key("reason");
  writer.Text(line.did_play ? "COACH'S DECISION" : absl::AsciiStrToUpper(line.reason));
  std::vector<std::string> stats;
  if (line.did_play) {
    stats = {absl::StrCat(line.minutes), absl::StrCat(line.points),
             absl::StrCat(line.made, "-", line.attempted)};
  }
  WriteTexts(writer, "stats", stats);
  writer.EndObject();
}

void WritePlayers(json::Writer& writer, const Game& game, const Roster& roster, bool is_home,
                  absl::Time now) {
  const int team = is_home ? game.home_team : game.away_team;
  writer.BeginObject();
  WriteTeam(writer, *game.sport, team);
  writer.Key("statistics").BeginArray().BeginObject();
  WriteTexts(writer, "names", {"MIN", "PTS", "GM"});
  WriteTexts(writer, "keys", {"minutes", "points", "goalsMade-goalsAttempted"});
  writer.Key("athletes").BeginArray();
  const std::vector<PlayerLine> lines = roster.LinesOf(game, is_home, now);
  for (int number = 0; number < kPlayersOfTeam; ++number) {
    WritePlayerLine(writer, roster.PlayerOf(*game.sport, team, number),
                    lines[static_cast<size_t>(number)]);
  }
  writer.EndArray().EndObject().EndArray().EndObject();
}

}  // namespace

std::string MinuteTime(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%MZ", time, absl::UTCTimeZone());
}

void WriteSeason(json::Writer& writer, absl::Time now, SeasonForm form) {
  const int64_t year = absl::ToCivilYear(now, absl::UTCTimeZone()).year();
  writer.Key("season").BeginObject().Key("year").Int64(year).Key("type");
  if (form == SeasonForm::kOfLeague) {
    writer.BeginObject().Key("id").Text("2").Key("type").Int64(2).EndObject();
  } else {
    writer.Int64(2);
  }
  if (form == SeasonForm::kWhole) writer.Key("name").Text("Regular Season");
  if (form != SeasonForm::kBrief) writer.Key("displayName").Text(absl::StrCat(year));
  writer.EndObject();
}

void WriteTeam(json::Writer& writer, const Sport& sport, int team) {
  const std::string& name = sport.teams[static_cast<size_t>(team)];
  writer.Key("team").BeginObject().Key("id").Text(Roster::TeamId(sport, team));
  writer.Key("displayName").Text(name).Key("abbreviation");
  writer.Text(absl::AsciiStrToUpper(name.substr(0, 3))).EndObject();
}

int AttendanceOf(const Game& game) {
  return 5000 + static_cast<int>(game.draw.For("attendance").Below(15'000));
}

void WriteVenue(json::Writer& writer, const Game& game, VenueForm form) {
  const std::string& home = game.home();
  const std::string city = home.substr(0, home.find(' '));
  writer.Key("venue").BeginObject().Key("id").Text(Roster::TeamId(*game.sport, game.home_team));
  writer.Key("fullName").Text(absl::StrCat(city, " Park")).Key("address").BeginObject();
  writer.Key("city").Text(city).EndObject();
  // A scoreboard tells of the roof, a summary of what grows below it.
  writer.Key(form == VenueForm::kOfScoreboard ? "indoor" : "grass");
  writer.Bool((form == VenueForm::kOfScoreboard) != game.sport->draws).EndObject();
}

void WriteCompetitions(json::Writer& writer, const Game& game, absl::Time now, bool of_scoreboard) {
  writer.Key("competitions").BeginArray().BeginObject();
  writer.Key("id").Text(Roster::GameId(game)).Key("date").Text(MinuteTime(game.scheduled));
  const bool is_over = StateOf(game, now).is_over;
  writer.Key("neutralSite").Bool(false);
  if (of_scoreboard) {
    writer.Key("attendance").Int64(is_over ? AttendanceOf(game) : 0).Key("timeValid").Bool(true);
    WriteVenue(writer, game, VenueForm::kOfScoreboard);
  }
  writer.Key("competitors").BeginArray();
  WriteCompetitor(writer, game, now, true);
  WriteCompetitor(writer, game, now, false);
  writer.EndArray();
  WriteStatus(writer, game, now, of_scoreboard);
  if (of_scoreboard && game.PhaseAt(now) == Game::Phase::kUpcoming) WriteOdds(writer, game, now);
  writer.EndObject().EndArray();
}

void WriteEvent(json::Writer& writer, const Game& game, absl::Time now) {
  writer.BeginObject().Key("id").Text(Roster::GameId(game));
  writer.Key("date").Text(MinuteTime(game.scheduled));
  writer.Key("name").Text(absl::StrCat(game.away(), " at ", game.home()));
  WriteSeason(writer, game.scheduled, SeasonForm::kBrief);
  WriteCompetitions(writer, game, now, true);
  WriteStatus(writer, game, now, true);
  writer.EndObject();
}

void WriteBoxScore(json::Writer& writer, const Game& game, const Roster& roster, absl::Time now) {
  writer.Key("teams").BeginArray();
  WriteTeamLine(writer, game, roster, false, now);
  WriteTeamLine(writer, game, roster, true, now);
  writer.EndArray().Key("players").BeginArray();
  if (game.PhaseAt(now) != Game::Phase::kUpcoming) {
    WritePlayers(writer, game, roster, false, now);
    WritePlayers(writer, game, roster, true, now);
  }
  writer.EndArray();
}

}  // namespace overround::simbook::espn
