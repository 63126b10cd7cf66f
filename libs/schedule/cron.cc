#include "libs/schedule/cron.h"

#include <array>
#include <string>
#include <vector>

#include <absl/strings/ascii.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <absl/time/civil_time.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"

namespace overround::schedule {
namespace {

// A leap day may be eight years away, around a century that has none.
constexpr int kSearchYearsMax = 9;

struct Field {
  absl::string_view name;
  int min;
  int max;
  // Names of the values from `min` on, where the field has any.
  std::vector<absl::string_view> words;
};

const Field& FieldAt(size_t index) {
  static const std::array<Field, 5> fields = {{
      {"minute", 0, 59, {}},
      {"hour", 0, 23, {}},
      {"day of month", 1, 31, {}},
      {"month",
       1,
       12,
       {"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"}},
      {"day of week", 0, 7, {"sun", "mon", "tue", "wed", "thu", "fri", "sat"}},
  }};
  return fields[index];
}

absl::Status Refused(const Field& field, absl::string_view text) {
  return absl::InvalidArgumentError(absl::StrCat("cron: ", field.name, " \"", text,
                                                 "\", want *, a number from ", field.min, " to ",
                                                 field.max, ", a range, a list or a step"));
}

absl::StatusOr<int> ParseValue(const Field& field, absl::string_view text) {
  for (size_t i = 0; i < field.words.size(); ++i) {
    if (absl::AsciiStrToLower(text) == field.words[i]) return field.min + static_cast<int>(i);
  }
  int value = 0;
  if (text.empty() || !absl::ascii_isdigit(text[0]) || !absl::SimpleAtoi(text, &value))
    return Refused(field, text);
  if (value < field.min || value > field.max) return Refused(field, text);
  return value;
}

struct Range {
  int first;
  int last;
};

absl::StatusOr<Range> ParseRange(const Field& field, absl::string_view text, bool has_step) {
  if (text == "*") return Range{field.min, field.max};
  const std::vector<absl::string_view> ends = absl::StrSplit(text, '-');
  if (ends.size() > 2) return Refused(field, text);
  OVERROUND_ASSIGN_OR_RETURN(const int first, ParseValue(field, ends[0]));
  if (ends.size() == 1) return Range{first, has_step ? field.max : first};
  OVERROUND_ASSIGN_OR_RETURN(const int last, ParseValue(field, ends[1]));
  if (last < first) return Refused(field, text);
  return Range{first, last};
}

// Sets every value the field's text names.
template <size_t N>
absl::Status ParseField(const Field& field, absl::string_view text, std::bitset<N>* values) {
  for (const absl::string_view item : absl::StrSplit(text, ',')) {
    const std::vector<absl::string_view> parts = absl::StrSplit(item, '/');
    if (parts.size() > 2) return Refused(field, item);
    int step = 1;
    if (parts.size() == 2 && (!absl::SimpleAtoi(parts[1], &step) || step < 1))
      return Refused(field, item);
    OVERROUND_ASSIGN_OR_RETURN(const Range range, ParseRange(field, parts[0], parts.size() == 2));
    for (int value = range.first; value <= range.last; value += step) values->set(value % N);
  }
  return absl::OkStatus();
}

int DayOfWeek(absl::CivilDay day) { return (static_cast<int>(absl::GetWeekday(day)) + 1) % 7; }

}  // namespace

absl::StatusOr<Cron> Cron::Parse(absl::string_view text) {
  const std::vector<absl::string_view> fields = absl::StrSplit(text, ' ', absl::SkipEmpty());
  if (fields.size() != 5) {
    return absl::InvalidArgumentError(absl::StrCat(
        "cron: \"", text, "\", want five fields: minute hour day-of-month month day-of-week"));
  }
  Cron cron;
  OVERROUND_RETURN_IF_ERROR(ParseField(FieldAt(0), fields[0], &cron.minutes_));
  OVERROUND_RETURN_IF_ERROR(ParseField(FieldAt(1), fields[1], &cron.hours_));
  OVERROUND_RETURN_IF_ERROR(ParseField(FieldAt(2), fields[2], &cron.days_of_month_));
  OVERROUND_RETURN_IF_ERROR(ParseField(FieldAt(3), fields[3], &cron.months_));
  OVERROUND_RETURN_IF_ERROR(ParseField(FieldAt(4), fields[4], &cron.days_of_week_));
  cron.is_day_of_month_free_ = fields[2] == "*";
  cron.is_day_of_week_free_ = fields[4] == "*";
  if (!cron.FirstFrom(absl::CivilMinute(1999, 1, 1))) {
    return absl::InvalidArgumentError(
        absl::StrCat("cron: \"", text, "\", want a date that exists"));
  }
  return cron;
}

absl::Time Cron::Next(absl::Time after) const {
  const std::optional<absl::CivilMinute> next =
      FirstFrom(absl::ToCivilMinute(after, absl::UTCTimeZone()) + 1);
  OVERROUND_CHECK(next.has_value());  // Parse has found one in any nine years.
  return absl::FromCivil(*next, absl::UTCTimeZone());
}

bool Cron::MatchesDay(absl::CivilDay day) const {
  if (!months_.test(day.month())) return false;
  const bool day_of_month = days_of_month_.test(day.day());
  const bool day_of_week = days_of_week_.test(DayOfWeek(day));
  if (is_day_of_month_free_) return day_of_week;
  if (is_day_of_week_free_) return day_of_month;
  return day_of_month || day_of_week;
}

std::optional<absl::CivilMinute> Cron::FirstOn(absl::CivilDay day, absl::CivilMinute from) const {
  for (absl::CivilHour hour(day); absl::CivilDay(hour) == day; ++hour) {
    if (!hours_.test(hour.hour())) continue;
    for (absl::CivilMinute minute(hour); absl::CivilHour(minute) == hour; ++minute) {
      if (minutes_.test(minute.minute()) && minute >= from) return minute;
    }
  }
  return std::nullopt;
}

std::optional<absl::CivilMinute> Cron::FirstFrom(absl::CivilMinute from) const {
  const absl::CivilDay first_day(from);
  const absl::CivilDay last_day(first_day.year() + kSearchYearsMax, first_day.month(), 1);
  for (absl::CivilDay day = first_day; day < last_day; ++day) {
    if (!MatchesDay(day)) continue;
    if (const auto minute = FirstOn(day, from)) return minute;
  }
  return std::nullopt;
}

}  // namespace overround::schedule
