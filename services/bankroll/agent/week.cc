#include "services/bankroll/agent/week.h"

#include <absl/strings/str_format.h>
#include <absl/time/civil_time.h>

namespace overround::bankroll {

std::string IsoWeekOf(absl::Time time) {
  const absl::CivilDay day = absl::ToCivilDay(time, absl::UTCTimeZone());
  // A week belongs to the year of its Thursday.
  const absl::CivilDay thursday =
      absl::NextWeekday(absl::PrevWeekday(day + 1, absl::Weekday::monday), absl::Weekday::thursday);
  const int week = (absl::GetYearDay(thursday) - 1) / 7 + 1;
  return absl::StrFormat("%04d-W%02d", thursday.year(), week);
}

}  // namespace overround::bankroll
