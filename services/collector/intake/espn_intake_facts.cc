#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/games/store.h"
#include "services/collector/intake/espn_intake.h"

namespace overround::collector {
namespace {

InjuryState StateOf(espn::InjuryStatus status) {
  switch (status) {
    case espn::InjuryStatus::kOut:
      return InjuryState::kOut;
    case espn::InjuryStatus::kDoubtful:
      return InjuryState::kDoubtful;
    case espn::InjuryStatus::kQuestionable:
      return InjuryState::kQuestionable;
    case espn::InjuryStatus::kDayToDay:
      return InjuryState::kDayToDay;
    case espn::InjuryStatus::kProbable:
      return InjuryState::kProbable;
    case espn::InjuryStatus::kInjuredReserve:
      return InjuryState::kInjuredReserve;
    case espn::InjuryStatus::kSuspended:
      return InjuryState::kSuspended;
    case espn::InjuryStatus::kOther:
      break;
  }
  return InjuryState::kOther;
}

SeasonPart PartOf(espn::SeasonType type) {
  switch (type) {
    case espn::SeasonType::kPreseason:
      return SeasonPart::kPreseason;
    case espn::SeasonType::kPostseason:
      return SeasonPart::kPostseason;
    case espn::SeasonType::kOffseason:
      return SeasonPart::kOffseason;
    case espn::SeasonType::kRegular:
      break;
  }
  return SeasonPart::kRegular;
}

Injury InjuryBy(const espn::InjurySheet& sheet) {
  Injury injury;
  injury.state = StateOf(sheet.status);
  injury.status_text = sheet.status_text;
  injury.comment = sheet.comment;
  injury.kind = sheet.kind;
  injury.side = sheet.side;
  injury.detail = sheet.detail;
  injury.return_day = sheet.return_day;
  injury.provider_time = sheet.provider_time;
  return injury;
}

PlayerTold ToldBy(const espn::PlayerSheet& player, const TeamId& team, bool is_team_current) {
  return {player.provider_player_id,
          player.name,
          player.position,
          player.jersey,
          team,
          is_team_current};
}

std::vector<Statistic> StatisticsBy(const std::vector<espn::StatisticSheet>& sheets) {
  std::vector<Statistic> statistics;
  statistics.reserve(sheets.size());
  for (const auto& each : sheets) {
    statistics.push_back({each.name, each.value, each.per_game, each.rank});
  }
  return statistics;
}

}  // namespace

absl::Status EspnIntake::TakeSeason(pg::Transaction& tx,
                                    const std::optional<espn::SeasonSheet>& season, Work& work) {
  if (!season) return absl::OkStatus();
  Season told;
  told.sport = work.sport.key;
  told.year = season->provider_year - work.years_ahead;
  told.part = PartOf(season->type);
  told.display_name = season->display_name;
  told.start = season->start;
  told.end = season->end;
  OVERROUND_ASSIGN_OR_RETURN(const bool is_news, parts_.rosters.TellSeason(tx, told, work.from));
  ++(is_news ? work.counts.changed : work.counts.unchanged);
  return absl::OkStatus();
}

absl::Status EspnIntake::TakeInjuries(pg::Transaction& tx, const espn::InjuriesSheet& sheet,
                                      Work& work) {
  OVERROUND_RETURN_IF_ERROR(TakeSeason(tx, sheet.season, work));
  InjuryList list{work.sport.key, {}, sheet.is_whole, {}};
  std::vector<PlayerTold> told;
  for (const espn::TeamInjuriesSheet& injured : sheet.teams) {
    OVERROUND_ASSIGN_OR_RETURN(const auto team, TeamOf(tx, injured.team, work));
    if (!team) {
      // None of ours can be among them, so nobody else's recovery is in doubt.
      const int count = static_cast<int>(injured.injuries.size());
      if (count > 0) work.refused.push_back({Refusal::kUnknownTeam, injured.team.name, count});
      continue;
    }
    if (!injured.is_whole) list.doubtful_teams.insert(*team);
    for (const espn::InjurySheet& each : injured.injuries) {
      told.push_back(ToldBy(each.player, *team, true));
      list.injured.push_back(InjuryBy(each));
      list.injured.back().sport = work.sport.key;
      list.injured.back().team = *team;
    }
  }
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<Player> players,
                             parts_.rosters.MeetPlayers(tx, work.sport.key, told, work.from));
  for (size_t i = 0; i < players.size(); ++i) {
    list.injured[i].player = players[i].id;
    list.injured[i].player_name = players[i].display_name;
  }
  OVERROUND_ASSIGN_OR_RETURN(const InjuryCounts counts, parts_.injuries.Keep(tx, list, work.from));
  work.counts.changed += counts.changed;
  work.counts.unchanged += counts.unchanged;
  work.counts.gone += counts.recovered;
  return absl::OkStatus();
}

absl::Status EspnIntake::TakeTeamStatistics(pg::Transaction& tx,
                                            const espn::TeamStatisticsSheet& sheet, Work& work) {
  OVERROUND_ASSIGN_OR_RETURN(const auto team, TeamOf(tx, sheet.team, work));
  if (!team) {
    if (sheet.Kept() > 0) {
      work.refused.push_back({Refusal::kUnknownTeam, sheet.team.name, sheet.Kept()});
    }
    return absl::OkStatus();
  }
  std::vector<TeamStatistics> groups;
  for (const espn::StatisticGroupSheet& group : sheet.groups) {
    TeamStatistics told;
    told.team = *team;
    told.sport = work.sport.key;
    told.season = sheet.season.provider_year - work.years_ahead;
    told.part = PartOf(sheet.season.type);
    told.group = group.name;
    told.statistics = StatisticsBy(group.statistics);
    groups.push_back(std::move(told));
  }
  OVERROUND_ASSIGN_OR_RETURN(const StatisticsCounts counts,
                             parts_.statistics.KeepTeam(tx, std::move(groups), work.from));
  work.counts.changed += counts.changed;
  work.counts.unchanged += counts.unchanged;
  return absl::OkStatus();
}

absl::Status EspnIntake::TakeSummary(pg::Transaction& tx, const espn::SummarySheet& sheet,
                                     Work& work) {
  OVERROUND_RETURN_IF_ERROR(TakeSeason(tx, sheet.season, work));
  OVERROUND_ASSIGN_OR_RETURN(
      const auto found, games::FindByExternalIds(tx, work.from.source, {sheet.provider_game_id}));
  std::optional<Game> game;
  if (!found.empty()) game = found.front().game;
  const int beside = static_cast<int>(sheet.lines.size()) + (sheet.venue ? 1 : 0);
  if (sheet.event) {
    OVERROUND_ASSIGN_OR_RETURN(game, TakeEvent(tx, *sheet.event, game, 1 + beside, work));
    if (!game) return absl::OkStatus();
  }
  if (!game) {
    if (beside > 0) {
      work.refused.push_back({Refusal::kUnmatchedGame, sheet.provider_game_id, beside});
    }
    return absl::OkStatus();
  }
  if (sheet.venue) {
    OVERROUND_RETURN_IF_ERROR(TakeVenue(tx, *sheet.venue, sheet.attendance, *game, work));
  }
  return TakeLines(tx, sheet, *game, work);
}

absl::Status EspnIntake::TakeLines(pg::Transaction& tx, const espn::SummarySheet& sheet,
                                   const Game& game, Work& work) {
  // Before the end the lines are a season's averages, or change with every minute: ESPN's end, as
  // another source may know the result before ESPN has counted.
  const bool is_over = !sheet.event || sheet.event->state == espn::EventState::kOver;
  if (game.status != GameStatus::kFinal || !is_over) {
    const int count = static_cast<int>(sheet.lines.size());
    if (count > 0) work.refused.push_back({Refusal::kNotFinal, sheet.provider_game_id, count});
    return absl::OkStatus();
  }
  std::map<std::string, PlayerTold> told;
  std::vector<const espn::BoxLineSheet*> sheets;
  std::vector<BoxLine> lines;
  std::set<TeamId> teams;
  for (const espn::BoxLineSheet& each : sheet.lines) {
    OVERROUND_ASSIGN_OR_RETURN(const auto team, TeamOf(tx, each.team, work));
    if (!team || (*team != game.home_team && *team != game.away_team)) {
      work.refused.push_back({Refusal::kUnknownTeam, each.team.name});
      continue;
    }
    // Two ways to write one team are one team.
    if (!each.player && !teams.insert(*team).second) {
      work.refused.push_back({Refusal::kDuplicate, each.team.name});
      continue;
    }
    if (each.player) {
      told.try_emplace(each.player->provider_player_id, ToldBy(*each.player, *team, false));
    }
    BoxLine line;
    line.game = game.id;
    line.team = *team;
    line.group = each.group;
    line.is_starter = each.is_starter;
    line.did_play = each.did_play;
    line.reason = each.reason;
    line.statistics = StatisticsBy(each.statistics);
    sheets.push_back(&each);
    lines.push_back(std::move(line));
  }
  std::vector<PlayerTold> named;
  named.reserve(told.size());
  for (const auto& [id, player] : told) named.push_back(player);
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<Player> players,
                             parts_.rosters.MeetPlayers(tx, work.sport.key, named, work.from));
  std::map<std::string, const Player*> by_id;
  for (size_t i = 0; i < named.size(); ++i) by_id.emplace(named[i].external_id, &players[i]);
  for (size_t i = 0; i < lines.size(); ++i) {
    if (!sheets[i]->player) continue;
    const Player* player = by_id.at(sheets[i]->player->provider_player_id);
    lines[i].player = player->id;
    lines[i].player_name = player->display_name;
  }
  OVERROUND_ASSIGN_OR_RETURN(const StatisticsCounts counts,
                             parts_.statistics.KeepBox(tx, std::move(lines), work.from));
  work.counts.changed += counts.changed;
  work.counts.unchanged += counts.unchanged;
  return absl::OkStatus();
}

}  // namespace overround::collector
