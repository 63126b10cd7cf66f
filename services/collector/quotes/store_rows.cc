#include "services/collector/quotes/store_rows.h"

#include "libs/base/check.h"
#include "services/collector/quotes/selection_key.h"

namespace overround::collector::quotes {

Odds ReadOdds(int32_t profit, int32_t stake) {
  const absl::StatusOr<Odds> odds = Odds::FromFraction(profit, stake);
  OVERROUND_CHECK(odds.ok());
  return *odds;
}

Quote ReadQuote(const pg::Row& row) {
  const absl::StatusOr<Side> side = ParseSide(row.Get<absl::string_view>(7));
  OVERROUND_CHECK(side.ok());
  return {row.Get<GameId>(0),
          row.Get<std::string>(4),
          MarketOf(row.Get<absl::string_view>(5), row.Get<std::optional<int32_t>>(6)),
          *side,
          row.Get<bool>(8),
          row.Get<bool>(9),
          row.Get<absl::string_view>(10) == "OFFERED" ? QuoteState::kOffered : QuoteState::kGone,
          ReadOdds(row.Get<int32_t>(11), row.Get<int32_t>(12)),
          row.Get<std::string>(13),
          QuoteFormatFromText(row.Get<absl::string_view>(14)),
          row.Get<bool>(15),
          row.Get<std::optional<absl::Time>>(16),
          row.Get<std::string>(17),
          row.Get<std::string>(18),
          {row.Get<Uuid>(3), row.Get<absl::Time>(2), row.Get<absl::Time>(1),
           BasisFromText(row.Get<absl::string_view>(19))}};
}

QuoteArrays::QuoteArrays(const std::vector<Quote>& quotes) {
  for (const Quote& quote : quotes) {
    game.push_back(quote.game);
    sportsbook.push_back(quote.sportsbook);
    slot.push_back(SlotTextOf(quote.market));
    line.push_back(quote.market.line_quarters);
    side.emplace_back(ToString(quote.side));
    is_lay.push_back(quote.is_lay);
    is_bettable.push_back(quote.is_bettable);
    state.emplace_back(ToString(quote.state));
    profit.push_back(quote.odds.profit());
    stake.push_back(quote.odds.stake());
    odds_text.push_back(quote.odds_text);
    odds_format.emplace_back(ToString(quote.format));
    is_in_play.push_back(quote.is_in_play);
    provider_time.push_back(quote.provider_time);
    source.push_back(quote.source);
    raw_document.push_back(quote.raw_document);
    quote_id.push_back(quote.stamp.fact_id);
    receive_time.push_back(quote.stamp.receive_time);
    known_time.push_back(quote.stamp.known_time);
    basis.emplace_back(ToString(quote.stamp.basis));
  }
}

}  // namespace overround::collector::quotes
