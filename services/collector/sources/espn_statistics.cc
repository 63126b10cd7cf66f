#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/sources/espn_reading.h"

namespace overround::collector::espn {
namespace {

using json::Value;

// The number where there is one, else what is shown for it.
absl::StatusOr<StatisticSheet> ReadStatistic(const Value& value) {
  StatisticSheet statistic;
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view name, value.Text("name"));
  if (name.empty()) return value.Refuse("an empty name", "one");
  statistic.name = std::string(name);
  OVERROUND_ASSIGN_OR_RETURN(const auto number, value.OptionalNumberText("value"));
  if (number) {
    statistic.value = std::string(*number);
  } else {
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view shown, value.Text("displayValue"));
    statistic.value = std::string(shown);
  }
  OVERROUND_ASSIGN_OR_RETURN(const auto per_game, value.OptionalNumberText("perGameValue"));
  statistic.per_game = std::string(per_game.value_or(""));
  OVERROUND_ASSIGN_OR_RETURN(const auto rank, value.OptionalInt64("rank"));
  if (rank && *rank > 0 && *rank < 10'000) statistic.rank = static_cast<int>(*rank);
  return statistic;
}

bool HasName(const StatisticGroupSheet& group, absl::string_view name) {
  for (const StatisticSheet& each : group.statistics) {
    if (each.name == name) return true;
  }
  return false;
}

void TakeGroup(const Value& value, TeamStatisticsSheet& sheet) {
  const absl::StatusOr<absl::string_view> name = value.Text("name");
  const absl::StatusOr<json::Elements> elements = value.Array("stats");
  if (!name.ok() || !elements.ok()) {
    const int count = elements.ok() ? std::max(1, static_cast<int>(elements->size())) : 1;
    const absl::Status status = name.ok() ? elements.status() : name.status();
    sheet.read += count;
    sheet.refused.push_back({Refusal::kMalformed, std::string(status.message()), count});
    return;
  }
  StatisticGroupSheet group{std::string(*name), {}};
  for (const Value element : *elements) {
    ++sheet.read;
    absl::StatusOr<StatisticSheet> statistic = ReadStatistic(element);
    if (!statistic.ok()) {
      sheet.refused.push_back({Refusal::kMalformed, std::string(statistic.status().message())});
    } else if (HasName(group, statistic->name)) {
      sheet.refused.push_back({Refusal::kDuplicate, element.Path()});
    } else {
      group.statistics.push_back(*std::move(statistic));
    }
  }
  for (const StatisticGroupSheet& other : sheet.groups) {
    if (other.name != group.name) continue;
    const int count = static_cast<int>(group.statistics.size());
    if (count > 0) sheet.refused.push_back({Refusal::kDuplicate, value.Path(), count});
    return;
  }
  if (!group.statistics.empty()) sheet.groups.push_back(std::move(group));
}

}  // namespace

int TeamStatisticsSheet::Kept() const {
  int kept = 0;
  for (const StatisticGroupSheet& group : groups) kept += static_cast<int>(group.statistics.size());
  return kept;
}

absl::StatusOr<TeamStatisticsSheet> ParseTeamStatistics(std::string body) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Document document, json::Document::Parse(std::move(body)));
  const Value root = document.root();
  TeamStatisticsSheet sheet;
  OVERROUND_ASSIGN_OR_RETURN(sheet.team, ReadTeam(root));
  OVERROUND_ASSIGN_OR_RETURN(const Value season, root.Get("season"));
  OVERROUND_ASSIGN_OR_RETURN(sheet.season, ReadSeason(season));
  OVERROUND_ASSIGN_OR_RETURN(const Value results, root.Get("results"));
  OVERROUND_ASSIGN_OR_RETURN(const Value stats, results.Get("stats"));
  OVERROUND_ASSIGN_OR_RETURN(const json::Elements groups, stats.Array("categories"));
  for (const Value group : groups) TakeGroup(group, sheet);
  return sheet;
}

}  // namespace overround::collector::espn
