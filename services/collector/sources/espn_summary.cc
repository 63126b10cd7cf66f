#include <set>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "libs/base/status_macros.h"
#include "services/collector/sources/espn_reading.h"

namespace overround::collector::espn {
namespace {

using json::Value;

bool IsCount(absl::string_view text) {
  if (text.empty()) return false;
  for (const char c : text) {
    if (!absl::ascii_isdigit(c)) return false;
  }
  return true;
}

// "fieldGoalsMade-fieldGoalsAttempted": "32-71" is two statistics; so is "C/ATT": "21/34". A pair
// under one name ("FG") is what was made of what was attempted.
void AddStatistic(absl::string_view name, absl::string_view value,
                  std::vector<StatisticSheet>& statistics) {
  for (const char separator : {'-', '/'}) {
    const std::vector<absl::string_view> counts = absl::StrSplit(value, separator);
    if (counts.size() != 2 || !IsCount(counts[0]) || !IsCount(counts[1])) continue;
    const std::vector<absl::string_view> names = absl::StrSplit(name, separator);
    const bool is_pair = names.size() == 2 && !names[0].empty() && !names[1].empty();
    const std::string first = is_pair ? std::string(names[0]) : absl::StrCat(name, "Made");
    const std::string second = is_pair ? std::string(names[1]) : absl::StrCat(name, "Attempted");
    statistics.push_back({first, std::string(counts[0]), "", std::nullopt});
    statistics.push_back({second, std::string(counts[1]), "", std::nullopt});
    return;
  }
  statistics.push_back({std::string(name), std::string(value), "", std::nullopt});
}

absl::StatusOr<BoxLineSheet> ReadTeamLine(const Value& value) {
  BoxLineSheet line;
  OVERROUND_ASSIGN_OR_RETURN(line.team, ReadTeam(value));
  OVERROUND_ASSIGN_OR_RETURN(const json::Elements elements, value.Array("statistics"));
  for (const Value element : elements) {
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view name, element.Text("name"));
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view shown, element.Text("displayValue"));
    if (name.empty()) return element.Refuse("an empty name", "one");
    AddStatistic(name, shown, line.statistics);
  }
  return line;
}

// What the columns of a group are called: `keys` where it has them, else what heads the table.
absl::StatusOr<std::vector<std::string>> ReadColumns(const Value& group) {
  for (const absl::string_view name : {"keys", "names", "labels"}) {
    OVERROUND_ASSIGN_OR_RETURN(const std::vector<Value> elements, ElementsOf(group, name));
    if (elements.empty()) continue;
    std::vector<std::string> columns;
    for (const Value& element : elements) {
      OVERROUND_ASSIGN_OR_RETURN(const absl::string_view text, element.Text());
      columns.emplace_back(text);
    }
    return columns;
  }
  return group.Refuse("no keys, names or labels", "one of them");
}

absl::StatusOr<BoxLineSheet> ReadPlayerLine(const Value& value,
                                            const std::vector<std::string>& columns) {
  BoxLineSheet line;
  OVERROUND_ASSIGN_OR_RETURN(const Value athlete, value.Get("athlete"));
  OVERROUND_ASSIGN_OR_RETURN(line.player, ReadPlayer(athlete));
  OVERROUND_ASSIGN_OR_RETURN(const auto starter, value.OptionalBool("starter"));
  OVERROUND_ASSIGN_OR_RETURN(const auto absent, value.OptionalBool("didNotPlay"));
  line.is_starter = starter.value_or(false);
  line.did_play = !absent.value_or(false);
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<Value> stats, ElementsOf(value, "stats"));
  if (!line.did_play) {
    if (!stats.empty()) return value.Refuse("stats of who did not play", "none");
    line.reason = TextOr(value, "reason");
    return line;
  }
  if (stats.size() != columns.size()) {
    return value.Refuse(absl::StrCat(stats.size(), " stats"),
                        absl::StrCat("one for each of ", columns.size(), " columns"));
  }
  for (size_t i = 0; i < stats.size(); ++i) {
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view text, stats[i].Text());
    AddStatistic(columns[i], text, line.statistics);
  }
  return line;
}

// A team's and a group's lines have been seen, so that none is there twice.
using Seen = std::set<std::string>;

void Keep(absl::StatusOr<BoxLineSheet> line, const Value& value, Seen& seen, SummarySheet& sheet) {
  ++sheet.read;
  if (!line.ok()) {
    sheet.refused.push_back({Refusal::kMalformed, std::string(line.status().message())});
    return;
  }
  const std::string key =
      line->player ? absl::StrCat("player/", line->player->provider_player_id, "/", line->group)
                   : absl::StrCat("team/", line->team.name);
  if (!seen.insert(key).second) {
    sheet.refused.push_back({Refusal::kDuplicate, absl::StrCat(value.Path(), ": ", key)});
    return;
  }
  sheet.lines.push_back(*std::move(line));
}

void TakeGroup(const Value& group, const TeamSheet& team, Seen& seen, SummarySheet& sheet) {
  const absl::StatusOr<std::vector<std::string>> columns = ReadColumns(group);
  const absl::StatusOr<std::vector<Value>> athletes = ElementsOf(group, "athletes");
  if (!columns.ok() || !athletes.ok()) {
    const int count = athletes.ok() ? static_cast<int>(athletes->size()) : 1;
    const absl::Status status = columns.ok() ? athletes.status() : columns.status();
    if (count == 0) return;
    sheet.read += count;
    sheet.refused.push_back({Refusal::kMalformed, std::string(status.message()), count});
    return;
  }
  std::string name = TextOr(group, "name");
  if (name.empty()) name = TextOr(group, "type");
  for (const Value& athlete : *athletes) {
    absl::StatusOr<BoxLineSheet> line = ReadPlayerLine(athlete, *columns);
    if (line.ok()) {
      line->team = team;
      line->group = name;
    }
    Keep(std::move(line), athlete, seen, sheet);
  }
}

void TakePlayers(const Value& value, Seen& seen, SummarySheet& sheet) {
  const absl::StatusOr<TeamSheet> team = ReadTeam(value);
  const absl::StatusOr<std::vector<Value>> groups = ElementsOf(value, "statistics");
  if (!team.ok() || !groups.ok()) {
    ++sheet.read;
    const absl::Status status = team.ok() ? groups.status() : team.status();
    sheet.refused.push_back({Refusal::kMalformed, std::string(status.message())});
    return;
  }
  for (const Value& group : *groups) TakeGroup(group, *team, seen, sheet);
}

absl::Status TakeBoxScore(const Value& box, SummarySheet& sheet) {
  Seen seen;
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<Value> teams, ElementsOf(box, "teams"));
  for (const Value& team : teams) {
    // Before the start a team has its season's figures here, or none.
    const auto statistics = ElementsOf(team, "statistics");
    if (statistics.ok() && statistics->empty()) continue;
    Keep(ReadTeamLine(team), team, seen, sheet);
  }
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<Value> players, ElementsOf(box, "players"));
  for (const Value& team : players) TakePlayers(team, seen, sheet);
  return absl::OkStatus();
}

void TakeEventOf(const Value& header, SummarySheet& sheet) {
  const auto competitions = ElementsOf(header, "competitions");
  if (competitions.ok() && competitions->empty()) return;
  Parsed<EventSheet> event = ReadEvent(header);
  ++sheet.read;
  if (event.value) {
    sheet.event = *std::move(event.value);
  } else {
    sheet.refused.push_back({event.fault.reason, std::move(event.fault.detail)});
  }
}

}  // namespace

int SummarySheet::Kept() const {
  return (season ? 1 : 0) + (venue ? 1 : 0) + (event ? 1 : 0) + static_cast<int>(lines.size());
}

absl::StatusOr<SummarySheet> ParseSummary(std::string body) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Document document, json::Document::Parse(std::move(body)));
  OVERROUND_ASSIGN_OR_RETURN(const Value header, document.root().Get("header"));
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view id, header.Text("id"));
  if (id.empty()) return header.Refuse("an empty id", "one");
  SummarySheet sheet;
  sheet.provider_game_id = std::string(id);
  TakeEventOf(header, sheet);
  sheet.season = TakeSeason(header, sheet.read, sheet.refused);
  if (const auto info = ObjectOf(document.root(), "gameInfo")) {
    sheet.venue = TakeVenue(*info, sheet.read, sheet.refused);
    OVERROUND_ASSIGN_OR_RETURN(const auto attendance, info->OptionalInt64("attendance"));
    if (attendance && *attendance > 0 && *attendance < 1'000'000) {
      sheet.attendance = static_cast<int>(*attendance);
    }
  }
  if (const auto box = ObjectOf(document.root(), "boxscore")) {
    OVERROUND_RETURN_IF_ERROR(TakeBoxScore(*box, sheet));
  }
  return sheet;
}

}  // namespace overround::collector::espn
