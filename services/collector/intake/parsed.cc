#include "services/collector/intake/parsed.h"

#include <utility>

#include <absl/strings/str_split.h>

#include "libs/base/status_macros.h"
#include "services/collector/sources/the_odds_api.h"

namespace overround::collector {
namespace {

std::optional<QuoteFormat> FormatOf(const RawDocument& document) {
  const absl::string_view format = ParameterOf(document, "oddsFormat");
  if (format == "american") return QuoteFormat::kAmerican;
  if (format == "decimal") return QuoteFormat::kDecimal;
  return std::nullopt;
}

absl::StatusOr<OddsSheet> ParseOddsOf(const RawDocument& document,
                                      const std::optional<Sport>& sport) {
  const Period period = sport ? sport->plain_period : Period::kFullGame;
  OVERROUND_ASSIGN_OR_RETURN(OddsSheet sheet,
                             the_odds_api::ParseOdds(document.body, {FormatOf(document), period}));
  // Without its time the past would be taken for the present.
  if (IsAboutThePast(document.kind) && !sheet.snapshot) {
    return absl::InvalidArgumentError("timestamp: missing, want what it is the state of");
  }
  return sheet;
}

}  // namespace

int64_t Parsed::Read() const {
  return odds.prices_read + scores.games_read + events.prices_read +
         static_cast<int64_t>(order_book.has_value());
}

absl::StatusOr<Parsed> ParseDocument(const RawDocument& document,
                                     const std::optional<Sport>& sport) {
  Parsed parsed;
  if (document.kind == DocumentKind::kScores) {
    OVERROUND_ASSIGN_OR_RETURN(parsed.scores, the_odds_api::ParseScores(document.body));
  } else if (document.kind == DocumentKind::kOrderBook) {
    OVERROUND_ASSIGN_OR_RETURN(parsed.order_book, kalshi::ParseOrderBook(document.body));
  } else if (document.source == kalshi::kSource) {
    OVERROUND_ASSIGN_OR_RETURN(parsed.events, kalshi::ParseEvents(document.body));
  } else {
    OVERROUND_ASSIGN_OR_RETURN(parsed.odds, ParseOddsOf(document, sport));
  }
  return parsed;
}

absl::string_view ParameterOf(const RawDocument& document, absl::string_view name) {
  const std::pair<absl::string_view, absl::string_view> parts =
      absl::StrSplit(absl::string_view(document.request), absl::MaxSplits('?', 1));
  for (const absl::string_view pair : absl::StrSplit(parts.second, '&')) {
    const std::pair<absl::string_view, absl::string_view> parameter =
        absl::StrSplit(pair, absl::MaxSplits('=', 1));
    if (parameter.first == name) return parameter.second;
  }
  return "";
}

bool IsAboutThePast(DocumentKind kind) {
  return kind == DocumentKind::kHistoricalOdds || kind == DocumentKind::kHistoricalEventOdds;
}

}  // namespace overround::collector
