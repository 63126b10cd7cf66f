#include "services/collector/sources/espn_reading.h"

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"

namespace overround::collector::espn {
namespace {

using json::Value;

constexpr int64_t kYear1990 = 631'152'000;
constexpr int64_t kYear2100 = 4'102'444'800;
constexpr absl::string_view kIdMark = "/id/";

// ".../player/_/id/4597509/name" -> "4597509".
std::string IdInside(absl::string_view url) {
  const size_t mark = url.find(kIdMark);
  if (mark == absl::string_view::npos) return "";
  absl::string_view rest = url.substr(mark + kIdMark.size());
  size_t length = 0;
  while (length < rest.size() && absl::ascii_isdigit(rest[length])) ++length;
  return std::string(rest.substr(0, length));
}

absl::StatusOr<std::string> PlayerIdOf(const Value& athlete) {
  if (std::string id = TextOr(athlete, "id"); !id.empty()) return id;
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<Value> links, ElementsOf(athlete, "links"));
  for (const Value& link : links) {
    if (std::string id = IdInside(TextOr(link, "href")); !id.empty()) return id;
  }
  return athlete.Refuse("no id", "one in itself or in a link");
}

absl::StatusOr<int64_t> SeasonTypeOf(const Value& season) {
  OVERROUND_ASSIGN_OR_RETURN(const Value type, season.Get("type"));
  if (type.kind() != json::Kind::kObject) return type.Int64();
  return type.Int64("type");
}

// 5 is the play-in, which the postseason begins with. Leagues without a postseason (soccer) number
// their seasons through instead.
SeasonType SeasonTypeFrom(int64_t type) {
  if (type == 5) return SeasonType::kPostseason;
  return type <= 4 ? static_cast<SeasonType>(type - 1) : SeasonType::kRegular;
}

absl::StatusOr<VenueSheet> ReadVenue(const Value& value) {
  VenueSheet venue;
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view id, value.Text("id"));
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view name, value.Text("fullName"));
  if (id.empty() || name.empty()) return value.Refuse("an empty id or name", "both");
  venue.provider_venue_id = std::string(id);
  venue.name = std::string(name);
  OVERROUND_ASSIGN_OR_RETURN(venue.is_indoor, value.OptionalBool("indoor"));
  OVERROUND_ASSIGN_OR_RETURN(venue.is_grass, value.OptionalBool("grass"));
  if (const std::optional<Value> address = ObjectOf(value, "address")) {
    venue.city = TextOr(*address, "city");
    venue.region = TextOr(*address, "state");
    if (venue.region.empty()) venue.region = TextOr(*address, "country");
  }
  return venue;
}

}  // namespace

absl::StatusOr<absl::Time> ReadTime(const Value& value) {
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view text, value.Text());
  absl::Time time;
  std::string error;
  if (!absl::ParseTime("%Y-%m-%dT%H:%MZ", text, &time, &error) &&
      !absl::ParseTime(absl::RFC3339_full, text, &time, &error)) {
    return value.Refuse(text, "a time such as 2026-08-09T16:15Z");
  }
  if (time < absl::FromUnixSeconds(kYear1990) || time > absl::FromUnixSeconds(kYear2100)) {
    return value.Refuse(text, "a time of our days");
  }
  return time;
}

absl::StatusOr<std::optional<absl::Time>> ReadOptionalTime(const Value& object,
                                                           absl::string_view key) {
  const std::optional<Value> member = object.Find(key);
  if (!member || member->is_null()) return std::optional<absl::Time>();
  OVERROUND_ASSIGN_OR_RETURN(const absl::Time time, ReadTime(*member));
  return std::optional<absl::Time>(time);
}

std::string TextOr(const Value& object, absl::string_view key) {
  const std::optional<Value> member = object.Find(key);
  if (!member || member->kind() != json::Kind::kText) return "";
  return std::string(*member->Text());
}

std::optional<Value> ObjectOf(const Value& object, absl::string_view key) {
  std::optional<Value> member = object.Find(key);
  if (!member || member->kind() != json::Kind::kObject) return std::nullopt;
  return member;
}

absl::StatusOr<std::vector<Value>> ElementsOf(const Value& object, absl::string_view key) {
  const std::optional<Value> member = object.Find(key);
  if (!member || member->is_null()) return std::vector<Value>();
  OVERROUND_ASSIGN_OR_RETURN(const json::Elements elements, member->Array());
  return std::vector<Value>(elements.begin(), elements.end());
}

// The id is missing from some of the older answers; the name never is.
absl::StatusOr<TeamSheet> ReadTeam(const Value& owner) {
  OVERROUND_ASSIGN_OR_RETURN(const Value team, owner.Get("team"));
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view name, team.Text("displayName"));
  if (name.empty()) return team.Refuse("an empty displayName", "a name");
  return TeamSheet{TextOr(team, "id"), std::string(name), TextOr(team, "abbreviation")};
}

absl::StatusOr<PlayerSheet> ReadPlayer(const Value& athlete) {
  PlayerSheet player;
  OVERROUND_ASSIGN_OR_RETURN(player.provider_player_id, PlayerIdOf(athlete));
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view name, athlete.Text("displayName"));
  if (name.empty()) return athlete.Refuse("an empty displayName", "a name");
  player.name = std::string(name);
  player.jersey = TextOr(athlete, "jersey");
  if (const std::optional<Value> position = ObjectOf(athlete, "position")) {
    player.position = TextOr(*position, "abbreviation");
  }
  return player;
}

absl::StatusOr<SeasonSheet> ReadSeason(const Value& season) {
  OVERROUND_ASSIGN_OR_RETURN(const int64_t year, season.Int64("year"));
  OVERROUND_ASSIGN_OR_RETURN(const int64_t type, SeasonTypeOf(season));
  if (year < 1900 || year > 2100) return season.Refuse(absl::StrCat(year), "a year of our days");
  if (type < 1) return season.Refuse(absl::StrCat(type), "a season type from 1");
  SeasonSheet sheet;
  sheet.provider_year = static_cast<int>(year);
  sheet.type = SeasonTypeFrom(type);
  sheet.display_name = TextOr(season, "displayName");
  OVERROUND_ASSIGN_OR_RETURN(sheet.start, ReadOptionalTime(season, "startDate"));
  OVERROUND_ASSIGN_OR_RETURN(sheet.end, ReadOptionalTime(season, "endDate"));
  if (sheet.start && sheet.end && *sheet.start >= *sheet.end) {
    return season.Refuse("an end before the start", "one after it");
  }
  return sheet;
}

std::optional<SeasonSheet> TakeSeason(const Value& owner, int& read,
                                      std::vector<Refused>& refused) {
  const std::optional<Value> season = owner.Find("season");
  if (!season || season->is_null()) return std::nullopt;
  ++read;
  absl::StatusOr<SeasonSheet> sheet = ReadSeason(*season);
  if (sheet.ok()) return *std::move(sheet);
  refused.push_back({Refusal::kMalformed, std::string(sheet.status().message())});
  return std::nullopt;
}

std::optional<VenueSheet> TakeVenue(const Value& owner, int& read, std::vector<Refused>& refused) {
  const std::optional<Value> venue = owner.Find("venue");
  if (!venue || venue->is_null()) return std::nullopt;
  ++read;
  absl::StatusOr<VenueSheet> sheet = ReadVenue(*venue);
  if (sheet.ok()) return *std::move(sheet);
  refused.push_back({Refusal::kMalformed, std::string(sheet.status().message())});
  return std::nullopt;
}

int CountOf(const std::vector<Refused>& refused) {
  int count = 0;
  for (const Refused& each : refused) count += each.count;
  return count;
}

}  // namespace overround::collector::espn
