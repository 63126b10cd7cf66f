// The past season of tools/simbook: one row a game, decimal prices of a sharp and of a soft book.
//
// known_time rules, all ASSUMED:
//   the game        twenty minutes before its start, as simbook announces them
//   an open price   eleven minutes before the start
//   a closing price one second before it
//   the result      at end_time

#include <array>

#include <absl/strings/str_cat.h>

#include "libs/domain/line.h"
#include "services/collector/import/cells.h"

namespace overround::collector {
namespace {

bool ReadTime(absl::string_view text, absl::Time* time) {
  std::string error;
  return absl::ParseTime(absl::RFC3339_full, text, time, &error);
}

void ReadBook(const CsvHeader& header, const std::vector<std::string>& cells,
              const std::string& prefix, MarketCells market, ImportedGame& row) {
  const auto cell = [&](absl::string_view column) {
    return header.Cell(cells, absl::StrCat(prefix, column));
  };
  const bool is_soccer = row.sport == "sim_soccer";
  const auto plain = [&](MarketKey key, absl::string_view line) {
    const absl::StatusOr<int32_t> quarters = ParseLineQuarters(line);
    key.line_quarters = quarters.ok() ? std::optional<int32_t>(*quarters) : std::nullopt;
    if (is_soccer) {
      key.period = Period::kRegulation;
      key.overtime = OvertimeRule::kExcluded;
    }
    return key;
  };
  market.market = is_soccer ? RegulationThreeWay() : FullGameMoneyline();
  market.prices = is_soccer
                      ? std::vector<absl::string_view>{cell("home"), cell("draw"), cell("away")}
                      : std::vector<absl::string_view>{cell("home"), cell("away")};
  AddMarket(market, row);
  market.market = plain(FullGameSpread(0), cell("spread_line"));
  market.prices = {cell("spread_home"), cell("spread_away")};
  AddMarket(market, row);
  market.market = plain(FullGameTotal(0), cell("total_line"));
  market.prices = {cell("over"), cell("under")};
  AddMarket(market, row);
}

ParsedRow ParseRow(const CsvHeader& header, const std::vector<std::string>& cells) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  ImportedGame row;
  row.sport = std::string(cell("sport_key"));
  row.game.external = {"odds_api", std::string(cell("game_id"))};
  row.game.home = std::string(cell("home_team"));
  row.game.away = std::string(cell("away_team"));
  if (!ReadTime(cell("commence_time"), &row.game.start) ||
      !ReadTime(cell("end_time"), &row.result_known_time) || row.game.external.id.empty() ||
      row.game.home.empty() || row.game.away.empty()) {
    return RefuseRow(Refusal::kMalformed, "want an id, two teams, a start and an end");
  }
  row.known_time = row.game.start - absl::Minutes(20);
  const std::optional<int> home = ParseScoreCell(cell("home_score"));
  const std::optional<int> away = ParseScoreCell(cell("away_score"));
  if (!home || !away) return RefuseRow(Refusal::kMissingScore, "home_score, away_score: want both");
  row.score = Score{Ending::kPlayed, *home, *away, std::nullopt, std::nullopt, std::nullopt};
  for (const char* book : {"harborline", "goldcrest"}) {
    MarketCells market;
    market.sportsbook = book;
    market.known_time = row.game.start - absl::Minutes(11);
    ReadBook(header, cells, absl::StrCat(book, "_open_"), market, row);
    market.known_time = row.game.start - absl::Seconds(1);
    ReadBook(header, cells, absl::StrCat(book, "_close_"), market, row);
  }
  return {std::move(row), {}};
}

}  // namespace

const Layout& SimbookSeason() {
  static const auto* layout =
      new Layout{"simbook-season",
                 "odds_api",
                 {"game_id", "sport_key", "commence_time", "end_time", "home_team", "away_team"},
                 {{"goldcrest", "Goldcrest", "BOOK", false}},
                 ParseRow};
  return *layout;
}

}  // namespace overround::collector
