#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/sources/espn_reading.h"

namespace overround::collector::espn {
namespace {

using json::Value;

struct StateName {
  absl::string_view name;
  EventState state;
  EventEnding ending = EventEnding::kPlayed;
};

// Names that say more than their state (pre, in, post), or that come without one.
constexpr StateName kStateNames[] = {
    {"STATUS_SCHEDULED", EventState::kScheduled},
    {"STATUS_DELAYED", EventState::kScheduled},
    {"STATUS_IN_PROGRESS", EventState::kInPlay},
    {"STATUS_HALFTIME", EventState::kInPlay},
    {"STATUS_END_PERIOD", EventState::kInPlay},
    {"STATUS_FIRST_HALF", EventState::kInPlay},
    {"STATUS_SECOND_HALF", EventState::kInPlay},
    {"STATUS_OVERTIME", EventState::kInPlay},
    {"STATUS_RAIN_DELAY", EventState::kInPlay},
    {"STATUS_SUSPENDED", EventState::kInPlay},
    {"STATUS_FINAL", EventState::kOver},
    {"STATUS_FULL_TIME", EventState::kOver},
    {"STATUS_RETIRED", EventState::kOver, EventEnding::kRetired},
    {"STATUS_WALKOVER", EventState::kOver, EventEnding::kWalkover},
    {"STATUS_FORFEIT", EventState::kOver, EventEnding::kWalkover},
    {"STATUS_POSTPONED", EventState::kPostponed},
    {"STATUS_CANCELED", EventState::kCancelled},
    {"STATUS_ABANDONED", EventState::kCancelled},
};

Parsed<StateName> StateByType(const Value& type) {
  const std::string name = TextOr(type, "name");
  const std::string state = TextOr(type, "state");
  for (const StateName& known : kStateNames) {
    // A rain delay before the first pitch is still "pre".
    if (known.name != name) continue;
    if (known.state == EventState::kInPlay && state == "pre") break;
    return known;
  }
  if (state == "pre") return StateName{name, EventState::kScheduled};
  if (state == "in") return StateName{name, EventState::kInPlay};
  const absl::StatusOr<std::optional<bool>> completed = type.OptionalBool("completed");
  if (!completed.ok()) return completed.status();
  if (state == "post" && completed->value_or(false)) return StateName{name, EventState::kOver};
  return Fault{Refusal::kUnknownState, absl::StrCat(type.Path(), ": ", name, " ", state,
                                                    ", want a state we have a word for")};
}

// The status stands beside the competition, inside it, or both.
Parsed<StateName> ReadState(const Value& event, const Value& competition) {
  std::optional<Value> status = ObjectOf(competition, "status");
  if (!status) status = ObjectOf(event, "status");
  const std::optional<Value> type = status ? ObjectOf(*status, "type") : std::nullopt;
  if (!type) return event.Refuse("no status", "status.type");
  return StateByType(*type);
}

absl::StatusOr<std::optional<int>> ReadScore(const Value& competitor) {
  OVERROUND_ASSIGN_OR_RETURN(const auto text, competitor.OptionalText("score"));
  if (!text || text->empty()) return std::optional<int>();
  int score = 0;
  if (!absl::SimpleAtoi(*text, &score) || score < 0 || score > 10'000) {
    return competitor.Refuse(*text, "a score as a whole number in text");
  }
  return std::optional<int>(score);
}

absl::Status ReadCompetitors(const Value& competition, EventSheet& event) {
  OVERROUND_ASSIGN_OR_RETURN(const json::Elements sides, competition.Array("competitors"));
  if (sides.size() != 2) return competition.Refuse("no two competitors", "two");
  for (const Value side : sides) {
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view where, side.Text("homeAway"));
    const bool is_home = where == "home";
    TeamSheet& team = is_home ? event.home : event.away;
    if ((!is_home && where != "away") || !team.name.empty()) {
      return side.Refuse(where, "home once and away once");
    }
    OVERROUND_ASSIGN_OR_RETURN(team, ReadTeam(side));
    OVERROUND_ASSIGN_OR_RETURN(auto score, ReadScore(side));
    (is_home ? event.home_score : event.away_score) = score;
  }
  if (event.home.name == event.away.name) {
    return competition.Refuse(event.home.name, "two different teams");
  }
  event.game.home = event.home.name;
  event.game.away = event.away.name;
  return absl::OkStatus();
}

// All-star games are played by teams of one evening, in the middle of a regular season.
bool IsExhibition(const Value& competition) {
  const std::optional<Value> type = ObjectOf(competition, "type");
  const std::string name = type ? absl::AsciiStrToUpper(TextOr(*type, "abbreviation")) : "";
  return name == "ALLSTAR" || name == "EXH" || name == "SKILL";
}

absl::Status ReadSeasonOfEvent(const Value& event, EventSheet& sheet) {
  const std::optional<Value> season = ObjectOf(event, "season");
  if (!season) return absl::OkStatus();
  OVERROUND_ASSIGN_OR_RETURN(const SeasonSheet read, ReadSeason(*season));
  sheet.is_postseason = read.type == SeasonType::kPostseason;
  return absl::OkStatus();
}

absl::Status ReadPlan(const Value& event, const Value& competition, EventSheet& sheet) {
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view id, event.Text("id"));
  if (id.empty()) return event.Refuse("an empty id", "one");
  sheet.game.provider_game_id = std::string(id);
  const Value& dated = competition.Find("date") ? competition : event;
  OVERROUND_ASSIGN_OR_RETURN(const Value date, dated.Get("date"));
  OVERROUND_ASSIGN_OR_RETURN(sheet.game.start, ReadTime(date));
  OVERROUND_ASSIGN_OR_RETURN(const auto in_competition, competition.OptionalBool("timeValid"));
  OVERROUND_ASSIGN_OR_RETURN(const auto beside, event.OptionalBool("timeValid"));
  sheet.is_start_known = in_competition.value_or(beside.value_or(true));
  OVERROUND_ASSIGN_OR_RETURN(const auto neutral, competition.OptionalBool("neutralSite"));
  sheet.is_neutral_site = neutral.value_or(false);
  if (const std::optional<Value> week = ObjectOf(event, "week")) {
    OVERROUND_ASSIGN_OR_RETURN(const auto number, week->OptionalInt64("number"));
    if (number && *number > 0 && *number < 100) sheet.week = static_cast<int>(*number);
  }
  OVERROUND_ASSIGN_OR_RETURN(const auto attendance, competition.OptionalInt64("attendance"));
  // Before the gates are counted it is "0".
  if (attendance && *attendance > 0 && *attendance < 1'000'000) {
    sheet.attendance = static_cast<int>(*attendance);
  }
  return ReadSeasonOfEvent(event, sheet);
}

}  // namespace

Parsed<EventSheet> ReadEvent(const Value& event) {
  const absl::StatusOr<json::Elements> competitions = event.Array("competitions");
  if (!competitions.ok()) return competitions.status();
  if (competitions->size() != 1) return event.Refuse("no one competition", "one");
  const Value competition = *competitions->begin();
  EventSheet sheet;
  if (const absl::Status plan = ReadPlan(event, competition, sheet); !plan.ok()) return plan;
  if (IsExhibition(competition)) {
    return Fault{Refusal::kExhibition, absl::StrCat(competition.Path(), ": an all-star game")};
  }
  if (const auto sides = ReadCompetitors(competition, sheet); !sides.ok()) return sides;
  const Parsed<StateName> state = ReadState(event, competition);
  if (!state.value) return state.fault;
  sheet.state = state.value->state;
  sheet.ending = state.value->ending;
  const bool has_begun = sheet.state == EventState::kInPlay || sheet.state == EventState::kOver;
  if (!has_begun) {
    sheet.home_score.reset();
    sheet.away_score.reset();
  }
  return sheet;
}

}  // namespace overround::collector::espn
