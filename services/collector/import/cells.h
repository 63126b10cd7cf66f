#pragma once

// What layouts share in reading cells.

#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/civil_time.h>
#include <absl/time/time.h>

#include "services/collector/import/layout.h"

namespace overround::collector {

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
  std::optional<absl::Time> provider_time = std::nullopt;
  // The price of the layer: only the sides that are there, and no margin to check.
  bool is_lay = false;
};
void AddMarket(const MarketCells& cells, ImportedGame& row);

// The same for a line that is the book's own: a line without any price is a price refused.
void AddMarketOfLine(const MarketCells& cells, ImportedGame& row);

// A line of which the source has no price to keep.
void RefuseLine(Refusal reason, absl::string_view what, ImportedGame& row);

// The market at the line as written, or without one where it cannot be read.
MarketKey AtLine(MarketKey market, absl::string_view line);
MarketKey AtLine(MarketKey market, std::optional<int32_t> line_quarters);

// "-170.0" as "-170", as American prices are written.
absl::string_view WithoutPointZero(absl::string_view text);

// The same number with the other sign: "-1.5" is "1.5".
std::string Negated(absl::string_view number);

// No archive tells of games before, and a slip of the pen is no far future.
bool IsOfOurTime(absl::CivilDay day);

// An instant as RFC 3339 writes it; nothing for anything else.
std::optional<absl::Time> ParseInstant(absl::string_view text);

// "2014-09-04"; nothing for anything else, or a day no calendar has.
std::optional<absl::CivilDay> ParseDay(absl::string_view text);

// The start known to the day, and what follows from it for leagues: the game known seven days
// before, the result three hours after the day's end.
void SetDay(absl::CivilDay day, ImportedGame& row);
// The start known to the minute; the result three hours after it.
void SetStart(absl::Time start, ImportedGame& row);

ParsedRow RefuseRow(Refusal reason, absl::string_view detail);

}  // namespace overround::collector
