#include "services/collector/sources/the_odds_api_reading.h"

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <absl/time/civil_time.h>

#include "libs/base/status_macros.h"

namespace overround::collector::the_odds_api {
namespace {

using json::Elements;
using json::Value;

constexpr int64_t kYear1990 = 631'152'000;
constexpr int64_t kYear2100 = 4'102'444'800;

// The digits at those places as a number; -1 where there is something else.
int ReadDigits(absl::string_view text, size_t at, size_t count) {
  int number = 0;
  for (const char c : text.substr(at, count)) {
    if (!absl::ascii_isdigit(c)) return -1;
    number = number * 10 + (c - '0');
  }
  return number;
}

// "2026-08-07T22:41:00Z", as nearly every stamp is written: an answer has thousands. Anything else
// is for the full parser to read or refuse.
std::optional<absl::Time> ReadPlainTime(absl::string_view text) {
  if (text.size() != 20 || text[4] != '-' || text[7] != '-' || text[10] != 'T' || text[13] != ':' ||
      text[16] != ':' || text[19] != 'Z') {
    return std::nullopt;
  }
  const int parts[] = {ReadDigits(text, 0, 4),  ReadDigits(text, 5, 2),  ReadDigits(text, 8, 2),
                       ReadDigits(text, 11, 2), ReadDigits(text, 14, 2), ReadDigits(text, 17, 2)};
  const absl::CivilSecond second(parts[0], parts[1], parts[2], parts[3], parts[4], parts[5]);
  // One that had to be carried over is no time.
  if (second.year() != parts[0] || second.month() != parts[1] || second.day() != parts[2] ||
      second.hour() != parts[3] || second.minute() != parts[4] || second.second() != parts[5]) {
    return std::nullopt;
  }
  return absl::FromCivil(second, absl::UTCTimeZone());
}

}  // namespace

absl::StatusOr<absl::Time> ReadTime(const Value& value) {
  absl::Time time;
  if (value.kind() == json::Kind::kNumber) {
    OVERROUND_ASSIGN_OR_RETURN(const int64_t seconds, value.Int64());
    time = absl::FromUnixSeconds(seconds);
  } else {
    OVERROUND_ASSIGN_OR_RETURN(const absl::string_view text, value.Text());
    std::string error;
    if (const std::optional<absl::Time> plain = ReadPlainTime(text)) {
      time = *plain;
    } else if (!absl::ParseTime(absl::RFC3339_full, text, &time, &error)) {
      return value.Refuse(text, "a time such as 2026-08-07T22:41:00Z");
    }
  }
  if (time < absl::FromUnixSeconds(kYear1990) || time > absl::FromUnixSeconds(kYear2100)) {
    return value.Refuse(absl::FormatTime(time, absl::UTCTimeZone()), "a time of our days");
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

bool IsOutright(const Value& event) {
  const auto absent = [&](absl::string_view key) {
    const std::optional<Value> team = event.Find(key);
    return !team || team->is_null();
  };
  return event.Find("id") && absent("home_team") && absent("away_team");
}

absl::StatusOr<GameSheet> ReadGame(const Value& value) {
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view id, value.Text("id"));
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view sport, value.Text("sport_key"));
  OVERROUND_ASSIGN_OR_RETURN(const Value commence, value.Get("commence_time"));
  OVERROUND_ASSIGN_OR_RETURN(const absl::Time start, ReadTime(commence));
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view home, value.Text("home_team"));
  OVERROUND_ASSIGN_OR_RETURN(const absl::string_view away, value.Text("away_team"));
  if (id.empty() || sport.empty() || home.empty() || away.empty()) {
    return value.Refuse("an empty id, sport or team", "all four");
  }
  if (home == away) return value.Refuse(home, "two different teams");
  return GameSheet{
      std::string(id), std::string(sport), start, std::string(home), std::string(away), {}, true};
}

absl::StatusOr<std::optional<Snapshot>> ReadSnapshot(const Value& root) {
  const std::optional<Value> timestamp = root.Find("timestamp");
  if (!timestamp || !root.Find("data")) return std::optional<Snapshot>();
  Snapshot snapshot;
  OVERROUND_ASSIGN_OR_RETURN(snapshot.time, ReadTime(*timestamp));
  // The first and the last snapshot there are have no neighbour.
  OVERROUND_ASSIGN_OR_RETURN(snapshot.previous, ReadOptionalTime(root, "previous_timestamp"));
  OVERROUND_ASSIGN_OR_RETURN(snapshot.next, ReadOptionalTime(root, "next_timestamp"));
  return std::optional<Snapshot>(snapshot);
}

absl::StatusOr<std::vector<Value>> EventsOf(const Value& root) {
  Value body = root;
  if (const std::optional<Value> data = root.Find("data"); data && root.Find("timestamp")) {
    body = *data;
  }
  if (body.kind() == json::Kind::kObject && body.Find("id")) return std::vector<Value>{body};
  OVERROUND_ASSIGN_OR_RETURN(const Elements elements, body.Array());
  return std::vector<Value>(elements.begin(), elements.end());
}

std::optional<QuoteFormat> TellFormat(const Value& value) {
  if (value.kind() == json::Kind::kArray) {
    const Elements elements = *value.Array();
    for (const Value element : elements) {
      if (const auto told = TellFormat(element)) return told;
    }
    return std::nullopt;
  }
  if (value.kind() != json::Kind::kObject) return std::nullopt;
  const json::Members members = *value.Object();
  for (const json::Member member : members) {
    if (member.key == "price" && member.value.kind() == json::Kind::kNumber) {
      const absl::string_view text = *member.value.NumberText();
      double price = 0;
      if (!absl::SimpleAtod(text, &price)) continue;
      if (price <= -100) return QuoteFormat::kAmerican;
      if (price > 1 && price < 100) return QuoteFormat::kDecimal;
    } else if (const auto told = TellFormat(member.value)) {
      return told;
    }
  }
  return std::nullopt;
}

}  // namespace overround::collector::the_odds_api
