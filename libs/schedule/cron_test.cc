#include "libs/schedule/cron.h"

#include <string>

#include <absl/time/civil_time.h>
#include <catch2/catch.hpp>

#include "libs/testing/status_matchers.h"

namespace overround::schedule {
namespace {

absl::Time At(const std::string& text) {
  absl::Time time;
  std::string error;
  if (!absl::ParseTime("%Y-%m-%d %H:%M:%S", text, absl::UTCTimeZone(), &time, &error)) FAIL(error);
  return time;
}

std::string NextAfter(const std::string& cron, const std::string& after) {
  const auto parsed = Cron::Parse(cron);
  REQUIRE(IsOk(parsed));
  return absl::FormatTime("%Y-%m-%d %H:%M:%S", parsed->Next(At(after)), absl::UTCTimeZone());
}

TEST_CASE("the next time is the first that matches, strictly later", "[cron]") {
  CHECK(NextAfter("* * * * *", "2026-08-14 12:00:00") == "2026-08-14 12:01:00");
  CHECK(NextAfter("* * * * *", "2026-08-14 12:00:59") == "2026-08-14 12:01:00");
  CHECK(NextAfter("0 */4 * * *", "2026-08-14 11:59:59") == "2026-08-14 12:00:00");
  CHECK(NextAfter("0 */4 * * *", "2026-08-14 12:00:00") == "2026-08-14 16:00:00");
  CHECK(NextAfter("30 5 * * *", "2026-12-31 05:30:00") == "2027-01-01 05:30:00");
  CHECK(NextAfter("15,45 8-10/2 * * *", "2026-08-14 08:15:00") == "2026-08-14 08:45:00");
  CHECK(NextAfter("15,45 8-10/2 * * *", "2026-08-14 08:45:00") == "2026-08-14 10:15:00");
  CHECK(NextAfter("5/20 * * * *", "2026-08-14 08:25:00") == "2026-08-14 08:45:00");
}

TEST_CASE("days may be given by name, and Sunday is both 0 and 7", "[cron]") {
  const auto sunday = GENERATE("0 0 * * 0", "0 0 * * 7", "0 0 * * sun", "0 0 * * SUN");
  CHECK(NextAfter(sunday, "2026-08-14 12:00:00") == "2026-08-16 00:00:00");
  CHECK(NextAfter("0 9 * * mon-fri", "2026-08-14 12:00:00") == "2026-08-17 09:00:00");
  CHECK(NextAfter("0 0 1 jan,jul *", "2026-08-14 12:00:00") == "2027-01-01 00:00:00");
}

TEST_CASE("when both days are restricted either will do", "[cron]") {
  CHECK(NextAfter("0 0 20 * mon", "2026-08-14 12:00:00") == "2026-08-17 00:00:00");
  CHECK(NextAfter("0 0 20 * mon", "2026-08-17 00:00:00") == "2026-08-20 00:00:00");
}

TEST_CASE("short months and leap days are found", "[cron]") {
  CHECK(NextAfter("0 0 31 * *", "2026-08-31 00:00:00") == "2026-10-31 00:00:00");
  CHECK(NextAfter("0 0 29 2 *", "2026-08-14 12:00:00") == "2028-02-29 00:00:00");
  CHECK(NextAfter("0 0 29 2 *", "2097-01-01 00:00:00") == "2104-02-29 00:00:00");
}

TEST_CASE("a cron that cannot be read, or never comes, is refused with its field", "[cron]") {
  const auto refused = [](const std::string& cron, const std::string& why) {
    CAPTURE(cron);
    CHECK(Fails(Cron::Parse(cron), absl::StatusCode::kInvalidArgument, why));
  };
  refused("", "five fields");
  refused("* * * *", "five fields");
  refused("60 * * * *", "minute \"60\"");
  refused("* 24 * * *", "hour");
  refused("* * 0 * *", "day of month");
  refused("* * * 13 *", "month");
  refused("* * * * 8", "day of week");
  refused("5-1 * * * *", "minute");
  refused("*/0 * * * *", "minute");
  refused("1,,2 * * * *", "minute");
  refused("+1 * * * *", "minute");
  refused("-1 * * * *", "minute");
  refused("1-2-3 * * * *", "minute");
  refused("*/2/3 * * * *", "minute");
  refused("0 0 30 2 *", "a date that exists");
}

TEST_CASE("stepping through a year visits every matching minute and no other", "[cron][property]") {
  const Cron cron = *Cron::Parse("*/7 1-23/5 1,15 2-10/3 tue");
  absl::Time next = cron.Next(At("2026-01-01 00:00:00"));
  for (absl::Time t = At("2026-01-01 00:01:00"); t < At("2027-01-01 00:00:00");
       t += absl::Minutes(1)) {
    const absl::CivilMinute minute = absl::ToCivilMinute(t, absl::UTCTimeZone());
    const bool is_day = minute.day() == 1 || minute.day() == 15 ||
                        absl::GetWeekday(minute) == absl::Weekday::tuesday;
    const bool matches = minute.minute() % 7 == 0 && minute.hour() % 5 == 1 &&
                         minute.month() % 3 == 2 && minute.month() <= 10 && is_day;
    if (matches != (next == t)) FAIL(absl::FormatTime(t));
    if (matches) next = cron.Next(t);
  }
}

}  // namespace
}  // namespace overround::schedule
