#include "services/collector/import/local_time.h"

namespace overround::collector {
namespace {

// The n-th Sunday of a month, n from 1.
absl::CivilDay NthSunday(absl::CivilMonth month, int n) {
  const absl::CivilDay first(month);
  const absl::CivilDay sunday = absl::GetWeekday(first) == absl::Weekday::sunday
                                    ? first
                                    : absl::NextWeekday(first, absl::Weekday::sunday);
  return sunday + 7 * (n - 1);
}

absl::CivilDay LastSunday(absl::CivilMonth month) {
  return absl::PrevWeekday(absl::CivilDay(month + 1), absl::Weekday::sunday);
}

bool IsUsSummer(absl::CivilSecond local) {
  const auto year = local.year();
  const bool is_new_rule = year >= 2007;
  const absl::CivilDay begin = is_new_rule ? NthSunday(absl::CivilMonth(year, 3), 2)
                                           : NthSunday(absl::CivilMonth(year, 4), 1);
  const absl::CivilDay end = is_new_rule ? NthSunday(absl::CivilMonth(year, 11), 1)
                                         : LastSunday(absl::CivilMonth(year, 10));
  return local >= absl::CivilSecond(begin) + 2 * 3600 && local < absl::CivilSecond(end) + 2 * 3600;
}

bool IsUkSummer(absl::CivilSecond local) {
  const absl::CivilDay begin = LastSunday(absl::CivilMonth(local.year(), 3));
  const absl::CivilDay end = LastSunday(absl::CivilMonth(local.year(), 10));
  return local >= absl::CivilSecond(begin) + 3600 && local < absl::CivilSecond(end) + 2 * 3600;
}

}  // namespace

absl::Time FromUsEastern(absl::CivilSecond local) {
  return absl::FromCivil(local, absl::UTCTimeZone()) + absl::Hours(IsUsSummer(local) ? 4 : 5);
}

absl::Time FromUkLocal(absl::CivilSecond local) {
  return absl::FromCivil(local, absl::UTCTimeZone()) - absl::Hours(IsUkSummer(local) ? 1 : 0);
}

}  // namespace overround::collector
