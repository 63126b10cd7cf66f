#include "services/collector/import/day_order.h"

#include <algorithm>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <catch2/catch.hpp>

#include "services/collector/import/archives_test.h"
#include "services/collector/import/import_fixture_test.h"

namespace overround::collector {
namespace {

using Days = std::vector<absl::CivilDay>;

// The places of rows of such days that are refused.
std::vector<int64_t> RefusedOf(const Days& days) {
  std::vector<ImportRow> rows(days.size());
  for (size_t i = 0; i < days.size(); ++i) {
    rows[i].number = static_cast<int64_t>(i);
    rows[i].game.day = days[i];
  }
  std::vector<RefusedImport> refused;
  RefuseSwappedDays(rows, refused);
  CHECK(rows.size() + refused.size() == days.size());
  std::vector<int64_t> places;
  for (const RefusedImport& each : refused) {
    CHECK(each.reason == Refusal::kMangledDate);
    places.push_back(each.row_number);
  }
  return places;
}

bool IsSwappable(absl::CivilDay day) { return day.day() <= 12 && day.day() != day.month(); }

absl::CivilDay Swapped(absl::CivilDay day) {
  return absl::CivilDay(day.year(), day.day(), day.month());
}

Days Autumn() {
  Days days;
  for (int i = 0; i < 60; ++i) days.push_back(absl::CivilDay(2014, 9, 1) + i / 2);
  return days;
}

TEST_CASE("a day with its parts changed about within the season is refused", "[import]") {
  Days days = Autumn();
  CHECK(RefusedOf(days).empty());
  days[30] = absl::CivilDay(2014, 9, 10);
  CHECK(RefusedOf(days).empty());
  days = Autumn();
  REQUIRE(days[16] == absl::CivilDay(2014, 9, 9));
  REQUIRE(days[18] == absl::CivilDay(2014, 9, 10));
  days[18] = absl::CivilDay(2014, 10, 9);
  CHECK(RefusedOf(days) == std::vector<int64_t>{18});
  days[19] = days[18];
  CHECK(RefusedOf(days) == std::vector<int64_t>{18, 19});
}

TEST_CASE("a day that is nobody's swapped one is left alone, as are rows in no order", "[import]") {
  Days days = Autumn();
  days[18] = absl::CivilDay(2014, 11, 30);
  CHECK(RefusedOf(days).empty());
  days = Autumn();
  days[18] = absl::CivilDay(2014, 10, 9);
  std::reverse(days.begin(), days.end());
  CHECK(RefusedOf(days).empty());
  CHECK(RefusedOf({absl::CivilDay(2014, 10, 9)}).empty());
}

TEST_CASE("the rows around a mangled one are stored", "[import][pg]") {
  ImportFixture collector;
  const std::string header = "Date,Time,Visitor,G,Home,G,,Att.,LOG,Notes";
  std::vector<std::string> rows;
  for (int i = 0; i < 12; ++i) {
    const absl::CivilDay day =
        i == 5 ? absl::CivilDay(2024, 6, 11) : absl::CivilDay(2024, 11, 1 + i);
    rows.push_back(
        absl::StrCat(absl::FormatCivilTime(day), ",7:00 PM,T", i, ",2,U", i, ",3,,1,2:30,"));
  }
  const auto counts = collector.Import("nhl-results", header, rows);
  REQUIRE(IsOk(counts));
  CHECK(counts->stored == 11);
  REQUIRE(counts->refused.size() == 1);
  CHECK(counts->refused[0].row_number == 7);
  CHECK(counts->refused[0].message == "2024-06-11, want 2024-11-06 as the rows around it");
}

struct Folder {
  std::string layout;
  std::string path;
  std::string prefix;
  size_t found_min_percent;
};

struct Planted {
  size_t rows = 0;
  size_t planted = 0;
  size_t found = 0;
};

// One day after another with its parts changed about, a seventh of all.
void Plant(const Days& days, Planted& sum) {
  sum.rows += days.size();
  for (size_t i = 0; i < days.size(); i += 7) {
    if (!IsSwappable(days[i])) continue;
    Days mangled = days;
    mangled[i] = Swapped(days[i]);
    const auto places = RefusedOf(mangled);
    ++sum.planted;
    const bool is_found = places == std::vector<int64_t>{static_cast<int64_t>(i)};
    sum.found += is_found ? 1 : 0;
    if (!is_found) CHECK(places.empty());
  }
}

// The days of a file's rows, call by call; none may be refused as they are.
void PlantInFile(const std::string& layout, const std::string& path, Planted& sum) {
  constexpr size_t kRowsPerCall = 1000;
  const Table table = ReadCsv(path);
  for (size_t first = 0; first < table.rows.size(); first += kRowsPerCall) {
    const size_t last = std::min(table.rows.size(), first + kRowsPerCall);
    std::vector<RefusedImport> refused;
    const auto rows = ReadRows(
        {layout, path, table.header, 2, {&table.rows[first], table.rows.data() + last}}, refused);
    REQUIRE(rows.ok());
    for (const RefusedImport& each : refused) {
      INFO(path << " " << each.message);
      CHECK(each.reason != Refusal::kMangledDate);
    }
    Days days;
    for (const ImportRow& row : *rows) days.push_back(row.game.day.value());
    Plant(days, sum);
  }
}

TEST_CASE("no real row's day is taken for mangled, and nearly all that are are found", "[import]") {
  const auto dir = Archives();
  if (!dir) return;
  for (const Folder& folder :
       {Folder{"football-data", "/football_data", "", 97},
        Folder{"nfldata-games", "/nfl_nfldata", "games", 90},
        Folder{"fivethirtyeight-nfl", "/nfl_538_elo", "nfl_games", 90},
        Folder{"sbr-nba", "/nba_sbr", "", 97}, Folder{"sbr-mlb", "/mlb_sbr", "", 97},
        Folder{"tennis-data", "/tennis_wta", "", 70},
        Folder{"nba-results", "/nba_snapshots_2026", "results", 97},
        Folder{"nhl-results", "/nhl_odds", "results", 97}}) {
    Planted sum;
    for (const std::string& path : PathsIn(*dir + folder.path, folder.prefix, ".csv")) {
      PlantInFile(folder.layout, path, sum);
    }
    WARN(folder.path << ": " << sum.rows << " rows, none refused; of " << sum.planted << " planted "
                     << sum.found << " found, and no other");
    CHECK(sum.found * 100 >= sum.planted * folder.found_min_percent);
  }
}

}  // namespace
}  // namespace overround::collector
