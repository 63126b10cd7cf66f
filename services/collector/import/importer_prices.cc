#include <algorithm>
#include <iterator>
#include <map>
#include <set>
#include <string>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/collector/convert.h"
#include "services/collector/events.h"
#include "services/collector/import/importer_work.h"
#include "services/collector/import/price_history.h"
#include "services/collector/quotes/closing.h"
#include "services/collector/quotes/selection_key.h"
#include "services/collector/quotes/store.h"

namespace overround::collector {
namespace {

bool ByKnownTime(const Quote& a, const Quote& b) { return a.stamp.known_time < b.stamp.known_time; }

// A start known to the day tells nothing in play from what is not.
bool IsInPlay(const Game& game, const ImportedPrice& price) {
  if (game.precision == StartPrecision::kDay) return false;
  const auto& stamped = price.offer.provider_time;
  return price.known_time >= game.start || (stamped && *stamped >= game.start);
}

// Where a book showed a price that is no news: it was seen, and that is all.
std::vector<Sighting> UnchangedIn(const std::vector<Quote>& told, const std::vector<Quote>& news) {
  std::map<std::pair<std::string, absl::Time>, int> unchanged;
  for (const Quote& quote : told) ++unchanged[{quote.sportsbook, quote.stamp.known_time}];
  for (const Quote& quote : news) {
    if (quote.state == QuoteState::kOffered) {
      --unchanged[{quote.sportsbook, quote.stamp.known_time}];
    }
  }
  std::vector<Sighting> sightings;
  for (const Quote& quote : told) {
    int& count = unchanged[{quote.sportsbook, quote.stamp.known_time}];
    if (count > 0) {
      sightings.push_back(
          {quote.game, quote.sportsbook, quote.stamp.known_time, quote.provider_time});
    }
    count = 0;
  }
  return sightings;
}

}  // namespace

absl::Status Importer::LoadPrices(Work& work) const {
  std::set<GameId> games = work.reclosed;
  for (const Subject& subject : work.subjects) {
    if (!subject.is_refused && !work.games.At(subject.game).is_new) games.insert(subject.game);
  }
  const std::vector<GameId> known(games.begin(), games.end());
  if (known.empty()) return absl::OkStatus();
  OVERROUND_ASSIGN_OR_RETURN(auto quotes, quotes::ListMovements(work.tx, known));
  for (Quote& quote : quotes) work.quotes[quote.game].push_back(std::move(quote));
  OVERROUND_ASSIGN_OR_RETURN(const auto sightings, quotes::ListAllSightings(work.tx, known));
  for (const Sighting& each : sightings) work.sightings[each.game].push_back(each);
  return absl::OkStatus();
}

absl::Status Importer::StorePrices(Work& work) const {
  OVERROUND_RETURN_IF_ERROR(LoadPrices(work));
  for (const Subject& subject : work.subjects) {
    if (subject.is_refused) continue;
    TakePrices(work, subject);
    CloseGame(work, subject);
  }
  for (const GameId& id : work.reclosed) CloseAgain(work, id);
  OVERROUND_RETURN_IF_ERROR(work.games.WriteFacts(work.batch.now));
  OVERROUND_RETURN_IF_ERROR(quotes::EnsureMonth(work.tx, work.batch.now));
  OVERROUND_RETURN_IF_ERROR(quotes::InsertHistory(work.tx, work.new_quotes).status());
  work.counts.prices_stored = static_cast<int64_t>(work.new_quotes.size());
  OVERROUND_RETURN_IF_ERROR(quotes::InsertImportedSightings(
      work.tx,
      {work.layout.source, work.batch.file_name, work.batch.now, std::move(work.new_sightings)}));
  return quotes::InsertCloses(work.tx, work.closed);
}

// Adds what is news of the game's prices to what is known of them, and to what will be stored.
void Importer::TakePrices(Work& work, const Subject& subject) const {
  const Game& game = work.games.At(subject.game).game;
  const ImportedGame& row = subject.told.row;
  std::vector<Quote> told;
  for (const ImportedPrice& price : row.prices) {
    const Offer& offer = price.offer;
    const auto bettable = work.is_bettable.find(price.sportsbook);
    const bool is_taken = bettable != work.is_bettable.end() && bettable->second;
    told.push_back({game.id,
                    price.sportsbook,
                    offer.market,
                    offer.side,
                    offer.lay,
                    is_taken && !offer.lay,
                    QuoteState::kOffered,
                    offer.odds,
                    offer.odds_text,
                    offer.format,
                    IsInPlay(game, price),
                    offer.provider_time,
                    work.layout.source,
                    work.batch.file_name,
                    {Uuid(), work.batch.now, price.known_time, row.basis}});
  }
  std::vector<Quote>& known = work.quotes[game.id];
  std::vector<Quote> news = NewsOf(known, told);
  for (Sighting& sighting : UnchangedIn(told, news)) {
    work.sightings[game.id].push_back(sighting);
    work.new_sightings.push_back(std::move(sighting));
  }
  for (size_t i = 0; i < news.size(); ++i) {
    Quote& quote = news[i];
    // Numbered, as a file may tell two prices of one selection at one instant, or correct one.
    quote.stamp.fact_id = ids_.Derive(
        work.batch.now, "imported_quote",
        absl::StrCat(game.id.ToString(), "/", SelectionText(quote), "/", ToString(quote.state), "/",
                     absl::ToUnixMicros(quote.stamp.known_time), "/", known.size() + i));
  }
  const bool is_first = known.empty();
  known.insert(known.end(), news.begin(), news.end());
  if (!is_first) std::stable_sort(known.begin(), known.end(), ByKnownTime);
  work.new_quotes.insert(work.new_quotes.end(), std::make_move_iterator(news.begin()),
                         std::make_move_iterator(news.end()));
}

// Closes a game whose start has come from all that is known of its prices, live ones included;
// again where something of before the start is news.
void Importer::CloseGame(Work& work, const Subject& subject) const {
  BatchGame& entry = work.games.At(subject.game);
  const Game& game = entry.game;
  if (work.reclosed.contains(game.id)) return;
  const auto& prices = subject.told.row.prices;
  const bool is_news = game.close_revision == 0 || subject.has_new_start ||
                       std::any_of(prices.begin(), prices.end(), [&](const ImportedPrice& each) {
                         return each.known_time < game.start;
                       });
  if (is_news) WriteClose(work, entry);
}

// Closes a game again, whatever is news: even with no line at all, where none is believed.
void Importer::CloseAgain(Work& work, const GameId& id) const {
  BatchGame& entry = work.games.At(id);
  if (entry.game.close_revision > 0) WriteClose(work, entry);
}

void Importer::WriteClose(Work& work, BatchGame& entry) const {
  Game& game = entry.game;
  const std::vector<Quote>& known = work.quotes[game.id];
  if (game.start > work.batch.now || known.empty()) return;
  const auto is_scrambled = [&](const Quote& quote) {
    return quote.stamp.basis != Basis::kObserved &&
           work.Condemns({game.sport, game.season, quote.sportsbook, quote.source});
  };
  std::vector<Quote> believed;
  if (!work.scrambled.empty()) {
    std::remove_copy_if(known.begin(), known.end(), std::back_inserter(believed), is_scrambled);
  }
  std::vector<ClosingLine> lines =
      ComputeCloses(work.scrambled.empty() ? known : believed, work.sightings[game.id], game.start,
                    game.precision);
  const bool is_reclosed = work.reclosed.contains(game.id);
  if (lines.empty() && !is_reclosed) return;
  // What is believed of a marked season later results decided: nobody knew that at the start.
  const bool is_chosen = is_reclosed || (!work.scrambled.empty() && believed.size() < known.size());
  game.close_revision += 1;
  entry.is_changed = true;
  const Provenance from{work.layout.source, work.batch.file_name, work.batch.now,
                        is_chosen ? work.batch.now : game.start, Basis::kAssumed};
  const Stamp stamp = from.StampOf(ids_.Derive(
      work.batch.now, "close", absl::StrCat(game.id.ToString(), "/", game.close_revision)));
  const Close close{game.id, game.close_revision, game.start, stamp};
  work.games.Tell(GameEvent(game.id, ToLineClosed(close, lines), work.batch.now));
  work.closed.push_back({close, std::move(lines)});
}

}  // namespace overround::collector
