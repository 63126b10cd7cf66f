#include "services/collector/import/spread_signs.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include <absl/strings/match.h>
#include <absl/strings/str_split.h>
#include <catch2/catch.hpp>

#include "libs/testing/golden.h"
#include "services/collector/import/csv.h"
#include "services/collector/import/told.h"

namespace overround::collector {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);

void Add(const MarketKey& market, const std::vector<std::string>& texts, ImportedGame& game,
         absl::Time known = kStart - absl::Minutes(1)) {
  for (size_t i = 0; i < texts.size(); ++i) {
    const Offer offer{market,   SidesOf(market)[i],    *Odds::ParseDecimal(texts[i]),
                      texts[i], QuoteFormat::kDecimal, false,
                      {}};
    game.prices.push_back({"book", offer, known});
  }
}

ImportedGame GameAt(absl::Time start = kStart) {
  ImportedGame game;
  game.game.start = start;
  return game;
}

TEST_CASE("a line whose sign contradicts who is the favourite is refused", "[import]") {
  // Home's line in quarters, and what home and away win at.
  const auto [line, home, away, refused] =
      GENERATE(table<int, std::string, std::string, int>({{-26, "1.36", "3.25", 0},
                                                          {26, "1.36", "3.25", 2},
                                                          {26, "3.25", "1.36", 0},
                                                          {-26, "3.25", "1.36", 2},
                                                          {-4, "1.90", "1.92", 0},
                                                          {1, "1.36", "3.25", 0}}));
  CAPTURE(line, home);
  ImportedGame game = GameAt();
  Add(FullGameMoneyline(), {home, away}, game);
  Add(FullGameSpread(line), {"1.91", "1.91"}, game);
  RefuseFlippedSpreads(game);
  CHECK(game.prices.size() == static_cast<size_t>(4 - refused));
  CHECK(game.refused_prices.size() == static_cast<size_t>(refused / 2));
  if (refused > 0) CHECK(game.refused_prices[0].reason == Refusal::kSwappedSides);
}

TEST_CASE("a run line is told by its price, not by its sign alone", "[import]") {
  const auto [home, cover, other, is_kept] =
      GENERATE(table<std::string, std::string, std::string, bool>(
          {{"1.50", "1.25", "4.00", true}, {"1.50", "1.60", "2.35", false}}));
  ImportedGame game = GameAt();
  Add(FullGameMoneyline(), {home, "2.65"}, game);
  Add(FullGameSpread(6), {cover, other}, game);
  RefuseFlippedSpreads(game);
  CHECK(game.refused_prices.empty() == is_kept);
}

TEST_CASE("a draw is no win, and a line of another instant or in play tells nothing", "[import]") {
  ImportedGame soccer = GameAt();
  Add(RegulationThreeWay(), {"1.75", "3.60", "5.00"}, soccer);
  MarketKey handicap = FullGameSpread(-3);
  handicap.period = Period::kRegulation;
  Add(handicap, {"1.98", "1.92"}, soccer);
  RefuseFlippedSpreads(soccer);
  CHECK(soccer.refused_prices.empty());
  ImportedGame game = GameAt();
  Add(FullGameMoneyline(), {"1.36", "3.25"}, game);
  Add(FullGameSpread(26), {"1.91", "1.91"}, game, kStart - absl::Hours(5));
  RefuseFlippedSpreads(game);
  CHECK(game.refused_prices.empty());
  ImportedGame in_play = GameAt(kStart - absl::Hours(1));
  Add(FullGameMoneyline(), {"1.36", "3.25"}, in_play);
  Add(FullGameSpread(26), {"1.91", "1.91"}, in_play);
  RefuseFlippedSpreads(in_play);
  CHECK(in_play.refused_prices.empty());
}

// The spreads of a file that are refused.
int FlippedIn(const Layout& layout, const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const std::vector<std::string> lines = absl::StrSplit(bytes, '\n', absl::SkipEmpty());
  const auto header = CsvHeader::Parse(lines[0], layout.required_columns);
  REQUIRE(header.ok());
  int flipped = 0;
  for (size_t i = 1; i < lines.size(); ++i) {
    const auto cells = SplitCsv(lines[i]);
    if (!cells.ok()) continue;
    ParsedRow row = layout.parse(*header, *cells);
    if (!row.row) continue;
    const size_t before = row.row->refused_prices.size();
    RefuseFlippedSpreads(*row.row);
    flipped += static_cast<int>(row.row->refused_prices.size() - before);
  }
  return flipped;
}

TEST_CASE("the flipped lines of the real archives are found, and no others", "[import]") {
  const auto dir = testing::DataDir();
  if (!dir) {
    WARN("skipped: the real archives need OVERROUND_DATA_DIR");
    return;
  }
  std::map<std::string, int> soccer;
  for (const auto& entry : std::filesystem::directory_iterator(*dir + "/football_data")) {
    if (entry.path().extension() != ".csv") continue;
    const int flipped = FlippedIn(FootballData(), entry.path());
    if (flipped > 0) soccer[entry.path().filename().string()] = flipped;
  }
  CHECK(soccer ==
        std::map<std::string, int>{
            {"E0_0304.csv", 1}, {"E0_0405.csv", 1}, {"E0_1112.csv", 4}, {"SP1_1112.csv", 4}});
  CHECK(FlippedIn(SbrMlb(), *dir + "/mlb_sbr/mlb_odds_2014_2018.csv") == 2);
  CHECK(FlippedIn(NfldataGames(), *dir + "/nfl_nfldata/games_1999_2018.csv") == 0);
  CHECK(FlippedIn(BookSnapshots(), *dir + "/nhl_odds/nhl_odds_2023_24.csv") == 0);
  CHECK(FlippedIn(BookSnapshots(), *dir + "/nhl_odds/nhl_odds_2024_25.csv") == 0);
  CHECK(FlippedIn(BookSnapshots(), *dir + "/wnba_odds/wnba_odds_2026.csv") == 0);
}

}  // namespace
}  // namespace overround::collector
