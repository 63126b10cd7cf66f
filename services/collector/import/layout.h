#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/civil_time.h>
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
  // By the layout's written rule, or as stamped in the row.
  absl::Time known_time;
};

// A price alone in its row, where a market's sides are rows of their own. They are joined, checked
// as a market and kept or refused together.
struct LooseSide {
  std::string sportsbook;
  MarketKey market;
  Side side = Side::kHome;
  bool is_lay = false;
  QuoteFormat format = QuoteFormat::kDecimal;
  std::string text;
  absl::Time known_time;
  std::optional<absl::Time> provider_time;
};

// A score alone in its row, where each team's is a row of its own.
struct LooseScore {
  bool is_home = false;
  int score = 0;
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
  // STATED where the times are stamps of the row.
  Basis basis = Basis::kAssumed;
  Basis result_basis = Basis::kAssumed;
  // The times are counted from the start, and move with it where another source knows it better.
  bool follows_start = true;
  // The row is about a game told by another file, and does not say when it starts: its start and
  // all its times count from the Unix epoch.
  bool names_known_game = false;
  // Whose prices the row is a look at, where all of them are one book's.
  std::optional<std::string> sportsbook;
  std::optional<LooseSide> loose_side;
  std::optional<LooseScore> loose_score;
  // The day the row writes, where it is a game's and not told by an instant.
  std::optional<absl::CivilDay> day;
  // The year its season begins in, where the row says: its day must be in it.
  std::optional<int> season;
};

// Whose prices alone a row tells; nothing where they are many books'.
inline std::optional<std::string> SportsbookOf(const ImportedGame& game) {
  return game.loose_side ? std::optional(game.loose_side->sportsbook) : game.sportsbook;
}

// Either a row, or why it is refused.
struct ParsedRow {
  std::optional<ImportedGame> row;
  Refused refused;
};

enum class RowMeaning : uint8_t {
  kGame,   // a row is a game, told once
  kPrice,  // a row is one side of a market: several rows a game
  kPoll,   // a row is a look at some prices at one instant: several rows a game, and an unchanged
           // price is a sighting only
};

// A kind of file: its name, what its rows are facts of, and how one is read. The known_time rules
// stand beside each layout's columns.
struct Layout {
  std::string name;
  // The source of the facts.
  std::string source;
  std::vector<std::string> required_columns;
  // Books its prices are of that no provider has told us of.
  std::vector<Sportsbook> sportsbooks;
  ParsedRow (*parse)(const CsvHeader& header, const std::vector<std::string>& cells);
  RowMeaning meaning = RowMeaning::kGame;
};

// Nothing for an unknown name.
const Layout* FindLayout(absl::string_view name);
std::vector<std::string> LayoutNames();

// "3", or "3.0" where a spreadsheet was between; nothing for anything but a whole score.
std::optional<int> ParseScoreCell(absl::string_view text);
// A year, "2014" or "2014.0"; nothing for anything else.
std::optional<int> ParseYearCell(absl::string_view text);

const Layout& NfldataGames();
const Layout& NfldataClosingLines();
const Layout& FiveThirtyEightNfl();
const Layout& Nfelo();
const Layout& SbrNfl();
const Layout& SbrNba();
const Layout& SbrMlb();
const Layout& BookSnapshots();
const Layout& NhlResults();
const Layout& NbaResults();
const Layout& MlbGames();
const Layout& OddsSnapshots();
const Layout& OddsResponses();
const Layout& WideEvents();
const Layout& WideScores();
const Layout& TennisData();
const Layout& FootballData();
const Layout& SimbookSeason();

}  // namespace overround::collector
