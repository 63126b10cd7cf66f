// Wide snapshots of The Odds API, NHL and WNBA: one row a pull, game and book, American prices of
// moneyline, puck line or spread, and total. The same game is in several pulls: an unchanged price
// is a sighting only.
//
// known_time rules:
//   a row with its pull's stamp (WNBA)    STATED: snapshot_taken_at_utc
//   a row without (all of NHL)            ASSUMED: 17:00 UTC of `date`, when that archive's pulls
//   ran the game                              with the first row that shows it
// The provider's time is bookmaker_last_update_utc, where there is one. Prices of a game already on
// are kept and flagged, and no close uses them: the pull is often late.

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>

#include "services/collector/import/cells.h"

namespace overround::collector {
namespace {

// Whether a pull says when it was.
bool ReadPull(const CsvHeader& header, const std::vector<std::string>& cells, ImportedGame& row) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  row.follows_start = false;
  if (!cell("snapshot_taken_at_utc").empty()) {
    const std::optional<absl::Time> taken = ParseInstant(cell("snapshot_taken_at_utc"));
    if (!taken) return false;
    row.known_time = *taken;
    row.basis = Basis::kStated;
    return true;
  }
  const std::optional<absl::CivilDay> day = ParseDay(cell("date"));
  if (!day) return false;
  row.known_time = absl::FromCivil(absl::CivilHour(*day) + 17, absl::UTCTimeZone());
  return true;
}

void ReadPrices(const CsvHeader& header, const std::vector<std::string>& cells, ImportedGame& row) {
  const auto cell = [&](absl::string_view column) {
    return WithoutPointZero(header.Cell(cells, column));
  };
  MarketCells market;
  market.sportsbook = std::string(cell("bookmaker"));
  market.format = QuoteFormat::kAmerican;
  market.known_time = row.known_time;
  market.provider_time = ParseInstant(cell("bookmaker_last_update_utc"));
  market.market = FullGameMoneyline();
  market.prices = {cell("ml_home"), cell("ml_away")};
  AddMarket(market, row);
  // Sides that disagree about the line are two halves of two markets.
  market.market = AtLine(FullGameSpread(0), cell("spread_home"));
  const MarketKey other = AtLine(FullGameSpread(0), Negated(cell("spread_away")));
  if (market.market != other) market.market.line_quarters.reset();
  market.prices = {cell("spread_home_odds"), cell("spread_away_odds")};
  AddMarketOfLine(market, row);
  market.market = AtLine(FullGameTotal(0), cell("total_line"));
  market.prices = {cell("total_over_odds"), cell("total_under_odds")};
  AddMarketOfLine(market, row);
}

ParsedRow ParseRow(const CsvHeader& header, const std::vector<std::string>& cells) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  const std::optional<absl::Time> start = ParseInstant(cell("commence_time"));
  ImportedGame row;
  row.sport = absl::AsciiStrToLower(cell("sport"));
  if (row.sport != "nhl" && row.sport != "wnba") {
    return RefuseRow(Refusal::kUnknownSport, absl::StrCat("sport: ", cell("sport")));
  }
  row.game.external = {"odds_api", std::string(cell("game_id"))};
  row.game.home = std::string(cell("home_team"));
  row.game.away = std::string(cell("away_team"));
  if (!start || cell("game_id").empty() || row.game.home.empty() || row.game.away.empty() ||
      cell("bookmaker").empty()) {
    return RefuseRow(Refusal::kMalformed,
                     absl::StrCat("game_id, commence_time: ", cell("game_id"), " ",
                                  cell("commence_time"), ", want a game, its start and a book"));
  }
  row.sportsbook = std::string(cell("bookmaker"));
  SetStart(*start, row);
  if (!ReadPull(header, cells, row)) {
    return RefuseRow(Refusal::kMalformed,
                     absl::StrCat("snapshot_taken_at_utc, date: ", cell("snapshot_taken_at_utc"),
                                  " ", cell("date"), ", want the pull's time"));
  }
  ReadPrices(header, cells, row);
  return {std::move(row), {}};
}

}  // namespace

const Layout& BookSnapshots() {
  static const auto* layout =
      new Layout{"book-snapshots",
                 "odds_api",
                 {"date", "sport", "game_id", "commence_time", "snapshot_taken_at_utc", "home_team",
                  "away_team", "bookmaker", "ml_home", "ml_away"},
                 {},
                 ParseRow,
                 RowMeaning::kPoll};
  return *layout;
}

}  // namespace overround::collector
