#include <set>

#include <absl/strings/numbers.h>
#include <catch2/catch.hpp>

#include "libs/domain/line.h"
#include "libs/domain/settlement.h"
#include "libs/testing/external_data.h"

namespace overround {
namespace {

using Row = std::map<std::string, std::string>;

ResultSheet SheetOf(const Row& game) {
  ResultSheet sheet;
  REQUIRE(absl::SimpleAtoi(game.at("home_score"), &sheet.full_game.home));
  REQUIRE(absl::SimpleAtoi(game.at("away_score"), &sheet.full_game.away));
  return sheet;
}

std::pair<MarketKey, Side> SelectionOf(const Row& graded, const Row& game) {
  const std::string& type = graded.at("type");
  if (type == "TOTAL") {
    return {FullGameTotal(*ParseLineQuarters(graded.at("line"))),
            graded.at("side") == "Over" ? Side::kOver : Side::kUnder};
  }
  const Side side = graded.at("side") == game.at("home_team") ? Side::kHome : Side::kAway;
  if (type == "MONEYLINE") return {FullGameMoneyline(), side};
  // The file gives each side's own line, a market key the home side's.
  const int32_t own = *ParseLineQuarters(graded.at("line"));
  return {FullGameSpread(side == Side::kHome ? own : -own), side};
}

std::string PointsOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::kWin:
      return "1";
    case Outcome::kLoss:
      return "0";
    case Outcome::kPush:
      return "0.5";
    default:
      return "none";
  }
}

// Eight pairs of selections the file itself grades against the final score. The scores of
// games_1999_2018.csv stand in the FiveThirtyEight file too, for all four games: 24-27, 25-13,
// 27-33, 14-34, home side first. Named one by one, so that any other difference still fails.
const std::set<std::string> kMisgradedByTheFile = {
    "2013_07_CIN_DET MONEYLINE", "2013_07_CIN_DET SPREAD", "2013_07_CIN_DET TOTAL",
    "2015_06_ARI_PIT TOTAL",     "2015_09_PHI_DAL SPREAD", "2015_09_PHI_DAL MONEYLINE",
    "2015_09_PHI_DAL TOTAL",     "2015_15_KC_BAL SPREAD"};

TEST_CASE("ten years of graded NFL closing lines are graded the same", "[settlement][data]") {
  const auto lines = testing::ExternalFile("nfl_nfldata/closing_lines_2006_2015.csv");
  const auto games = testing::ExternalFile("nfl_nfldata/games_1999_2018.csv");
  if (!lines || !games) {
    WARN("skipped: grading of real closing lines needs OVERROUND_DATA_DIR");
    return;
  }
  std::map<std::string, Row> by_id;
  for (Row& game : testing::ReadPlainCsv(*games)) by_id[game["game_id"]] = std::move(game);
  size_t equal = 0;
  std::set<std::string> different;
  for (const Row& line : testing::ReadPlainCsv(*lines)) {
    const Row& game = by_id.at(line.at("alt_game_id"));
    const auto [market, side] = SelectionOf(line, game);
    const auto outcome = Settle(market, side, SheetOf(game));
    REQUIRE(outcome.ok());
    if (PointsOf(*outcome) == line.at("outcome")) {
      ++equal;
    } else {
      different.insert(line.at("alt_game_id") + " " + line.at("type"));
    }
  }
  CHECK(equal == 15'866);
  CHECK(different == kMisgradedByTheFile);
}

}  // namespace
}  // namespace overround
