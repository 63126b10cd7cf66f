// nfldata's closing_lines.csv: one row a selection of one nameless book, with the line as a
// bookmaker signs it and American odds, which may be missing.
//
// known_time rules, all ASSUMED:
//   the close  one minute before the start
// alt_game_id is the game of games.csv; without that file the day stands in the old game_id, and
// the game is known seven days before. `outcome` grades each selection and is not a fact of ours.

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "services/collector/import/cells.h"
#include "services/collector/import/nfl_teams.h"

namespace overround::collector {
namespace {

// Its prices are others than those of games.csv.
constexpr char kBook[] = "nfldata_lines";

struct GameId {
  std::string away;
  std::string home;
};

// "2006_01_MIA_PIT".
std::optional<GameId> ParseGameId(absl::string_view text) {
  const std::vector<absl::string_view> parts = absl::StrSplit(text, '_');
  if (parts.size() != 4 || NflTeamOfCode(parts[2]).empty() || NflTeamOfCode(parts[3]).empty()) {
    return std::nullopt;
  }
  return GameId{std::string(parts[2]), std::string(parts[3])};
}

// "2006090700" is a game of 7 September 2006.
std::optional<absl::CivilDay> DayOf(absl::string_view old_id) {
  if (old_id.size() != 10) return std::nullopt;
  return ParseDay(
      absl::StrCat(old_id.substr(0, 4), "-", old_id.substr(4, 2), "-", old_id.substr(6, 2)));
}

// Whose price it is and of which market; false for a type or side that is none of the game's.
bool ReadMarket(absl::string_view type, absl::string_view side, absl::string_view line,
                const GameId& game, LooseSide& price) {
  if (type == "TOTAL") {
    if (side != "Over" && side != "Under") return false;
    price.side = side == "Over" ? Side::kOver : Side::kUnder;
    price.market = AtLine(FullGameTotal(0), line);
    return true;
  }
  const std::string team = NflTeamOfCode(side);
  const bool is_home = team == NflTeamOfCode(game.home);
  if (team.empty() || (!is_home && team != NflTeamOfCode(game.away))) return false;
  price.side = is_home ? Side::kHome : Side::kAway;
  if (type == "MONEYLINE") price.market = FullGameMoneyline();
  if (type == "SPREAD") {
    price.market = AtLine(FullGameSpread(0), is_home ? std::string(line) : Negated(line));
  }
  return type == "MONEYLINE" || type == "SPREAD";
}

ParsedRow ParseRow(const CsvHeader& header, const std::vector<std::string>& cells) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  const std::optional<GameId> game = ParseGameId(cell("alt_game_id"));
  const std::optional<absl::CivilDay> day = DayOf(cell("game_id"));
  if (!game || !day) {
    return RefuseRow(Refusal::kMalformed,
                     absl::StrCat("alt_game_id, game_id: ", cell("alt_game_id"), " ",
                                  cell("game_id"), ", want a game"));
  }
  ImportedGame row;
  row.sport = "nfl";
  row.game.external = {"nfldata", std::string(cell("alt_game_id"))};
  row.game.home = NflTeamOfCode(game->home);
  row.game.away = NflTeamOfCode(game->away);
  SetDay(*day, row);
  LooseSide price;
  if (!ReadMarket(cell("type"), cell("side"), cell("line"), *game, price)) {
    return RefuseRow(
        Refusal::kUnknownOutcome,
        absl::StrCat("type, side: ", cell("type"), " ", cell("side"), ", want one of the game"));
  }
  if (cell("odds").empty()) return RefuseRow(Refusal::kMissingPrice, "odds: empty, want a price");
  price.sportsbook = kBook;
  price.format = QuoteFormat::kAmerican;
  price.text = std::string(cell("odds"));
  price.known_time = row.game.start - absl::Minutes(1);
  row.loose_side = std::move(price);
  return {std::move(row), {}};
}

}  // namespace

const Layout& NfldataClosingLines() {
  static const auto* layout = new Layout{"nfldata-closing-lines",
                                         "nfldata",
                                         {"game_id", "alt_game_id", "type", "side", "line", "odds"},
                                         {{kBook, "nfldata's closing lines", "BOOK", false}},
                                         ParseRow,
                                         RowMeaning::kPrice};
  return *layout;
}

}  // namespace overround::collector
