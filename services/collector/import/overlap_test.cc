#include <map>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <catch2/catch.hpp>

#include "libs/json/json.h"
#include "services/collector/fixture_test.h"
#include "services/collector/import/archives_test.h"
#include "services/collector/import/importer.h"

// Measures, where the real archives overlap, how many games two sources find to be one. Skipped
// where the data is not at hand.
namespace overround::collector {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

Table ReadObjects(const std::string& path) {
  const auto document = json::Document::Parse(BytesOf(path));
  REQUIRE(document.ok());
  const std::vector<std::string> keys = {"season",           "date",
                                         "home_team",        "away_team",
                                         "home_final",       "away_final",
                                         "home_close_ml",    "away_close_ml",
                                         "home_open_spread", "home_close_spread",
                                         "open_over_under",  "close_over_under"};
  Table table{absl::StrJoin(keys, ","), {}};
  const auto objects = document->root().Array();
  for (const json::Value object : *objects) {
    std::vector<std::string> cells;
    for (const std::string& key : keys) cells.push_back(CellOf(object, key));
    table.rows.push_back(absl::StrJoin(cells, ","));
  }
  return table;
}

struct OverlapFixture : CollectorFixture {
  Importer importer{database.pool(), games, ids};
  std::map<std::string, std::vector<std::string>> refused;

  void Import(const std::string& layout, const Table& table) {
    ImportTable(importer, layout, table, kNow, [&](const ImportCounts& counts) {
      for (const RefusedImport& each : counts.refused) {
        refused[absl::StrCat(layout, " ", ToString(each.reason))].push_back(each.message);
      }
    });
  }

  // Games of a sport that a source names within the days both sources cover, and of them those the
  // other names too.
  struct Matched {
    int64_t all = 0;
    int64_t matched = 0;
    double Share() const { return static_cast<double>(matched) / static_cast<double>(all); }
  };
  Matched Measure(const std::string& source, const std::string& other, const std::string& days) {
    const std::string named =
        "(SELECT 1 FROM collector.game_external_ids e WHERE e.game_id = "
        "g.game_id AND e.source = '";
    const std::string games = absl::StrCat("SELECT count(*) FROM collector.games g WHERE ", days,
                                           " AND EXISTS ", named, source, "')");
    const Matched matched{Number(games),
                          Number(absl::StrCat(games, " AND EXISTS ", named, other, "')"))};
    WARN(source << " and " << other << ": " << matched.matched << " of " << matched.all);
    return matched;
  }
  size_t Refused(const std::string& layout, Refusal reason) {
    const auto& messages = refused[absl::StrCat(layout, " ", ToString(reason))];
    if (!messages.empty()) WARN(layout << ": " << absl::StrJoin(messages, "; "));
    return messages.size();
  }
};

constexpr double kGoal = 0.995;

TEST_CASE("four archives of the NFL are of the same games", "[overlap][pg]") {
  const auto dir = Archives();
  if (!dir) return;
  OverlapFixture collector;
  collector.Import("nfldata-games", ReadCsv(*dir + "/nfl_nfldata/games_1999_2018.csv"));
  collector.Import("fivethirtyeight-nfl", ReadCsv(*dir + "/nfl_538_elo/nfl_games_1920_2018.csv"));
  collector.Import("nfelo-games", ReadCsv(*dir + "/nfl_nfelo/nfelo_games_2009_2018.csv"));
  collector.Import("sbr-nfl", ReadObjects(*dir + "/nfl_sbr/nfl_archive_2011_2018.json"));
  CHECK(collector.Measure("nfldata", "fivethirtyeight", "season >= 1999").Share() == 1);
  CHECK(collector.Measure("fivethirtyeight", "nfldata", "season >= 1999").Share() == 1);
  CHECK(collector.Measure("sbr_nfl", "nfldata", "season >= 1999").Share() == 1);
  CHECK(collector.Refused("nfelo-games", Refusal::kUnmatchedGame) == 0);
  CHECK(collector.Refused("fivethirtyeight-nfl", Refusal::kContradicted) == 0);
  // A score the archive has wrong: every other source tells it otherwise.
  CHECK(collector.Refused("sbr-nfl", Refusal::kContradicted) == 1);
}

TEST_CASE("basketball's daily pulls are of the games of the season's results", "[overlap][pg]") {
  const auto dir = Archives();
  if (!dir) return;
  OverlapFixture collector;
  const std::string folder = *dir + "/nba_snapshots_2026/";
  collector.Import("nba-results", ReadCsv(folder + "results_nba_2025_26.csv"));
  for (const std::string& path : PathsIn(folder, "odds_", ".csv")) {
    collector.Import("odds-snapshots", ReadCsv(path));
  }
  CHECK(collector.Measure("odds_api", "basketball_reference", "TRUE").Share() == 1);
}

TEST_CASE("hockey's pulls are of the games of two seasons' results", "[overlap][pg]") {
  const auto dir = Archives();
  if (!dir) return;
  OverlapFixture collector;
  for (const char* season : {"2023_24", "2024_25"}) {
    collector.Import("nhl-results",
                     ReadCsv(absl::StrCat(*dir, "/nhl_odds/results_nhl_", season, ".csv")));
  }
  for (const char* season : {"2023_24", "2024_25"}) {
    collector.Import("book-snapshots",
                     ReadCsv(absl::StrCat(*dir, "/nhl_odds/nhl_odds_", season, ".csv")));
  }
  const auto matched = collector.Measure("odds_api", "hockey_reference", "TRUE");
  CHECK(matched.Share() > kGoal);
  // Two postponed under another id, three of play-offs priced before their days were set.
  CHECK(matched.all - matched.matched == 5);
}

TEST_CASE("baseball's answers are of the games of its own list", "[overlap][pg]") {
  const auto dir = Archives();
  if (!dir) return;
  OverlapFixture collector;
  const std::string folder = *dir + "/mlb_snapshots_2026/";
  collector.Import("mlb-games", ReadCsv(folder + "games_until_aug16.csv"));
  collector.Import("odds-responses", ReadAnswers(folder + "raw"));
  // The list's games of the first day were over before the first answer.
  CHECK(collector.Measure("mlb_stats", "odds_api", "start_time > '2026-08-01T02:50Z'").Share() ==
        1);
  const auto odds = collector.Measure("odds_api", "mlb_stats", "start_time < '2026-08-17T06:00Z'");
  // What the list has as not final is refused, and so has no result.
  CHECK(static_cast<size_t>(odds.all - odds.matched) ==
        collector.Refused("mlb-games", Refusal::kNotFinal));
}

}  // namespace
}  // namespace overround::collector
