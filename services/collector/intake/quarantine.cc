#include "services/collector/intake/quarantine.h"

#include <algorithm>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/games/store.h"
#include "services/collector/import/store_sets.h"
#include "services/collector/intake/offers_json.h"
#include "services/collector/quotes/selection_key.h"
#include "services/collector/quotes/store.h"
#include "services/collector/quotes/store_boards.h"

namespace overround::collector {
namespace {

// A fact that follows another at once is the next.
constexpr absl::Duration kNext = absl::Microseconds(1);

// The batch with the state asked for; `is_news` tells whether it had to be changed.
absl::StatusOr<intake::QuarantinedBatch> Decide(pg::Transaction& tx, const Decision& decision,
                                                const std::string& state, bool* is_news) {
  OVERROUND_ASSIGN_OR_RETURN(auto found, intake::LockQuarantined(tx, decision.batch));
  if (!found) {
    return absl::NotFoundError(
        absl::StrCat("name: quarantine/", decision.batch.ToString(), ", want a known batch"));
  }
  *is_news = false;
  if (found->state == state) return *found;
  // A set's batch says until it is released that the set is not believed, dismissed or not.
  OVERROUND_ASSIGN_OR_RETURN(const auto set, imports::FindScrambledSet(tx, decision.batch));
  const bool is_open = found->state == "DISMISSED" && set && !set->is_trusted;
  *is_news = found->state == "HELD" || is_open;
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

Quote ReleasedQuote(const intake::QuarantinedBatch& batch, const Game& game, const Offer& offer,
                    bool is_bettable, const Provenance& from) {
  return {game.id,
          batch.sportsbook,
          offer.market,
          offer.side,
          offer.lay,
          is_bettable && !offer.lay,
          QuoteState::kOffered,
          offer.odds,
          offer.odds_text,
          offer.format,
          from.receive_time >= game.start,
          offer.provider_time,
          batch.source,
          batch.raw_document,
          from.StampOf(Uuid())};
}

// What stands once a price was let through: the book's present offer, or its end.
Quote After(const Quote& released, const std::vector<CurrentQuote>& offered,
            const Provenance& from) {
  const auto standing = std::find_if(
      offered.begin(), offered.end(),
      [&](const CurrentQuote& current) { return current.quote.SameSelection(released); });
  Quote after = standing != offered.end() ? standing->quote : released;
  if (standing == offered.end()) {
    after.state = QuoteState::kGone;
    after.provider_time.reset();
  }
  after.stamp = from.StampOf(Uuid());
  return after;
}

// `what` keeps a price apart from what stands after it, a microsecond later.
void NameQuotes(const IdSource& ids, absl::string_view what, const Uuid& batch,
                std::vector<Quote>& quotes) {
  for (Quote& quote : quotes) {
    quote.stamp.fact_id = ids.Derive(quote.stamp.receive_time, what,
                                     absl::StrCat(batch.ToString(), "/", SelectionText(quote)));
  }
}

}  // namespace

absl::Status HoldBatches(pg::Transaction& tx, const IdSource& ids, const Provenance& from,
                         const GameId& game, const std::vector<Held>& held) {
  for (const Held& each : held) {
    intake::QuarantinedBatch batch;
    batch.id = ids.Derive(from.receive_time, "quarantine",
                          absl::StrCat(from.raw_document, "/", game.ToString(), "/", each.detail));
    batch.check_type = std::string(ToString(each.reason));
    batch.details = each.detail;
    batch.source = from.source;
    batch.game = game;
    batch.sportsbook = each.sportsbook;
    batch.offers = WriteOffers(each.offers);
    batch.row_count = static_cast<int>(each.offers.size());
    batch.raw_document = from.raw_document;
    batch.receive_time = from.receive_time;
    OVERROUND_RETURN_IF_ERROR(intake::InsertQuarantined(tx, batch));
  }
  return absl::OkStatus();
}

absl::StatusOr<intake::QuarantinedBatch> ReleaseBatch(pg::Transaction& tx, Quotes& quotes,
                                                      const IdSource& ids,
                                                      const Decision& decision) {
  bool is_news = false;
  OVERROUND_ASSIGN_OR_RETURN(const intake::QuarantinedBatch batch,
                             Decide(tx, decision, "RELEASED", &is_news));
  // An archive's rows are the importer's to let in.
  if (!is_news || !batch.game) return batch;
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<Game> game, games::FindGame(tx, *batch.game));
  if (!game) return absl::InternalError("quarantine: a batch of no game");
  OVERROUND_RETURN_IF_ERROR(games::LockIntake(tx, game->sport));
  OVERROUND_ASSIGN_OR_RETURN(const auto offers, ParseOffers(batch.offers));
  OVERROUND_ASSIGN_OR_RETURN(const auto offered,
                             quotes::ListCurrent(tx, {{game->id}, batch.sportsbook, "", false}));
  const Provenance now{batch.source, batch.raw_document, decision.now, decision.now,
                       Basis::kObserved};
  const Provenance next{batch.source, batch.raw_document, decision.now + kNext,
                        decision.now + kNext, Basis::kObserved};
  OVERROUND_ASSIGN_OR_RETURN(const auto books, quotes::ListSportsbooks(tx));
  const bool is_bettable = std::any_of(books.begin(), books.end(), [&](const Sportsbook& book) {
    return book.key == batch.sportsbook && book.IsBettable();
  });
  std::vector<Quote> released;
  released.reserve(offers.size());
  for (const Offer& offer : offers)
    released.push_back(ReleasedQuote(batch, *game, offer, is_bettable, now));
  std::vector<Quote> after;
  after.reserve(offers.size());
  for (const Quote& quote : released) after.push_back(After(quote, offered, next));
  NameQuotes(ids, "released_quote", batch.id, released);
  NameQuotes(ids, "quote_after_release", batch.id, after);
  OVERROUND_RETURN_IF_ERROR(quotes.Append(tx, now, *game, released));
  OVERROUND_RETURN_IF_ERROR(quotes.Append(tx, next, *game, after));
  return batch;
}

absl::StatusOr<intake::QuarantinedBatch> DismissBatch(pg::Transaction& tx,
                                                      const Decision& decision) {
  bool is_news = false;
  return Decide(tx, decision, "DISMISSED", &is_news);
}

}  // namespace overround::collector
