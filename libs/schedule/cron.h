#pragma once

#include <bitset>
#include <optional>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

namespace overround::schedule {

// When a task is due, in UTC, as cron writes it: minute, hour, day of month, month, day of week.
// Each field is *, a number, a range, a list, or a range with a step (*/15, 8-20/4); months and
// days also by their English names of three letters; Sunday is 0 or 7. When both days are
// restricted, either will do.
class Cron {
 public:
  // INVALID_ARGUMENT naming the field, also when no date can ever match (30 February).
  static absl::StatusOr<Cron> Parse(absl::string_view text);

  // The first instant strictly after `after`.
  absl::Time Next(absl::Time after) const;

 private:
  Cron() = default;
  bool MatchesDay(absl::CivilDay day) const;
  std::optional<absl::CivilMinute> FirstOn(absl::CivilDay day, absl::CivilMinute from) const;
  std::optional<absl::CivilMinute> FirstFrom(absl::CivilMinute from) const;

  std::bitset<60> minutes_;
  std::bitset<24> hours_;
  std::bitset<32> days_of_month_;
  std::bitset<13> months_;
  std::bitset<7> days_of_week_;
  bool is_day_of_month_free_ = true;
  bool is_day_of_week_free_ = true;
};

}  // namespace overround::schedule
