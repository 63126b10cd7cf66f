#include "services/bankroll/limits/limits.h"

#include <catch2/catch.hpp>

#include "libs/testing/status_matchers.h"
#include "services/bankroll/test_ledger.h"

namespace overround::bankroll {
namespace {

const absl::Time kNow = TestTime();

Limits WithStakeMax(std::optional<int64_t> minor) {
  return {.amounts = {.stake_max_minor = minor}};
}

Limits ChangedTo(const Limits& limits, std::optional<int64_t> stake_max, absl::Time now = kNow) {
  return Changed(limits, {.stake_max_minor = std::optional<int64_t>(stake_max)}, now).value();
}

std::optional<int64_t> StakeMaxAt(const Limits& limits, absl::Time now) {
  return InForce(limits, now).amounts.stake_max_minor;
}

TEST_CASE("a tighter limit holds at once") {
  CHECK(StakeMaxAt(ChangedTo(WithStakeMax(std::nullopt), 100), kNow) == 100);
  CHECK(StakeMaxAt(ChangedTo(WithStakeMax(100), 50), kNow) == 50);
  CHECK(!ChangedTo(WithStakeMax(100), 50).pending);
}

TEST_CASE("a looser limit holds after 24 hours and not before") {
  for (const std::optional<int64_t> looser :
       {std::optional<int64_t>(200), std::optional<int64_t>()}) {
    const Limits changed = ChangedTo(WithStakeMax(100), looser);
    CHECK(StakeMaxAt(changed, kNow + absl::Hours(24) - absl::Microseconds(1)) == 100);
    CHECK(StakeMaxAt(changed, kNow + absl::Hours(24)) == looser);
  }
}

TEST_CASE("asking again for what waits, or for less, does not wait anew; for more it does") {
  const Limits waiting = ChangedTo(WithStakeMax(100), 300);
  const absl::Time later = kNow + absl::Hours(23);
  CHECK(ChangedTo(waiting, 300, later) == waiting);
  CHECK(ChangedTo(waiting, 200, later).pending->effective_time == kNow + absl::Hours(24));
  CHECK(ChangedTo(waiting, 400, later).pending->effective_time == later + absl::Hours(24));
  CHECK(!ChangedTo(waiting, 100, later).pending);
}

TEST_CASE("one limit may tighten at once while the other waits") {
  const Limits limits = {.amounts = {.stake_max_minor = 100, .daily_loss_max_minor = 500}};
  const Limits changed = Changed(limits,
                                 {.stake_max_minor = std::optional<int64_t>(50),
                                  .daily_loss_max_minor = std::optional<int64_t>(900)},
                                 kNow)
                             .value();
  CHECK(changed.amounts == LimitAmounts{50, 500});
  CHECK(changed.pending->amounts == LimitAmounts{50, 900});
}

TEST_CASE("a limit that is not named stays, also while another waits") {
  const Limits waiting = ChangedTo({.amounts = {100, 500}}, 200);
  const Limits changed =
      Changed(waiting, {.daily_loss_max_minor = std::optional<int64_t>(400)}, kNow).value();
  CHECK(changed.amounts == LimitAmounts{100, 400});
  CHECK(changed.pending->amounts == LimitAmounts{200, 400});
}

TEST_CASE("the day begins at midnight of the limits' time zone") {
  Limits limits;
  CHECK(*DayBegin(limits, kNow) == kNow - absl::Hours(12));
  limits.time_zone = "America/New_York";
  CHECK(*DayBegin(limits, kNow) == kNow - absl::Hours(8));
}

TEST_CASE("moving midnight never shortens the day whose losses count") {
  const Limits utc;
  const Limits moved = Changed(utc, {.time_zone = "Asia/Tokyo"}, kNow + absl::Hours(4)).value();
  // In Tokyo it is the next day already; the day by UTC still counts.
  CHECK(*DayBegin(moved, kNow + absl::Hours(4)) == kNow - absl::Hours(12));
  const Limits again =
      Changed(moved, {.time_zone = "Pacific/Auckland"}, kNow + absl::Hours(5)).value();
  CHECK(again.previous_time_zone == "UTC");
  CHECK(*DayBegin(again, kNow + absl::Hours(30)) ==
        absl::FromCivil(absl::CivilDay(2026, 8, 15), [] {
          absl::TimeZone zone;
          REQUIRE(absl::LoadTimeZone("Pacific/Auckland", &zone));
          return zone;
        }()));
}

TEST_CASE("only names are time zones, not files") {
  const char* wrong = GENERATE("Moon/Base", "", "/etc/localtime", "file:/etc/localtime",
                               "libc:localtime", "../UTC");
  CAPTURE(wrong);
  CHECK(Fails(Changed({}, {.time_zone = wrong}, kNow), absl::StatusCode::kInvalidArgument));
}

TEST_CASE("a stake is refused past the greatest stake or the greatest loss of the day") {
  struct Row {
    LimitAmounts amounts;
    int64_t stake;
    int64_t day_net;
    std::optional<LimitKind> breach;
  };
  const Row row = GENERATE(Row{{}, 1'000'000, -1'000'000, std::nullopt},
                           Row{{100, std::nullopt}, 100, 0, std::nullopt},
                           Row{{100, std::nullopt}, 101, 0, LimitKind::kStakeMax},
                           Row{{std::nullopt, 100}, 100, 0, std::nullopt},
                           Row{{std::nullopt, 100}, 101, 0, LimitKind::kDailyLossMax},
                           Row{{std::nullopt, 100}, 41, -60, LimitKind::kDailyLossMax},
                           Row{{std::nullopt, 100}, 40, -60, std::nullopt},
                           Row{{std::nullopt, 100}, 150, 50, std::nullopt},
                           Row{{std::nullopt, 100}, 151, 50, LimitKind::kDailyLossMax},
                           Row{{std::nullopt, 0}, 1, 0, LimitKind::kDailyLossMax},
                           Row{{std::nullopt, INT64_MAX}, INT64_MAX, -5, LimitKind::kDailyLossMax});
  const auto breach = FindBreach({.amounts = row.amounts}, row.stake, row.day_net);
  CAPTURE(row.stake, row.day_net);
  CHECK((breach ? std::optional(breach->kind) : std::nullopt) == row.breach);
}

}  // namespace
}  // namespace overround::bankroll
