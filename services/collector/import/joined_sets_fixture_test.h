#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/time/civil_time.h>
#include <catch2/catch.hpp>

#include "services/collector/fixture_test.h"
#include "services/collector/import/importer.h"
#include "services/collector/intake/quarantine.h"

// Seasons whose prices and results come in two files, and who imports them.
namespace overround::collector {

inline constexpr char kResultsHeader[] = "Date,Time,Visitor,G,Home,G,,Att.,LOG,Notes";
inline constexpr char kPricesHeader[] =
    "date,sport,game_id,commence_time,snapshot_taken_at_utc,home_team,away_team,bookmaker,ml_home,"
    "ml_away";
inline constexpr int kGames = 320;
inline constexpr int kPerDay = 8;

struct SeasonFiles {
  std::vector<std::string> results;
  // In the order of the results.
  std::vector<std::string> prices;
};

inline std::string American(double probability) {
  const double p = std::clamp(probability * 1.04, 0.05, 0.93);
  return absl::StrCat(
      static_cast<int>(std::round(p >= 0.5 ? -100 * p / (1 - p) : 100 * (1 - p) / p)));
}

// A winter of sixteen teams, each day at eight in the evening: results drawn from the prices, which
// a book shows at noon, each those of the game `shift` rows further down.
inline SeasonFiles Winter(const std::string& book, int shift) {
  std::mt19937 random(11);
  std::vector<int> teams(2 * kPerDay);
  std::iota(teams.begin(), teams.end(), 0);
  std::vector<double> wins;
  std::vector<std::pair<int, int>> pairs;
  SeasonFiles season;
  for (int i = 0; i < kGames; ++i) {
    const size_t place = i % kPerDay;
    if (place == 0) std::shuffle(teams.begin(), teams.end(), random);
    const int home = teams[2 * place];
    const int away = teams[2 * place + 1];
    wins.push_back(1 / (1 + std::exp((away - home) / 4.0)));
    pairs.emplace_back(home, away);
    const bool is_home = static_cast<double>(random() % 10'000) / 10'000 < wins.back();
    const absl::CivilDay day = absl::CivilDay(2024, 11, 10) + i / kPerDay;
    season.results.push_back(absl::StrCat(absl::FormatCivilTime(day), ",8:00 PM,T", away, ",",
                                          is_home ? 1 : 3, ",T", home, ",", is_home ? 3 : 1,
                                          ",,1,2:30,"));
  }
  for (int i = 0; i < kGames; ++i) {
    const absl::CivilDay day = absl::CivilDay(2024, 11, 10) + i / kPerDay;
    const double win = wins[(i + shift) % kGames];
    season.prices.push_back(absl::StrCat(absl::FormatCivilTime(day), ",NHL,g", i, ",",
                                         absl::FormatCivilTime(day + 1), "T01:00:00Z,,T",
                                         pairs[i].first, ",T", pairs[i].second, ",", book, ",",
                                         American(win), ",", American(1 - win)));
  }
  return season;
}

struct JoinedFixture : CollectorFixture {
  Importer importer{database.pool(), games, ids};
  absl::Time now = absl::FromUnixSeconds(1'790'000'000);

  ImportCounts Import(const std::string& layout, const std::string& header,
                      const std::vector<std::string>& rows) {
    now += absl::Seconds(1);
    const auto counts =
        importer.Import({layout, layout + ".csv", header, 2, rows, now}, testing::Soon());
    REQUIRE(IsOk(counts));
    return *counts;
  }
  ImportCounts Results(const SeasonFiles& season) {
    return Import("nhl-results", kResultsHeader, season.results);
  }
  // In calls of so many rows; how many rows were stored.
  int64_t Prices(const std::vector<std::string>& rows, size_t at_once = 1000) {
    int64_t stored = 0;
    for (size_t first = 0; first < rows.size(); first += at_once) {
      const size_t last = std::min(rows.size(), first + at_once);
      stored += Import("book-snapshots", kPricesHeader,
                       {rows.begin() + static_cast<ptrdiff_t>(first),
                        rows.begin() + static_cast<ptrdiff_t>(last)})
                    .stored;
    }
    return stored;
  }
  int64_t Marked() { return Number("SELECT count(*) FROM collector.scrambled_sets"); }
  // Closes of a book as they stand.
  int64_t Closed(const std::string& book) {
    return Number(
        absl::StrCat("SELECT count(DISTINCT l.game_id) FROM collector.closing_lines l JOIN "
                     "collector.games g ON g.game_id = l.game_id AND g.close_revision = l.revision "
                     "WHERE l.sportsbook_key = '",
                     book, "'"));
  }
  std::vector<intake::QuarantinedBatch> Held() {
    return Do([&](pg::Transaction& tx) {
      return intake::ListQuarantined(tx, {"HELD", {}, {}, 100});
    });
  }
  void Release(const Uuid& batch) {
    now += absl::Seconds(1);
    Do([&](pg::Transaction& tx) -> absl::Status {
      const auto held = intake::LockQuarantined(tx, batch);
      if (!held.ok()) return held.status();
      const auto released = ReleaseBatch(tx, quotes, ids, {batch, "users/operator", now});
      if (!released.ok()) return released.status();
      return importer.Release(tx, **held, now);
    });
  }
};

}  // namespace overround::collector
