#include "services/collector/intake/quarantine.h"

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/games/store.h"
#include "services/collector/intake/offers_json.h"
#include "services/collector/quotes/selection_key.h"
#include "services/collector/quotes/store.h"

namespace overround::collector {
namespace {

// The batch with the state asked for; `is_news` tells whether it had to be changed.
absl::StatusOr<intake::QuarantinedBatch> Decide(pg::Transaction& tx, const Decision& decision,
                                                const std::string& state, bool* is_news) {
  OVERROUND_ASSIGN_OR_RETURN(auto found, intake::LockQuarantined(tx, decision.batch));
  if (!found) {
    return absl::NotFoundError(
        absl::StrCat("name: quarantine/", decision.batch.ToString(), ", want a known batch"));
  }
  *is_news = found->state == "HELD";
  if (found->state == state) return *found;
  if (!*is_news) {
    return absl::FailedPreconditionError(
        absl::StrCat("name: the batch is ", found->state, ", want one that is HELD"));
  }
  found->state = state;
  found->decide_time = decision.now;
  found->decided_by = decision.decided_by;
  OVERROUND_RETURN_IF_ERROR(intake::UpdateQuarantined(tx, *found));
  return *found;
}

}  // namespace

absl::StatusOr<intake::QuarantinedBatch> ReleaseBatch(pg::Transaction& tx, const IdSource& ids,
                                                      const Decision& decision) {
  bool is_news = false;
  OVERROUND_ASSIGN_OR_RETURN(const intake::QuarantinedBatch batch,
                             Decide(tx, decision, "RELEASED", &is_news));
  if (!is_news) return batch;
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<Game> game, games::FindGame(tx, batch.game));
  OVERROUND_ASSIGN_OR_RETURN(const auto offers, ParseOffers(batch.offers));
  std::vector<Quote> quotes;
  for (const Offer& offer : offers) {
    const bool is_in_play = game && decision.now >= game->start;
    Quote quote{batch.game,
                batch.sportsbook,
                offer.market,
                offer.side,
                offer.lay,
                !offer.lay,
                QuoteState::kOffered,
                offer.odds,
                offer.odds_text,
                offer.format,
                is_in_play,
                offer.provider_time,
                batch.source,
                batch.raw_document,
                {Uuid(), decision.now, decision.now, Basis::kObserved}};
    quote.stamp.fact_id = ids.Derive(decision.now, "released_quote",
                                     absl::StrCat(batch.id.ToString(), "/", SelectionText(quote)));
    quotes.push_back(std::move(quote));
  }
  OVERROUND_RETURN_IF_ERROR(quotes::EnsureMonth(tx, decision.now));
  OVERROUND_RETURN_IF_ERROR(quotes::InsertHistory(tx, quotes).status());
  return batch;
}

absl::StatusOr<intake::QuarantinedBatch> DismissBatch(pg::Transaction& tx,
                                                      const Decision& decision) {
  bool is_news = false;
  return Decide(tx, decision, "DISMISSED", &is_news);
}

}  // namespace overround::collector
