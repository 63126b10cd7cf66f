// Prices of The Odds API in long form: one row an outcome of one market of one book at one pull.
// Snapshots have decimal prices; responses (an answer of v4, flattened by tools/import) American
// ones.
//
// known_time rules, all STATED:
//   a price   its pull's stamp (snapshot_utc or snapshot_time); without one, last_update
//   the game  with the first row that shows it
// The provider's time is last_update. Prices of a game already on are kept and flagged, and no
// close uses them. The same price in a later pull is a sighting only. Sides of a market are joined
// by book, line and pull. `h2h_lay` is the layer's price. Outrights have no home and away.

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "services/collector/import/cells.h"
#include "services/collector/import/odds_api_sports.h"

namespace overround::collector {
namespace {

// "20260407_213612", or an instant.
std::optional<absl::Time> PullTime(const CsvHeader& header, const std::vector<std::string>& cells) {
  const absl::string_view compact = header.Cell(cells, "snapshot_utc");
  const absl::string_view full = header.Cell(cells, "snapshot_time");
  if (!full.empty()) return ParseInstant(full);
  if (compact.empty()) return ParseInstant(header.Cell(cells, "last_update"));
  absl::Time time;
  std::string error;
  if (!absl::ParseTime("%E4Y%m%d_%H%M%S", compact, &time, &error)) return std::nullopt;
  return time;
}

MarketKey Plain(MarketKey market, bool is_soccer) {
  if (is_soccer) {
    market.period = Period::kRegulation;
    market.overtime = OvertimeRule::kExcluded;
  }
  return market;
}

// The market and side an outcome is of, or why it is none we keep.
std::optional<Refused> ReadOutcome(const CsvHeader& header, const std::vector<std::string>& cells,
                                   const ImportedGame& row, LooseSide& price) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  const absl::string_view market = cell("market");
  const absl::string_view outcome = cell("outcome_name");
  const bool is_soccer = absl::StartsWith(cell("sport_key"), "soccer_");
  const bool is_home = outcome == row.game.home;
  const bool is_team = is_home || outcome == row.game.away;
  price.side = is_home ? Side::kHome : Side::kAway;
  price.is_lay = market == "h2h_lay";
  bool is_known = is_team;
  if (market == "h2h" || price.is_lay) {
    price.market = is_soccer ? RegulationThreeWay() : FullGameMoneyline();
    if (is_soccer && outcome == "Draw") {
      price.side = Side::kDraw;
      is_known = true;
    }
  } else if (market == "spreads") {
    price.market = Plain(
        AtLine(FullGameSpread(0), is_home ? std::string(cell("point")) : Negated(cell("point"))),
        is_soccer);
  } else if (market == "totals") {
    price.market = Plain(AtLine(FullGameTotal(0), cell("point")), is_soccer);
    price.side = outcome == "Over" ? Side::kOver : Side::kUnder;
    is_known = outcome == "Over" || outcome == "Under";
  } else {
    const bool is_outright = absl::StartsWith(market, "outrights");
    return Refused{is_outright ? Refusal::kOutright : Refusal::kUnknownMarket,
                   absl::StrCat("market: ", market)};
  }
  if (is_known) return std::nullopt;
  return Refused{Refusal::kUnknownOutcome, absl::StrCat("outcome_name: ", outcome)};
}

ParsedRow Parse(QuoteFormat format, const CsvHeader& header,
                const std::vector<std::string>& cells) {
  const auto cell = [&](absl::string_view column) { return header.Cell(cells, column); };
  ImportedGame row;
  row.sport = SportOfOddsApiKey(cell("sport_key"));
  if (row.sport.empty()) {
    return RefuseRow(Refusal::kUnknownSport, absl::StrCat("sport_key: ", cell("sport_key")));
  }
  row.game.external = {"odds_api", std::string(cell("event_id"))};
  row.game.home = std::string(cell("home_team"));
  row.game.away = std::string(cell("away_team"));
  LooseSide price;
  if (const auto refused = ReadOutcome(header, cells, row, price)) return {std::nullopt, *refused};
  const std::optional<absl::Time> start = ParseInstant(cell("commence_time"));
  const std::optional<absl::Time> pull = PullTime(header, cells);
  price.sportsbook = std::string(cell(header.Has("bookmaker") ? "bookmaker" : "bookmaker_key"));
  if (!start || !pull || cell("event_id").empty() || row.game.home.empty() ||
      row.game.away.empty() || price.sportsbook.empty()) {
    return RefuseRow(Refusal::kMalformed,
                     absl::StrCat("event_id, commence_time: ", cell("event_id"), " ",
                                  cell("commence_time"), ", want a game, its start and a pull"));
  }
  SetStart(*start, row);
  row.known_time = *pull;
  row.basis = Basis::kStated;
  row.follows_start = false;
  price.format = format;
  price.text = std::string(cell("price"));
  price.known_time = *pull;
  price.provider_time = ParseInstant(cell("last_update"));
  row.loose_side = std::move(price);
  return {std::move(row), {}};
}

ParsedRow ParseDecimalRow(const CsvHeader& header, const std::vector<std::string>& cells) {
  return Parse(QuoteFormat::kDecimal, header, cells);
}

ParsedRow ParseAmericanRow(const CsvHeader& header, const std::vector<std::string>& cells) {
  return Parse(QuoteFormat::kAmerican, header, cells);
}

const std::vector<std::string>& RequiredColumns() {
  static const auto* columns = new std::vector<std::string>{
      "event_id",    "sport_key", "commence_time", "home_team", "away_team",
      "last_update", "market",    "outcome_name",  "price",     "point"};
  return *columns;
}

}  // namespace

const Layout& OddsSnapshots() {
  static const auto* layout = new Layout{"odds-snapshots", "odds_api",       RequiredColumns(), {},
                                         ParseDecimalRow,  RowMeaning::kPoll};
  return *layout;
}

const Layout& OddsResponses() {
  static const auto* layout = new Layout{"odds-responses", "odds_api",       RequiredColumns(), {},
                                         ParseAmericanRow, RowMeaning::kPoll};
  return *layout;
}

}  // namespace overround::collector
