#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "services/collector/games/game.h"
#include "services/collector/import/csv.h"
#include "services/collector/quotes/quote.h"
#include "services/collector/sources/sheet.h"

namespace overround::collector {

// One price of an archive's row.
struct ImportedPrice {
  std::string sportsbook;
  Offer offer;
  // By the layout's written rule.
  absl::Time known_time;
};

// A row, understood.
struct ImportedGame {
  std::string sport;
  Described game;
  // When the game became known, and its result: both by the layout's written rule.
  absl::Time known_time;
  absl::Time result_known_time;
  std::optional<Score> score;
  std::vector<ImportedPrice> prices;
  // Prices of the row that are not kept, while the row is.
  std::vector<Refused> refused_prices;
};

// Either a row, or why it is refused.
struct ParsedRow {
  std::optional<ImportedGame> row;
  Refused refused;
};

// A kind of file: its name, what its rows are facts of, and how one is read. The known_time rules
// stand beside each layout's columns. Every price is ASSUMED.
struct Layout {
  std::string name;
  // The source of the facts.
  std::string source;
  std::vector<std::string> required_columns;
  // Books its prices are of that no provider has told us of.
  std::vector<Sportsbook> sportsbooks;
  ParsedRow (*parse)(const CsvHeader& header, const std::vector<std::string>& cells);
};

// Nothing for an unknown name.
const Layout* FindLayout(absl::string_view name);
std::vector<std::string> LayoutNames();

const Layout& NfldataGames();
const Layout& FootballData();
const Layout& SimbookSeason();

// ---- what layouts share

// Reads the offers of one market of one book from its cells' texts, one for each side the market
// has, and adds them; what cannot be believed goes to refused_prices. Nothing where every text is
// empty: the book did not quote.
struct MarketCells {
  std::string sportsbook;
  MarketKey market;
  QuoteFormat format = QuoteFormat::kDecimal;
  std::vector<absl::string_view> prices;  // in the order of SidesOf(market)
  absl::Time known_time;
  // A maximum over books may pay more than it costs.
  bool is_aggregate = false;
};
void AddMarket(const MarketCells& cells, ImportedGame& row);

// "3", or "3.0" where a spreadsheet was between; nothing for anything but a whole score.
std::optional<int> ParseScoreCell(absl::string_view text);

ParsedRow RefuseRow(Refusal reason, absl::string_view detail);

}  // namespace overround::collector
