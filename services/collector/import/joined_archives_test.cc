#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <catch2/catch.hpp>

#include "services/collector/import/archives_test.h"
#include "services/collector/import/joined_sets_fixture_test.h"

// Real sets whose prices and results come in two files.
namespace overround::collector {
namespace {

// The results of a table as if each game had ended as the one in the row after it.
Table Shuffled(Table table, const std::vector<size_t>& columns) {
  std::vector<std::vector<std::string>> cells;
  for (const std::string& row : table.rows) cells.push_back(absl::StrSplit(row, ','));
  for (size_t i = 0; i < cells.size(); ++i) {
    std::vector<std::string> own = cells[i];
    for (const size_t column : columns) own[column] = cells[(i + 1) % cells.size()][column];
    table.rows[i] = absl::StrJoin(own, ",");
  }
  return table;
}

// `caught_min` of the sets are found out with another game's results.
struct TwoFiles {
  int caught_min;
  std::string results_layout;
  std::vector<Table> results;
  std::vector<size_t> score_columns;
  std::string prices_layout;
  std::vector<Table> prices;
};

// The books' seasons with enough games among what is stored, those that were found out, whole or in
// part, and the rows that were held.
struct Judged {
  int64_t sets = 0;
  int64_t caught = 0;
  int64_t held = 0;
};

Judged Judge(const TwoFiles& archive, bool is_results_first, bool is_shuffled) {
  JoinedFixture collector;
  int64_t held = 0;
  const auto import = [&](const std::string& layout, const Table& table) {
    ImportTable(collector.importer, layout, table, collector.now, [&](const ImportCounts& counts) {
      held += std::count_if(
          counts.refused.begin(), counts.refused.end(),
          [](const RefusedImport& each) { return each.reason == Refusal::kScrambled; });
    });
  };
  const auto results = [&] {
    for (const Table& table : archive.results) {
      import(archive.results_layout, is_shuffled ? Shuffled(table, archive.score_columns) : table);
    }
  };
  if (is_results_first) results();
  for (const Table& table : archive.prices) import(archive.prices_layout, table);
  if (!is_results_first) results();
  return {collector.Number(
              "SELECT count(*) FROM (SELECT q.sportsbook_key, g.season FROM collector.games g JOIN "
              "collector.quotes q ON q.game_id = g.game_id WHERE g.result_revision > 0 AND q.slot "
              "LIKE 'moneyline.%' AND NOT q.is_lay AND NOT q.is_in_play GROUP BY 1, 2 HAVING "
              "count(DISTINCT g.game_id) >= 100) s"),
          collector.Number("SELECT count(DISTINCT (sportsbook_key, season)) FROM "
                           "collector.scrambled_sets"),
          held};
}

std::vector<TwoFiles> TwoFilesIn(const std::string& dir) {
  TwoFiles nba{
      12,     "nba-results",    {ReadCsv(dir + "/nba_snapshots_2026/results_nba_2025_26.csv")},
      {3, 5}, "odds-snapshots", {}};
  for (const std::string& path : PathsIn(dir + "/nba_snapshots_2026", "odds_", ".csv")) {
    nba.prices.push_back(ReadCsv(path));
  }
  TwoFiles nhl{4, "nhl-results", {}, {3, 5}, "book-snapshots", {}};
  for (const char* season : {"2023_24", "2024_25"}) {
    nhl.results.push_back(ReadCsv(absl::StrCat(dir, "/nhl_odds/results_nhl_", season, ".csv")));
    nhl.prices.push_back(ReadCsv(absl::StrCat(dir, "/nhl_odds/nhl_odds_", season, ".csv")));
  }
  // Two weeks of baseball are too few for its prices.
  TwoFiles mlb{0,
               "mlb-games",
               {ReadCsv(dir + "/mlb_snapshots_2026/games_until_aug16.csv")},
               {11, 12, 13},
               "odds-responses",
               {ReadAnswers(dir + "/mlb_snapshots_2026/raw")}};
  return {std::move(nba), std::move(nhl), std::move(mlb)};
}

TEST_CASE("no real set of two files is found out, and most are with another game's results",
          "[import][pg]") {
  const auto dir = Archives();
  if (!dir) return;
  for (const TwoFiles& archive : TwoFilesIn(*dir)) {
    for (const bool is_results_first : {true, false}) {
      const Judged honest = Judge(archive, is_results_first, false);
      const Judged invented = Judge(archive, is_results_first, true);
      WARN(archive.prices_layout << ", " << (is_results_first ? "results" : "prices")
                                 << " first: " << honest.sets << " sets, " << honest.caught
                                 << " found out; with the next game's results " << invented.caught);
      CHECK(honest.sets > 0);
      CHECK(honest.caught == 0);
      CHECK(honest.held == 0);
      CHECK(invented.caught >= archive.caught_min);
    }
  }
}

}  // namespace
}  // namespace overround::collector
