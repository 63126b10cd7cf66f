#include "services/collector/feed/planner.h"

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <string>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <catch2/catch.hpp>

#include "libs/testing/golden.h"
#include "services/collector/budget/budget.h"
#include "services/collector/import/csv.h"

namespace overround::collector {
namespace {

const absl::Time kMonth = absl::FromCivil(absl::CivilDay(2026, 11, 1), absl::UTCTimeZone());
const absl::Time kMonthEnd = absl::FromCivil(absl::CivilDay(2026, 12, 1), absl::UTCTimeZone());
constexpr int64_t kOddsCost = 3;
constexpr int64_t kScoresCost = 2;

using Starts = std::map<std::string, std::vector<absl::Time>>;

// What a month of polling came to.
struct Month {
  int64_t spent = 0;
  int64_t odds_polls = 0;
  int64_t scores_polls = 0;
  // Of each game: from its last poll to its start, and from its start to its result.
  std::vector<absl::Duration> close_ages;
  std::vector<absl::Duration> result_waits;
  // Results the provider has forgotten.
  int64_t untold = 0;

  static absl::Duration Median(std::vector<absl::Duration> values) {
    std::sort(values.begin(), values.end());
    return values.empty() ? absl::ZeroDuration() : values[values.size() / 2];
  }
};

// Plays the planner against a calendar: a poll sees every game of its sport that starts within two
// days, a scores poll those that began at least three and at most 72 hours ago.
class Calendar {
 public:
  Calendar(Starts starts, int64_t credits) {
    for (auto& [sport, times] : starts) {
      std::sort(times.begin(), times.end());
      sports_.push_back({times, std::vector<bool>(times.size(), false), {}, {}, {}});
    }
    budget_.period_start = kMonth;
    budget_.period_end = kMonthEnd;
    budget_.granted = credits;
  }

  Month Play() {
    for (absl::Time now = kMonth; now < kMonthEnd;) now = Step(now);
    month_.spent = budget_.spent;
    for (Sport& sport : sports_) {
      for (size_t i = 0; i < sport.starts.size(); ++i) {
        month_.untold += !sport.is_told[i] && sport.starts[i] < kMonthEnd - absl::Hours(72) ? 1 : 0;
      }
    }
    return month_;
  }

 private:
  struct Sport {
    std::vector<absl::Time> starts;
    std::vector<bool> is_told;
    absl::Time last_odds = absl::InfinitePast();
    absl::Time last_scores = absl::InfinitePast();
    size_t closed = 0;
  };

  std::vector<SportPlan> PlanAt(absl::Time now) const {
    std::vector<SportSchedule> schedules;
    for (const Sport& sport : sports_) {
      SportSchedule schedule{{}, sport.last_odds, sport.last_scores};
      for (size_t i = 0; i < sport.starts.size(); ++i) {
        const bool is_known = sport.starts[i] < now + absl::Hours(48);
        if (is_known && !sport.is_told[i]) schedule.starts.push_back(sport.starts[i]);
      }
      schedules.push_back(std::move(schedule));
    }
    const CadenceBounds bounds{absl::Minutes(1), absl::Hours(4)};
    return PlanPolls(schedules,
                     {bounds, kOddsCost, kScoresCost, budget_.CreditsWithin(absl::Hours(24), now)},
                     now);
  }

  bool Pays(int64_t cost, absl::Time now) {
    if (budget_.WaitUntil(cost, now)) return false;
    budget_.spent += cost;
    return true;
  }

  absl::Time Step(absl::Time now) {
    for (Sport& sport : sports_) Close(sport, now);
    const auto due = PlanAt(now);
    for (size_t i = 0; i < due.size(); ++i) {
      if (due[i].odds <= now && Pays(kOddsCost, now)) {
        sports_[i].last_odds = now;
        ++month_.odds_polls;
      }
      if (due[i].scores <= now && Pays(kScoresCost, now)) Tell(sports_[i], now);
    }
    absl::Time next = now + absl::Hours(1);
    for (const SportPlan& plan : PlanAt(now)) next = std::min({next, plan.odds, plan.scores});
    return std::max(next, now + absl::Minutes(1));
  }

  // Games that have begun closed at the last poll before their start.
  void Close(Sport& sport, absl::Time now) {
    for (; sport.closed < sport.starts.size() && sport.starts[sport.closed] <= now;
         ++sport.closed) {
      month_.close_ages.push_back(sport.starts[sport.closed] - sport.last_odds);
    }
  }

  void Tell(Sport& sport, absl::Time now) {
    sport.last_scores = now;
    ++month_.scores_polls;
    for (size_t i = 0; i < sport.starts.size(); ++i) {
      const absl::Duration age = now - sport.starts[i];
      if (sport.is_told[i] || age < absl::Hours(3) || age > absl::Hours(72)) continue;
      sport.is_told[i] = true;
      month_.result_waits.push_back(age);
    }
  }

  std::vector<Sport> sports_;
  Budget budget_;
  Month month_;
};

void Report(const std::string& what, int64_t credits, const Month& month) {
  const auto within = std::count_if(month.close_ages.begin(), month.close_ages.end(),
                                    [](absl::Duration age) { return age <= absl::Minutes(15); });
  WARN(what << ", " << credits << " credits: spent " << month.spent << ", " << month.odds_polls
            << " odds and " << month.scores_polls << " scores polls, " << month.close_ages.size()
            << " games, median age of a close "
            << absl::FormatDuration(Month::Median(month.close_ages)) << ", " << within
            << " closes within 15 minutes, results after a median of "
            << absl::FormatDuration(Month::Median(month.result_waits)) << ", untold "
            << month.untold);
}

void CheckMonth(const std::string& what, const Starts& starts, const std::vector<int64_t>& grants) {
  for (const int64_t credits : grants) {
    const Month month = Calendar(starts, credits).Play();
    Report(what, credits, month);
    CHECK(month.spent <= credits);
    CHECK(month.odds_polls > 0);
    CHECK(month.untold == 0);
    if (credits >= 20'000) CHECK(Month::Median(month.close_ages) < absl::Minutes(10));
  }
}

// Evenings of games at the hours and half hours, as leagues play them.
Starts DrawnMonth() {
  std::mt19937_64 random(7);
  Starts starts;
  for (int sport = 0; sport < 5; ++sport) {
    for (absl::Time day = kMonth; day < kMonthEnd - absl::Hours(36); day += absl::Hours(24)) {
      const auto games = static_cast<int>(2 + random() % 10);
      for (int i = 0; i < games; ++i) {
        starts[absl::StrCat("sport", sport)].push_back(
            day + absl::Hours(23) + absl::Minutes(30) * static_cast<int>(random() % 8));
      }
    }
  }
  return starts;
}

TEST_CASE("a month of drawn evenings is never over its credits, and closes are young", "[feed]") {
  CheckMonth("drawn evenings of five sports", DrawnMonth(), {500, 20'000});
}

TEST_CASE("where credits abound the cadence is the plan", "[feed]") {
  const CadenceBounds bounds{absl::Minutes(1), absl::Hours(4)};
  const SportSchedule sport{{kMonth + absl::Hours(6)}, kMonth, kMonth};
  const auto plan = PlanPolls({sport}, {bounds, kOddsCost, kScoresCost, 1e6}, kMonth);
  CHECK(plan[0].odds == kMonth + absl::Hours(1));
  CHECK(plan[0].scores == kMonth + absl::Hours(6) + absl::Minutes(1));
}

TEST_CASE("where they are scarce the games of the largest cluster get their close", "[feed]") {
  const CadenceBounds bounds{absl::Minutes(1), absl::Hours(4)};
  const absl::Time small = kMonth + absl::Hours(2);
  const absl::Time large = kMonth + absl::Hours(5);
  const SportSchedule sport{{small, large, large}, kMonth, kMonth};
  const auto one = PlanPolls({sport}, {bounds, kOddsCost, kScoresCost, 5}, kMonth);
  CHECK(one[0].odds == large - absl::Minutes(5));
  const auto two = PlanPolls({sport}, {bounds, kOddsCost, kScoresCost, 10}, kMonth);
  CHECK(two[0].odds == small - absl::Minutes(5));
}

// ---- the real calendars of six leagues, each moved by whole weeks into one month

std::vector<std::string> LinesOf(const std::string& path) {
  std::ifstream file(path);
  std::vector<std::string> lines;
  for (std::string line; std::getline(file, line);) lines.push_back(line);
  return lines;
}

absl::Time Eastern(const std::string& text, const char* format) {
  absl::TimeZone zone;
  REQUIRE(absl::LoadTimeZone("America/New_York", &zone));
  absl::Time time;
  std::string error;
  return absl::ParseTime(format, text, zone, &time, &error) ? time : absl::InfinitePast();
}

// Adds what of a league's season falls into the four weeks from `first`.
void AddMonth(const std::string& sport, const std::vector<absl::Time>& season, absl::CivilDay first,
              Starts& starts) {
  const absl::Time from = absl::FromCivil(first, absl::UTCTimeZone());
  for (const absl::Time start : season) {
    if (start >= from && start < from + absl::Hours(24 * 28)) {
      starts[sport].push_back(start - from + kMonth);
    }
  }
}

std::vector<absl::Time> SeasonOf(const std::string& path, const std::string& day,
                                 const std::string& hour, const char* format) {
  const auto lines = LinesOf(path);
  REQUIRE(!lines.empty());
  const auto header = CsvHeader::Parse(lines.front(), {day, hour});
  REQUIRE(header.ok());
  std::vector<absl::Time> season;
  for (size_t i = 1; i < lines.size(); ++i) {
    const auto cells = SplitCsv(lines[i]);
    if (!cells.ok()) continue;
    std::string text = absl::StrCat(header->Cell(*cells, day), " ", header->Cell(*cells, hour));
    if (absl::EndsWith(text, "p")) text += "m";
    season.push_back(Eastern(text, format));
  }
  return season;
}

TEST_CASE("a month of six real leagues is never over its credits, and closes are young", "[feed]") {
  const auto dir = testing::DataDir();
  if (!dir) {
    WARN("skipped: the calendars of real leagues need OVERROUND_DATA_DIR");
    return;
  }
  Starts starts;
  AddMonth(
      "nfl",
      SeasonOf(*dir + "/nfl_nfldata/games_1999_2018.csv", "gameday", "gametime", "%Y-%m-%d %H:%M"),
      absl::CivilDay(2018, 10, 28), starts);
  AddMonth("nba",
           SeasonOf(*dir + "/nba_snapshots_2026/results_nba_2025_26.csv", "Date", "Start (ET)",
                    "%a %b %d %Y %I:%M%p"),
           absl::CivilDay(2025, 11, 2), starts);
  AddMonth(
      "nhl",
      SeasonOf(*dir + "/nhl_odds/results_nhl_2024_25.csv", "Date", "Time", "%Y-%m-%d %I:%M %p"),
      absl::CivilDay(2024, 11, 3), starts);
  for (const std::string league : {"E0", "SP1", "F1"}) {
    AddMonth(
        league,
        SeasonOf(*dir + "/football_data/" + league + "_2122.csv", "Date", "Time", "%d/%m/%Y %H:%M"),
        absl::CivilDay(2021, 10, 31), starts);
  }
  CHECK(starts.size() == 6);
  CheckMonth("six real leagues", starts, {500, 20'000, 100'000});
}

}  // namespace
}  // namespace overround::collector
