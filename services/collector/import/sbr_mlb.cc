// The MLB archive of Sportsbook Review, normalised: one row a game, with opening and closing
// moneyline and total and a run line of one nameless book, American odds.
//
// known_time rules, all ASSUMED:
//   the game          seven days before its day
//   an opening price  twelve hours before the day's first instant: the evening before
//   a closing price   one minute before the start; the run line is taken for a closing one
//   the result        three hours after the day's end
// The start is known to the US day. A double-header is the same day and teams twice: the starting
// pitchers tell its games apart. No game of baseball ends level: equal finals are suspended games
// or errors, and refused.

#include <algorithm>
#include <iterator>

#include <absl/strings/str_cat.h>

#include "services/collector/import/cells.h"

namespace overround::collector {
namespace {

constexpr char kBook[] = "sbr_close";

struct Code {
  absl::string_view code;
  absl::string_view name;
};
constexpr Code kTeams[] = {{"ARI", "Arizona Diamondbacks"},
                           {"ATL", "Atlanta Braves"},
                           {"BAL", "Baltimore Orioles"},
                           {"BOS", "Boston Red Sox"},
                           {"CIN", "Cincinnati Reds"},
                           {"CLE", "Cleveland Guardians"},
                           {"COL", "Colorado Rockies"},
                           {"CUB", "Chicago Cubs"},
                           {"CWS", "Chicago White Sox"},
                           {"DET", "Detroit Tigers"},
                           {"HOU", "Houston Astros"},
                           {"KAN", "Kansas City Royals"},
                           {"LAA", "Los Angeles Angels"},
                           {"LAD", "Los Angeles Dodgers"},
                           {"LOS", "Los Angeles Dodgers"},
                           {"MIA", "Miami Marlins"},
                           {"MIL", "Milwaukee Brewers"},
                           {"MIN", "Minnesota Twins"},
                           {"NYM", "New York Mets"},
                           {"NYY", "New York Yankees"},
                           {"OAK", "Athletics"},
                           {"PHI", "Philadelphia Phillies"},
                           {"PIT", "Pittsburgh Pirates"},
                           {"SDG", "San Diego Padres"},
                           {"SEA", "Seattle Mariners"},
                           {"SFO", "San Francisco Giants"},
                           {"STL", "St. Louis Cardinals"},
                           {"TAM", "Tampa Bay Rays"},
                           {"TEX", "Texas Rangers"},
                           {"TOR", "Toronto Blue Jays"},
                           {"WAS", "Washington Nationals"}};

std::string TeamName(absl::string_view code) {
  const auto found = std::find_if(std::begin(kTeams), std::end(kTeams),
                                  [&](const Code& each) { return each.code == code; });
  return found == std::end(kTeams) ? "" : std::string(found->name);
}

void ReadPrices(const CsvHeader& header, const std::vector<std::string>& cells, ImportedGame& row) {
  const auto cell = [&](absl::string_view column) {
    return WithoutPointZero(header.Cell(cells, column));
  };
  const absl::Time open = row.game.start - absl::Hours(12);
  const absl::Time close = row.game.start - absl::Minutes(1);
  constexpr auto kAmerican = QuoteFormat::kAmerican;
  AddMarket(
      {kBook, FullGameMoneyline(), kAmerican, {cell("home_ml_open"), cell("vis_ml_open")}, open},
      row);
  AddMarket(
      {kBook, FullGameMoneyline(), kAmerican, {cell("home_ml_close"), cell("vis_ml_close")}, close},
      row);
  if (cell("home_rl_line") == Negated(cell("vis_rl_line"))) {
    AddMarketOfLine({kBook,
                     AtLine(FullGameSpread(0), cell("home_rl_line")),
                     kAmerican,
                     {cell("home_rl_odds"), cell("vis_rl_odds")},
                     close},
                    row);
  } else {
    RefuseLine(Refusal::kImpossibleLine,
               absl::StrCat("run line: ", cell("home_rl_line"), " and ", cell("vis_rl_line"),
                            ", want one the other's opposite"),
               row);
  }
  AddMarketOfLine({kBook,
                   AtLine(FullGameTotal(0), cell("total_open")),
                   kAmerican,
                   {cell("total_open_over_odds"), cell("total_open_under_odds")},
                   open},
                  row);
  AddMarketOfLine({kBook,
                   AtLine(FullGameTotal(0), cell("total_close")),
                   kAmerican,
                   {cell("total_close_over_odds"), cell("total_close_under_odds")},
                   close},
                  row);
}

ParsedRow ParseRow(const CsvHeader& header, const std::vector<std::string>& cells) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  const std::optional<absl::CivilDay> day = ParseDay(cell("game_date"));
  ImportedGame row;
  row.sport = "mlb";
  row.game.home = TeamName(cell("home_team"));
  row.game.away = TeamName(cell("vis_team"));
  if (!day || row.game.home.empty() || row.game.away.empty()) {
    return RefuseRow(
        Refusal::kMalformed,
        absl::StrCat("game_date, vis_team, home_team: ", cell("game_date"), " ", cell("vis_team"),
                     " ", cell("home_team"), ", want a day and two teams"));
  }
  row.game.external = {
      "sbr_mlb", absl::StrCat(cell("game_date"), "/", cell("vis_team"), "/", cell("home_team"), "/",
                              cell("vis_pitcher"), "/", cell("home_pitcher"))};
  SetDay(*day, row);
  row.season = ParseYearCell(cell("season"));
  const std::optional<int> home = ParseScoreCell(cell("home_final"));
  const std::optional<int> away = ParseScoreCell(cell("vis_final"));
  if (!home || !away) return RefuseRow(Refusal::kMissingScore, "home_final, vis_final: want both");
  if (*home == *away) {
    return RefuseRow(Refusal::kNotFinal, absl::StrCat("finals: ", *home, " each, want a winner"));
  }
  row.score = Score{Ending::kPlayed, *home, *away, std::nullopt, std::nullopt, std::nullopt};
  ReadPrices(header, cells, row);
  return {std::move(row), {}};
}

}  // namespace

const Layout& SbrMlb() {
  static const auto* layout =
      new Layout{"sbr-mlb",
                 "sbr_mlb",
                 {"game_date", "vis_team", "home_team", "vis_pitcher", "home_pitcher", "vis_final",
                  "home_final"},
                 {{kBook, "Sportsbook Review's closing book", "BOOK", false}},
                 ParseRow};
  return *layout;
}

}  // namespace overround::collector
