#include "services/collector/statistics/statistics.h"

#include <algorithm>
#include <map>
#include <tuple>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/convert_facts.h"
#include "services/collector/events.h"
#include "services/collector/statistics/store.h"

namespace overround::collector {
namespace {

auto Content(const BoxLine& line) {
  return std::tie(line.team, line.is_starter, line.did_play, line.reason, line.statistics);
}

// How many of the statistics were told just so before.
int CountKnown(const std::vector<Statistic>& told, const std::vector<Statistic>& known) {
  return static_cast<int>(std::count_if(told.begin(), told.end(), [&](const Statistic& each) {
    return std::find(known.begin(), known.end(), each) != known.end();
  }));
}

}  // namespace

absl::StatusOr<StatisticsCounts> Statistics::KeepTeam(pg::Transaction& tx,
                                                      std::vector<TeamStatistics> groups,
                                                      const Provenance& from) const {
  StatisticsCounts counts;
  if (groups.empty()) return counts;
  OVERROUND_ASSIGN_OR_RETURN(const auto latest, statistics::ListLatest(tx, groups.front()));
  std::map<std::string, const TeamStatistics*> known;
  for (const TeamStatistics& each : latest) known.emplace(each.group, &each);
  pb::StatsRecorded message;
  for (TeamStatistics& team : groups) {
    const auto found = known.find(team.group);
    const TeamStatistics* previous = found == known.end() ? nullptr : found->second;
    const int told = static_cast<int>(team.statistics.size());
    const int same = previous == nullptr ? 0 : CountKnown(team.statistics, previous->statistics);
    counts.unchanged += same;
    counts.changed += told - same;
    if (previous != nullptr && team.statistics == previous->statistics) continue;
    team.revision = previous == nullptr ? 1 : previous->revision + 1;
    team.source = from.source;
    team.raw_document = from.raw_document;
    team.stamp = from.StampOf(
        ids_.Derive(from.receive_time, "team_statistics",
                    absl::StrCat(team.team.ToString(), "/", team.season, "/", ToString(team.part),
                                 "/", team.group, "/", team.revision)));
    OVERROUND_RETURN_IF_ERROR(statistics::InsertTeamStatistics(tx, team));
    *message.add_team_statistics() = ToProto(team);
  }
  if (message.team_statistics_size() == 0) return counts;
  const std::string aggregate = absl::StrCat("teams/", groups.front().team.ToString());
  OVERROUND_RETURN_IF_ERROR(events_.Append(tx, PublicEvent(aggregate, message, from.receive_time)));
  return counts;
}

absl::StatusOr<StatisticsCounts> Statistics::KeepBox(pg::Transaction& tx,
                                                     std::vector<BoxLine> lines,
                                                     const Provenance& from) const {
  StatisticsCounts counts;
  if (lines.empty()) return counts;
  const GameId game = lines.front().game;
  OVERROUND_ASSIGN_OR_RETURN(const auto latest, statistics::ListBoxScore(tx, game));
  std::map<std::pair<Uuid, std::string>, const BoxLine*> known;
  for (const BoxLine& each : latest) known.emplace(std::pair(each.subject(), each.group), &each);
  pb::StatsRecorded message;
  for (BoxLine& line : lines) {
    const auto found = known.find({line.subject(), line.group});
    if (found != known.end() && Content(line) == Content(*found->second)) {
      ++counts.unchanged;
      continue;
    }
    line.revision = found == known.end() ? 1 : found->second->revision + 1;
    line.source = from.source;
    line.raw_document = from.raw_document;
    line.stamp =
        from.StampOf(ids_.Derive(from.receive_time, "box_score_line",
                                 absl::StrCat(game.ToString(), "/", line.subject().ToString(), "/",
                                              line.group, "/", line.revision)));
    OVERROUND_RETURN_IF_ERROR(statistics::InsertBoxLine(tx, line));
    *message.add_box_score_lines() = ToProto(line);
    ++counts.changed;
  }
  if (message.box_score_lines_size() == 0) return counts;
  OVERROUND_RETURN_IF_ERROR(events_.Append(tx, GameEvent(game, message, from.receive_time)));
  return counts;
}

}  // namespace overround::collector
