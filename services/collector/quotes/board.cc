#include "services/collector/quotes/board.h"

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

#include <absl/strings/str_cat.h>

#include "services/collector/archive/raw_document.h"
#include "services/collector/quotes/selection_key.h"

namespace overround::collector {
namespace {

bool IsInPlay(const Shown& shown, const BookShown& book, const Offer& offer) {
  return shown.from.receive_time >= book.game_start ||
         (offer.provider_time && *offer.provider_time >= book.game_start);
}

Quote QuoteOf(const Shown& shown, const BookShown& book, const Offer& offer) {
  return {book.game,
          book.sportsbook,
          offer.market,
          offer.side,
          offer.lay,
          book.is_bettable && !offer.lay,
          QuoteState::kOffered,
          offer.odds,
          offer.odds_text,
          offer.format,
          IsInPlay(shown, book, offer),
          offer.provider_time,
          shown.from.source,
          shown.from.raw_document,
          shown.from.StampOf(Uuid())};
}

// The quote's end: the same selection and last price, known from now on.
Quote GoneOf(const Quote& offered, const Provenance& from, absl::Time game_start) {
  Quote gone = offered;
  gone.state = QuoteState::kGone;
  gone.is_in_play = from.receive_time >= game_start;
  gone.provider_time.reset();
  gone.source = from.source;
  gone.raw_document = from.raw_document;
  gone.stamp = from.StampOf(Uuid());
  return gone;
}

bool IsOffer(const Quote& quote, const Offer& offer) {
  return quote.side == offer.side && quote.is_lay == offer.lay && quote.market == offer.market;
}

// Whether a ladder shows again what is a main line: that one's price is the main answers' to tell.
bool IsMainAgain(const Quote& standing, const Shown& shown) {
  return IsEventDocument(shown.from.raw_document) && !IsEventDocument(standing.raw_document);
}

// Whether a line of a ladder has become the main one: from now on it stands and falls with those.
bool BecomesMain(const Quote& standing, const Shown& shown) {
  return IsEventDocument(standing.raw_document) && !IsEventDocument(shown.from.raw_document);
}

bool IsNews(const Quote& standing, const Shown& shown, const BookShown& book, const Offer& offer) {
  if (IsMainAgain(standing, shown)) return false;
  // A start that moved later makes a price in play one that is not.
  const bool is_out_of_play = standing.is_in_play && !IsInPlay(shown, book, offer);
  return standing.odds != offer.odds || is_out_of_play || BecomesMain(standing, shown);
}

size_t PricesOf(const Shown& shown) {
  size_t count = 0;
  for (const BookShown& book : shown.books) count += book.offers.size();
  return count;
}

std::optional<absl::Time> NewestStamp(const std::vector<Offer>& offers) {
  std::optional<absl::Time> newest;
  for (const Offer& offer : offers) {
    if (offer.provider_time && (!newest || *newest < *offer.provider_time)) {
      newest = offer.provider_time;
    }
  }
  return newest;
}

}  // namespace

void Board::Name(Quote& quote) const {
  const absl::string_view kind = quote.state == QuoteState::kOffered ? "quote" : "quote_gone";
  quote.stamp.fact_id = ids_.Derive(quote.stamp.receive_time, kind,
                                    absl::StrCat(quote.game.ToString(), "/", SelectionText(quote)));
}

void Board::Put(CurrentQuote quote) {
  Offered& offered = games_[quote.quote.game][quote.quote.sportsbook];
  offered.push_back(std::move(quote));
}

const std::vector<CurrentQuote>& Board::OfferedBy(const BoardKey& key) const {
  static const auto* nothing = new Offered();
  const auto game = games_.find(key.first);
  if (game == games_.end()) return *nothing;
  const auto book = game->second.find(key.second);
  return book == game->second.end() ? *nothing : book->second;
}

std::vector<const CurrentQuote*> Board::OfferedOn(const GameId& game) const {
  std::vector<const CurrentQuote*> all;
  const auto books = games_.find(game);
  if (books == games_.end()) return all;
  for (const auto& [book, offered] : books->second) {
    for (const CurrentQuote& current : offered) all.push_back(&current);
  }
  return all;
}

std::vector<GameId> Board::Games() const {
  std::vector<GameId> games;
  games.reserve(games_.size());
  for (const auto& [game, books] : games_) games.push_back(game);
  return games;
}

size_t Board::size() const {
  size_t count = 0;
  for (const auto& [game, books] : games_) {
    for (const auto& [book, offered] : books) count += offered.size();
  }
  return count;
}

std::vector<GameId> Board::GamesMissing(const Shown& shown) const {
  std::set<GameId> present;
  for (const BookShown& book : shown.books) present.insert(book.game);
  std::vector<GameId> missing;
  for (const auto& [game, books] : games_) {
    if (present.count(game) == 0) missing.push_back(game);
  }
  return missing;
}

BoardChange Board::Take(const Shown& shown, OnBook on_book) {
  BoardChange change;
  change.changed.reserve(PricesOf(shown));
  for (const GameId& game : shown.ended) TakeDownGame(shown, game, change);
  for (const BookShown& book : shown.books) {
    TakeBook(shown, book, games_[book.game][book.sportsbook], change);
    on_book(change);
    // A book that was only partly understood was seen, but nobody can say with what.
    if (!book.is_whole || book.offers.empty()) continue;
    change.sightings.push_back(
        {book.game, book.sportsbook, shown.from.receive_time, NewestStamp(book.offers)});
  }
  if (shown.is_whole) TakeDownMissing(shown, change);
  for (const std::vector<Quote>* quotes : {&change.changed, &change.gone}) {
    for (const Quote& quote : *quotes) change.boards.insert({quote.game, quote.sportsbook});
  }
  // A board read back from the database holds its quotes in another order than one that grew: what
  // is told must not depend on it.
  std::stable_sort(change.gone.begin(), change.gone.end(), [](const Quote& a, const Quote& b) {
    return std::tie(a.game, a.sportsbook, a.market, a.side, a.is_lay) <
           std::tie(b.game, b.sportsbook, b.market, b.side, b.is_lay);
  });
  return change;
}

void Board::TakeBook(const Shown& shown, const BookShown& book, Offered& offered,
                     BoardChange& change) const {
  std::vector<bool> is_shown(offered.size());
  for (const Offer& offer : book.offers) {
    const auto there =
        std::find_if(offered.begin(), offered.end(),
                     [&](const CurrentQuote& current) { return IsOffer(current.quote, offer); });
    if (there == offered.end()) {
      change.changed.push_back(QuoteOf(shown, book, offer));
      Name(change.changed.back());
      offered.push_back({change.changed.back(), std::nullopt, std::nullopt});
      is_shown.push_back(true);
      continue;
    }
    is_shown[static_cast<size_t>(there - offered.begin())] = true;
    Quote& standing = there->quote;
    if (!IsNews(standing, shown, book, offer)) {
      ++change.unchanged;
      continue;
    }
    if (standing.odds != offer.odds) there->previous = {standing.odds, standing.odds_text};
    standing = QuoteOf(shown, book, offer);
    Name(standing);
    change.changed.push_back(standing);
  }
  if (book.is_whole) TakeDown(shown, book.game_start, is_shown, offered, change);
}

void Board::TakeDown(const Shown& shown, absl::Time game_start, const std::vector<bool>& is_shown,
                     Offered& offered, BoardChange& change) const {
  const auto is_gone = [&](const Quote& quote) {
    return std::count(shown.kinds.begin(), shown.kinds.end(), quote.market.kind) > 0 &&
           quote.source == shown.from.source && (!shown.is_asked || shown.is_asked(quote));
  };
  size_t kept = 0;
  for (size_t i = 0; i < offered.size(); ++i) {
    if (is_shown[i] || !is_gone(offered[i].quote)) {
      if (kept != i) offered[kept] = std::move(offered[i]);
      ++kept;
      continue;
    }
    change.gone.push_back(GoneOf(offered[i].quote, shown.from, game_start));
    Name(change.gone.back());
  }
  offered.erase(offered.begin() + static_cast<std::ptrdiff_t>(kept), offered.end());
}

void Board::TakeDownGame(const Shown& shown, const GameId& game, BoardChange& change) {
  const auto books = games_.find(game);
  if (books == games_.end()) return;
  for (const auto& [book, offered] : books->second) {
    for (const CurrentQuote& current : offered) {
      change.gone.push_back(GoneOf(current.quote, shown.from, absl::InfinitePast()));
      Name(change.gone.back());
    }
  }
  games_.erase(books);
}

void Board::TakeDownMissing(const Shown& shown, BoardChange& change) {
  std::set<std::string> answered;
  std::set<std::pair<GameId, std::string>> present;
  for (const BookShown& book : shown.books) {
    // What is not understood where it is says nothing by what it leaves out.
    if (book.is_whole) answered.insert(book.sportsbook);
    present.insert({book.game, book.sportsbook});
  }
  for (auto& [game, books] : games_) {
    for (auto& [book, offered] : books) {
      if (answered.count(book) == 0 || present.count({game, book}) > 0) continue;
      // Whether it was in play nobody asks of a price that is no more.
      TakeDown(shown, absl::InfiniteFuture(), std::vector<bool>(offered.size()), offered, change);
    }
    std::erase_if(books, [](const auto& each) { return each.second.empty(); });
  }
  std::erase_if(games_, [](const auto& each) { return each.second.empty(); });
}

}  // namespace overround::collector
