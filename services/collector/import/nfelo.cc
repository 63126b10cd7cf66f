// nfelo's nfelo_games.csv: one row a game, with opening and closing spread and total of a nameless
// book, of which prices are often missing. Its ratings and probabilities are a model's and no
// facts.
//
// known_time rules, all ASSUMED:
//   an opening price  six days before the start
//   a closing price   one minute before the start
// Says no date: a row is about the game of nfldata with the same id, and refused before that is
// known. Its codes are today's ("LAC" in 2009), nfldata's are those of the season.

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "services/collector/import/cells.h"
#include "services/collector/import/nfl_teams.h"

namespace overround::collector {
namespace {

constexpr char kBook[] = "nfelo_lines";
constexpr int kChargersMoved = 2017;
constexpr int kRamsMoved = 2016;
constexpr int kRaidersMoved = 2020;

std::string CodeIn(int season, absl::string_view code) {
  if (code == "LAC" && season < kChargersMoved) return "SD";
  if (code == "LA" || code == "LAR") return season < kRamsMoved ? "STL" : "LA";
  if (code == "OAK" || code == "LV") return season < kRaidersMoved ? "OAK" : "LV";
  return std::string(code);
}

void ReadMoment(const CsvHeader& header, const std::vector<std::string>& cells,
                const std::string& moment, absl::Time known_time, ImportedGame& row) {
  const auto cell = [&](const std::string& column) {
    return WithoutPointZero(header.Cell(cells, absl::StrCat(column, moment)));
  };
  const auto price = [&](const std::string& column) {
    return WithoutPointZero(header.Cell(cells, absl::StrCat(column, moment, "_price")));
  };
  MarketCells market{kBook,
                     AtLine(FullGameSpread(0), cell("home_line_")),
                     QuoteFormat::kAmerican,
                     {price("home_line_"), price("away_line_")},
                     known_time};
  AddMarketOfLine(market, row);
  market.market = AtLine(FullGameTotal(0), cell("total_line_"));
  market.prices = {cell("over_price_"), cell("under_price_")};
  AddMarketOfLine(market, row);
}

ParsedRow ParseRow(const CsvHeader& header, const std::vector<std::string>& cells) {
  const absl::string_view id = header.Cell(cells, "game_id");
  const std::vector<absl::string_view> parts = absl::StrSplit(id, '_');
  int season = 0;
  if (parts.size() != 4 || !absl::SimpleAtoi(parts[0], &season) ||
      NflTeamOfCode(parts[2]).empty() || NflTeamOfCode(parts[3]).empty()) {
    return RefuseRow(Refusal::kMalformed,
                     absl::StrCat("game_id: ", id, ", want season, week and two teams"));
  }
  ImportedGame row;
  row.sport = "nfl";
  row.game.external = {"nfldata",
                       absl::StrCat(parts[0], "_", parts[1], "_", CodeIn(season, parts[2]), "_",
                                    CodeIn(season, parts[3]))};
  row.game.home = NflTeamOfCode(parts[3]);
  row.game.away = NflTeamOfCode(parts[2]);
  row.names_known_game = true;
  row.game.start = absl::UnixEpoch();
  ReadMoment(header, cells, "open", row.game.start - absl::Hours(24 * 6), row);
  ReadMoment(header, cells, "close", row.game.start - absl::Minutes(1), row);
  return {std::move(row), {}};
}

}  // namespace

const Layout& Nfelo() {
  static const auto* layout = new Layout{"nfelo-games",
                                         "nfelo",
                                         {"game_id", "home_line_open", "home_line_close"},
                                         {{kBook, "nfelo's lines", "BOOK", false}},
                                         ParseRow};
  return *layout;
}

}  // namespace overround::collector
