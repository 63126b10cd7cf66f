#include <algorithm>
#include <set>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/sources/espn_reading.h"

namespace overround::collector::espn {
namespace {

using json::Value;

InjuryStatus StatusOf(absl::string_view text) {
  const auto is = [&](absl::string_view name) { return absl::EqualsIgnoreCase(text, name); };
  if (is("Out")) return InjuryStatus::kOut;
  if (is("Doubtful")) return InjuryStatus::kDoubtful;
  if (is("Questionable")) return InjuryStatus::kQuestionable;
  if (is("Day-To-Day")) return InjuryStatus::kDayToDay;
  if (is("Probable")) return InjuryStatus::kProbable;
  if (is("Suspension")) return InjuryStatus::kSuspended;
  // "15-Day-IL", "60-Day-IL", "Injured Reserve".
  if (absl::EndsWithIgnoreCase(text, "-IL") || absl::StartsWithIgnoreCase(text, "Injured Reserve"))
    return InjuryStatus::kInjuredReserve;
  return InjuryStatus::kOther;
}

absl::Status ReadDetails(const Value& details, InjurySheet& injury) {
  injury.kind = TextOr(details, "type");
  injury.side = TextOr(details, "side");
  injury.detail = TextOr(details, "detail");
  OVERROUND_ASSIGN_OR_RETURN(const auto day, details.OptionalText("returnDate"));
  if (!day) return absl::OkStatus();
  absl::CivilDay parsed;
  if (!absl::ParseCivilTime(*day, &parsed)) {
    return details.Refuse(*day, "a day such as 2026-07-09");
  }
  injury.return_day = parsed;
  return absl::OkStatus();
}

absl::StatusOr<InjurySheet> ReadInjury(const Value& value) {
  InjurySheet injury;
  OVERROUND_ASSIGN_OR_RETURN(const Value athlete, value.Get("athlete"));
  OVERROUND_ASSIGN_OR_RETURN(injury.player, ReadPlayer(athlete));
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view status, value.Text("status"));
  injury.status_text = std::string(status);
  injury.status = StatusOf(status);
  injury.comment = TextOr(value, "shortComment");
  if (injury.comment.empty()) injury.comment = TextOr(value, "longComment");
  OVERROUND_ASSIGN_OR_RETURN(injury.provider_time, ReadOptionalTime(value, "date"));
  if (const std::optional<Value> details = ObjectOf(value, "details")) {
    OVERROUND_RETURN_IF_ERROR(ReadDetails(*details, injury));
  }
  return injury;
}

// The team's name stands where others nest it.
absl::StatusOr<TeamSheet> ReadInjuredTeam(const Value& value) {
  if (value.Find("team")) return ReadTeam(value);
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view name, value.Text("displayName"));
  if (name.empty()) return value.Refuse("an empty displayName", "a name");
  return TeamSheet{TextOr(value, "id"), std::string(name), ""};
}

void TakeTeam(const Value& value, std::set<std::string>& seen, InjuriesSheet& sheet) {
  // A team without its list is not a team without injuries: the field may have been renamed.
  const absl::StatusOr<json::Elements> entries = value.Array("injuries");
  const absl::StatusOr<TeamSheet> team = ReadInjuredTeam(value);
  if (!entries.ok() || !team.ok()) {
    const int count = entries.ok() ? std::max(1, static_cast<int>(entries->size())) : 1;
    const absl::Status& status = entries.ok() ? team.status() : entries.status();
    sheet.read += count;
    sheet.refused.push_back({Refusal::kMalformed, std::string(status.message()), count});
    sheet.is_whole = false;
    return;
  }
  TeamInjuriesSheet injured{*team, {}, true};
  for (const Value entry : *entries) {
    ++sheet.read;
    absl::StatusOr<InjurySheet> injury = ReadInjury(entry);
    if (!injury.ok()) {
      sheet.refused.push_back({Refusal::kMalformed, std::string(injury.status().message())});
      injured.is_whole = false;
    } else if (!seen.insert(injury->player.provider_player_id).second) {
      // The newest comes first; an older one of the same player is history we were not told in
      // time.
      sheet.refused.push_back(
          {Refusal::kDuplicate, absl::StrCat(entry.Path(), ": ", injury->player.name, " again")});
    } else {
      injured.injuries.push_back(*std::move(injury));
    }
  }
  sheet.teams.push_back(std::move(injured));
}

}  // namespace

int InjuriesSheet::Kept() const {
  int kept = season ? 1 : 0;
  for (const TeamInjuriesSheet& team : teams) kept += static_cast<int>(team.injuries.size());
  return kept;
}

absl::StatusOr<InjuriesSheet> ParseInjuries(std::string body) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Document document, json::Document::Parse(std::move(body)));
  OVERROUND_ASSIGN_OR_RETURN(const json::Elements teams, document.root().Array("injuries"));
  InjuriesSheet sheet;
  std::set<std::string> seen;
  for (const Value team : teams) TakeTeam(team, seen, sheet);
  sheet.season = TakeSeason(document.root(), sheet.read, sheet.refused);
  return sheet;
}

}  // namespace overround::collector::espn
