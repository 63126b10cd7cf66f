// The NBA archive of Sportsbook Review, normalised: one row a game, with moneylines of one nameless
// book, a spread and a total without prices, and points by quarter.
//
// known_time rules, all ASSUMED:
//   the game    seven days before its day
//   the prices  one minute before the start: whether they are opening or closing is not stated, and
//               they behave like closing ones
//   the result  three hours after the day's end
// The start is known to the US day. Codes are today's, for the years before a franchise moved too.
// The spread is always positive and belongs to whos_favored; lines are refused for want of a price.

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
constexpr Code kTeams[] = {{"atl", "Atlanta Hawks"},
                           {"bkn", "Brooklyn Nets"},
                           {"bos", "Boston Celtics"},
                           {"cha", "Charlotte Hornets"},
                           {"chi", "Chicago Bulls"},
                           {"cle", "Cleveland Cavaliers"},
                           {"dal", "Dallas Mavericks"},
                           {"den", "Denver Nuggets"},
                           {"det", "Detroit Pistons"},
                           {"gs", "Golden State Warriors"},
                           {"hou", "Houston Rockets"},
                           {"ind", "Indiana Pacers"},
                           {"lac", "Los Angeles Clippers"},
                           {"lal", "Los Angeles Lakers"},
                           {"mem", "Memphis Grizzlies"},
                           {"mia", "Miami Heat"},
                           {"mil", "Milwaukee Bucks"},
                           {"min", "Minnesota Timberwolves"},
                           {"no", "New Orleans Pelicans"},
                           {"ny", "New York Knicks"},
                           {"okc", "Oklahoma City Thunder"},
                           {"orl", "Orlando Magic"},
                           {"phi", "Philadelphia 76ers"},
                           {"phx", "Phoenix Suns"},
                           {"por", "Portland Trail Blazers"},
                           {"sa", "San Antonio Spurs"},
                           {"sac", "Sacramento Kings"},
                           {"tor", "Toronto Raptors"},
                           {"utah", "Utah Jazz"},
                           {"wsh", "Washington Wizards"}};

std::string TeamName(absl::string_view code) {
  const auto found = std::find_if(std::begin(kTeams), std::end(kTeams),
                                  [&](const Code& each) { return each.code == code; });
  return found == std::end(kTeams) ? "" : std::string(found->name);
}

// The four quarters of a side together; nothing where one is missing.
std::optional<int> RegulationOf(const CsvHeader& header, const std::vector<std::string>& cells,
                                absl::string_view side) {
  int sum = 0;
  for (const absl::string_view quarter : {"q1_", "q2_", "q3_", "q4_"}) {
    const auto points = ParseScoreCell(header.Cell(cells, absl::StrCat(quarter, side)));
    if (!points) return std::nullopt;
    sum += *points;
  }
  return sum;
}

std::optional<Score> ReadScore(const CsvHeader& header, const std::vector<std::string>& cells) {
  const std::optional<int> home = ParseScoreCell(header.Cell(cells, "score_home"));
  const std::optional<int> away = ParseScoreCell(header.Cell(cells, "score_away"));
  if (!home || !away) return std::nullopt;
  Score score{Ending::kPlayed,
              *home,
              *away,
              RegulationOf(header, cells, "home"),
              RegulationOf(header, cells, "away"),
              std::nullopt};
  if (!score.regulation_home || !score.regulation_away) {
    score.regulation_home.reset();
    score.regulation_away.reset();
  } else {
    score.has_overtime = *home != *score.regulation_home || *away != *score.regulation_away;
  }
  return score;
}

void ReadPrices(const CsvHeader& header, const std::vector<std::string>& cells, ImportedGame& row) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  MarketCells market{
      kBook,
      FullGameMoneyline(),
      QuoteFormat::kAmerican,
      {WithoutPointZero(cell("moneyline_home")), WithoutPointZero(cell("moneyline_away"))},
      row.game.start - absl::Minutes(1)};
  AddMarket(market, row);
  market.prices = {"", ""};
  market.market =
      AtLine(FullGameSpread(0), cell("whos_favored") == "home" ? Negated(cell("spread"))
                                                               : std::string(cell("spread")));
  AddMarketOfLine(market, row);
  market.market = AtLine(FullGameTotal(0), cell("total"));
  AddMarketOfLine(market, row);
}

ParsedRow ParseRow(const CsvHeader& header, const std::vector<std::string>& cells) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  const std::optional<absl::CivilDay> day = ParseDay(cell("date"));
  ImportedGame row;
  row.sport = "nba";
  row.game.home = TeamName(cell("home"));
  row.game.away = TeamName(cell("away"));
  if (!day || row.game.home.empty() || row.game.away.empty()) {
    return RefuseRow(Refusal::kMalformed,
                     absl::StrCat("date, away, home: ", cell("date"), " ", cell("away"), " ",
                                  cell("home"), ", want a day and two teams"));
  }
  row.game.external = {"sbr_nba", absl::StrCat(cell("date"), "/", cell("away"), "/", cell("home"))};
  row.game.is_postseason = cell("playoffs") == "True";
  SetDay(*day, row);
  // Named after the year it ends in.
  if (const auto end = ParseYearCell(cell("season"))) row.season = *end - 1;
  row.score = ReadScore(header, cells);
  if (!row.score) return RefuseRow(Refusal::kMissingScore, "score_home, score_away: want both");
  ReadPrices(header, cells, row);
  return {std::move(row), {}};
}

}  // namespace

const Layout& SbrNba() {
  static const auto* layout =
      new Layout{"sbr-nba",
                 "sbr_nba",
                 {"date", "away", "home", "score_away", "score_home", "whos_favored", "spread",
                  "total", "moneyline_away", "moneyline_home"},
                 {{kBook, "Sportsbook Review's closing book", "BOOK", false}},
                 ParseRow};
  return *layout;
}

}  // namespace overround::collector
