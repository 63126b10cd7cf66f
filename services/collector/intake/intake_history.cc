#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/games/store.h"
#include "services/collector/intake/intake.h"
#include "services/collector/intake/quarantine.h"
#include "services/collector/quotes/closing.h"
#include "services/collector/quotes/selection_key.h"
#include "services/collector/quotes/store.h"
#include "services/collector/quotes/store_imports.h"
#include "services/collector/sources/swap_sides.h"

namespace overround::collector {
namespace {

// The last price of each selection that was known then, where it was not gone.
std::map<std::string, Quote> StandingQuotes(std::vector<Quote> quotes) {
  std::map<std::string, Quote> standing;
  for (Quote& quote : quotes) {
    std::string selection = SelectionText(quote);
    standing.erase(selection);
    if (quote.state == QuoteState::kOffered)
      standing.emplace(std::move(selection), std::move(quote));
  }
  return standing;
}

Quote GoneBy(Quote standing, const Game& game, const Provenance& from) {
  standing.state = QuoteState::kGone;
  standing.is_in_play = from.known_time >= game.start;
  standing.provider_time.reset();
  standing.source = from.source;
  standing.raw_document = from.raw_document;
  standing.stamp = from.StampOf(Uuid());
  return standing;
}

Quote QuoteOf(const Game& game, const std::string& sportsbook, bool is_bettable, const Offer& offer,
              const Provenance& from) {
  const bool is_in_play =
      from.known_time >= game.start || (offer.provider_time && *offer.provider_time >= game.start);
  return {game.id,
          sportsbook,
          offer.market,
          offer.side,
          offer.lay,
          is_bettable && !offer.lay,
          QuoteState::kOffered,
          offer.odds,
          offer.odds_text,
          offer.format,
          is_in_play,
          offer.provider_time,
          from.source,
          from.raw_document,
          from.StampOf(Uuid())};
}

// When each book of the answer was seen, so that a price that stood need not be stored again.
std::vector<Sighting> SightingsOf(const Game& game, const GameSheet& sheet,
                                  const Provenance& from) {
  std::vector<Sighting> sightings;
  sightings.reserve(sheet.books.size());
  for (const BookSheet& book : sheet.books) {
    if (!book.offers.empty()) sightings.push_back({game.id, book.key, from.known_time, {}});
  }
  return sightings;
}

}  // namespace

// A price that stood already is no news. One that a book in the answer shows no more is gone,
// unless we came to see that book there ourselves later on: then its course is known better. A game
// that has left the answer ends nothing: mostly it was over.
absl::StatusOr<std::vector<Quote>> Intake::NewsOf(pg::Transaction& tx, const Game& game,
                                                  const GameSheet& sheet, const PastAnswer& past) {
  const Provenance& from = past.from;
  OVERROUND_ASSIGN_OR_RETURN(
      auto before, quotes::ListQuotesBefore(tx, game.id, from.known_time + absl::Microseconds(1)));
  OVERROUND_ASSIGN_OR_RETURN(const auto books, quotes::ListSportsbooks(tx));
  OVERROUND_ASSIGN_OR_RETURN(const auto seen_since,
                             quotes::ListLastSightings(tx, game.id, from.known_time));
  std::map<std::string, bool> is_bettable;
  for (const Sportsbook& book : books) is_bettable[book.key] = book.IsBettable();
  std::map<std::string, Quote> standing = StandingQuotes(std::move(before));
  std::vector<Quote> news;
  for (const BookSheet& book : sheet.books) {
    for (const Offer& offer : book.offers) {
      Quote quote = QuoteOf(game, book.key, is_bettable[book.key], offer, from);
      const auto stood = standing.find(SelectionText(quote));
      const bool is_news = stood == standing.end() || stood->second.odds != offer.odds;
      if (stood != standing.end()) standing.erase(stood);
      if (is_news) news.push_back(std::move(quote));
    }
  }
  for (auto& [selection, quote] : standing) {
    const bool is_ours = seen_since.count(quote.sportsbook) > 0;
    const bool is_asked = std::count(past.kinds.begin(), past.kinds.end(), quote.market.kind) > 0 &&
                          !IsEventDocument(quote.raw_document);
    if (!is_asked || is_ours || past.whole_books.count(quote.sportsbook) == 0) continue;
    news.push_back(GoneBy(std::move(quote), game, from));
  }
  for (Quote& quote : news) {
    quote.stamp.fact_id = ids_.Derive(from.known_time, "historical_quote",
                                      absl::StrCat(game.id.ToString(), "/", SelectionText(quote)));
  }
  return news;
}

absl::Status Intake::TakeHistory(pg::Transaction& tx, OddsSheet sheet, Work& work) {
  work.counts.read = sheet.prices_read;
  work.refused = std::move(sheet.refused);
  if (!work.sport) {
    work.refused = {{Refusal::kUnknownSport, work.document.sport, sheet.prices_read}};
    return absl::OkStatus();
  }
  Provenance from = work.from;
  from.known_time = sheet.snapshot->time;
  from.basis = Basis::kStated;
  OVERROUND_RETURN_IF_ERROR(games::LockIntake(tx, work.sport->key));
  OVERROUND_RETURN_IF_ERROR(MeetBooks(tx, sheet).status());
  OVERROUND_RETURN_IF_ERROR(quotes::EnsureMonth(tx, from.receive_time));
  std::vector<std::string> ids;
  for (const GameSheet& game : sheet.games) ids.push_back(game.provider_game_id);
  OVERROUND_ASSIGN_OR_RETURN(auto known, KnownGames(tx, work.document.source, ids));
  PastAnswer past{from, KindsOf(work.document), {}};
  for (const GameSheet& game : sheet.games) {
    for (const BookSheet& book : game.books) past.whole_books.insert(book.key);
  }
  for (GameSheet& each : sheet.games) {
    int prices = 0;
    for (const BookSheet& book : each.books) prices += static_cast<int>(book.offers.size());
    const auto found = known.find(each.provider_game_id);
    if (found == known.end()) {
      work.refused.push_back({Refusal::kUnmatchedGame, each.provider_game_id, prices});
      continue;
    }
    Game game = std::move(found->second);
    // Named twice: the second time nobody knows it.
    known.erase(found);
    if (game.is_swapped) SwapSides(each);
    GateReport gate = PassGate(from.known_time, game.start, each);
    work.in_play += gate.in_play;
    work.future_stamps += gate.future_stamps;
    for (const Held& held : gate.held) prices -= static_cast<int>(held.offers.size());
    PastAnswer of_game = past;
    if (!each.is_whole) of_game.whole_books.clear();
    for (const BookSheet& book : each.books) {
      if (!book.is_whole) of_game.whole_books.erase(book.key);
    }
    OVERROUND_RETURN_IF_ERROR(HoldBatches(tx, ids_, work.from, game.id, gate.held));
    work.held.insert(work.held.end(), gate.held.begin(), gate.held.end());
    OVERROUND_ASSIGN_OR_RETURN(const std::vector<Quote> news, NewsOf(tx, game, each, of_game));
    OVERROUND_RETURN_IF_ERROR(quotes::InsertHistory(tx, news).status());
    OVERROUND_RETURN_IF_ERROR(quotes::InsertImportedSightings(
        tx, {from.source, from.raw_document, from.receive_time, SightingsOf(game, each, from)}));
    const auto gone = std::count_if(news.begin(), news.end(), [](const Quote& quote) {
      return quote.state == QuoteState::kGone;
    });
    const auto changed = static_cast<int64_t>(news.size()) - gone;
    work.counts.changed += changed;
    work.counts.unchanged += prices - changed;
    work.counts.gone += gone;
    const bool is_close =
        from.known_time < game.start && game.start - from.known_time <= kCloseAgeMax;
    // Also where it only says that what stood was the close.
    const bool closes_anew = game.close_revision > 0 && from.known_time < game.start &&
                             (!news.empty() || (is_close && prices > 0));
    if (closes_anew) OVERROUND_RETURN_IF_ERROR(quotes_.CloseLines(tx, work.from, game));
  }
  return absl::OkStatus();
}

}  // namespace overround::collector
