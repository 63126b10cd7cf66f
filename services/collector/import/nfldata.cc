// nflverse's nfldata games.csv: one row a game since 1999, with one nameless closing book.
//
// known_time rules, all ASSUMED:
//   the game    seven days before its start (schedules are out in spring; lines a week ahead)
//   the close   one minute before the start
//   the result  three hours after the start; a start known to the day counts from the day's end
// gametime is US Eastern; where it is empty (1999) the start is known to the day.
// spread_line has the opposite sign of a bookmaker's: positive says that home is favoured.

#include <absl/strings/str_cat.h>

#include "libs/domain/line.h"
#include "services/collector/import/cells.h"
#include "services/collector/import/local_time.h"
#include "services/collector/import/nfl_teams.h"

namespace overround::collector {
namespace {

constexpr char kBook[] = "nfldata_close";

bool ReadStart(absl::string_view day, absl::string_view time, ImportedGame& row) {
  const std::optional<absl::CivilDay> date = ParseDay(day);
  if (!date) return false;
  absl::CivilMinute clock;
  if (absl::ParseCivilTime(absl::StrCat(day, "T", time), &clock)) {
    SetStart(FromUsEastern(absl::CivilSecond(clock)), row);
    row.day = *date;
  } else {
    SetDay(*date, row);
  }
  return true;
}

// The line with a bookmaker's sign; nothing where there is none.
std::optional<int32_t> HomeLine(absl::string_view text) {
  const absl::StatusOr<int32_t> line = ParseLineQuarters(text);
  return line.ok() ? std::optional<int32_t>(-*line) : std::nullopt;
}

void ReadPrices(const CsvHeader& header, const std::vector<std::string>& cells, ImportedGame& row) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  MarketCells market{kBook,
                     FullGameMoneyline(),
                     QuoteFormat::kAmerican,
                     {cell("home_moneyline"), cell("away_moneyline")},
                     row.game.start - absl::Minutes(1)};
  AddMarket(market, row);
  market.market = AtLine(FullGameSpread(0), HomeLine(cell("spread_line")));
  market.prices = {cell("home_spread_odds"), cell("away_spread_odds")};
  AddMarketOfLine(market, row);
  market.market = AtLine(FullGameTotal(0), cell("total_line"));
  market.prices = {cell("over_odds"), cell("under_odds")};
  AddMarketOfLine(market, row);
}

ParsedRow ParseRow(const CsvHeader& header, const std::vector<std::string>& cells) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  ImportedGame row;
  row.sport = "nfl";
  row.game.external = {"nfldata", std::string(cell("game_id"))};
  row.game.home = NflTeamOfCode(cell("home_team"));
  row.game.away = NflTeamOfCode(cell("away_team"));
  if (row.game.external.id.empty() || row.game.home.empty() || row.game.away.empty()) {
    return RefuseRow(Refusal::kMalformed,
                     absl::StrCat("game_id, home_team, away_team: ", cell("game_id"), " ",
                                  cell("home_team"), " ", cell("away_team"), ", want known ones"));
  }
  if (!ReadStart(cell("gameday"), cell("gametime"), row)) {
    return RefuseRow(Refusal::kMalformed,
                     absl::StrCat("gameday: ", cell("gameday"), ", want a date"));
  }
  row.season = ParseYearCell(cell("season"));
  row.game.week = ParseScoreCell(cell("week"));
  row.game.is_neutral_site = cell("location") == "Neutral";
  if (!cell("game_type").empty()) row.game.is_postseason = cell("game_type") != "REG";
  const std::optional<int> home = ParseScoreCell(cell("home_score"));
  const std::optional<int> away = ParseScoreCell(cell("away_score"));
  if (!home || !away) return RefuseRow(Refusal::kMissingScore, "home_score, away_score: want both");
  row.score = Score{Ending::kPlayed, *home, *away, std::nullopt, std::nullopt, std::nullopt};
  if (!cell("overtime").empty()) row.score->has_overtime = cell("overtime") == "1";
  ReadPrices(header, cells, row);
  return {std::move(row), {}};
}

}  // namespace

const Layout& NfldataGames() {
  static const auto* layout = new Layout{
      "nfldata-games",
      "nfldata",
      {"game_id", "gameday", "gametime", "away_team", "home_team", "away_score", "home_score"},
      {{kBook, "nfldata's closing book", "BOOK", false}},
      ParseRow};
  return *layout;
}

}  // namespace overround::collector
