#include "services/bankroll/agent/week.h"

#include <catch2/catch.hpp>

namespace overround::bankroll {
namespace {

std::string WeekOf(int year, int month, int day) {
  return IsoWeekOf(absl::FromCivil(absl::CivilDay(year, month, day), absl::UTCTimeZone()));
}

TEST_CASE("a week runs from Monday to Sunday and belongs to the year of its Thursday") {
  CHECK(WeekOf(2026, 8, 10) == "2026-W33");
  CHECK(WeekOf(2026, 8, 16) == "2026-W33");
  CHECK(WeekOf(2026, 8, 17) == "2026-W34");
  CHECK(WeekOf(2027, 1, 1) == "2026-W53");
  CHECK(WeekOf(2027, 1, 4) == "2027-W01");
  CHECK(WeekOf(2024, 12, 30) == "2025-W01");
  CHECK(WeekOf(2026, 1, 1) == "2026-W01");
}

TEST_CASE("a week ends at midnight UTC") {
  const absl::Time monday = absl::FromCivil(absl::CivilDay(2026, 8, 17), absl::UTCTimeZone());
  CHECK(IsoWeekOf(monday - absl::Microseconds(1)) == "2026-W33");
  CHECK(IsoWeekOf(monday) == "2026-W34");
}

}  // namespace
}  // namespace overround::bankroll
