#include "services/collector/quotes/quotes.h"

#include <set>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/wire/time_wire.h"
#include "services/collector/convert.h"
#include "services/collector/events.h"
#include "services/collector/games/store.h"
#include "services/collector/quotes/closing.h"
#include "services/collector/quotes/selection_key.h"
#include "services/collector/quotes/store.h"

namespace overround::collector {
namespace {

using GameBook = std::pair<GameId, std::string>;

// One event per game and book, in the order of the quotes.
template <typename Message>
std::vector<eventlog::Event> Gathered(const std::vector<Quote>& quotes, const Shown& shown,
                                      const std::map<GameId, absl::Time>& starts) {
  std::vector<std::pair<GameBook, Message>> gathered;
  std::map<GameBook, size_t> places;
  for (const Quote& quote : quotes) {
    const GameBook key{quote.game, quote.sportsbook};
    const auto [place, is_new] = places.try_emplace(key, gathered.size());
    if (is_new) {
      Message message;
      message.set_game(GameName(quote.game));
      message.set_sport(absl::StrCat("sports/", shown.sport));
      if (const auto start = starts.find(quote.game); start != starts.end()) {
        *message.mutable_game_start_time() = wire::ToProto(start->second);
      }
      message.set_sportsbook(absl::StrCat("sportsbooks/", quote.sportsbook));
      gathered.emplace_back(key, std::move(message));
    }
    *gathered[place->second].second.add_quotes() = ToProto(quote);
  }
  std::vector<eventlog::Event> events;
  for (const auto& [key, message] : gathered) {
    events.push_back(GameEvent(key.first, message, shown.from.receive_time));
  }
  return events;
}

}  // namespace

absl::StatusOr<BoardChange> Quotes::Compare(pg::Transaction& tx, int64_t intake_count,
                                            const Shown& shown) {
  const std::lock_guard lock(mutex_);
  SportBoard& sport = boards_[shown.sport];
  if (sport.intake_count != intake_count - 1) {
    OVERROUND_ASSIGN_OR_RETURN(const auto offered, quotes::ListOffered(tx, shown.sport));
    sport.board.Clear();
    for (const Quote& quote : offered) sport.board.Put(quote);
  }
  sport.intake_count.reset();
  sport.draft_count = intake_count;
  tx.OnCommit([this, key = shown.sport, intake_count] {
    const std::lock_guard committed(mutex_);
    SportBoard& board = boards_[key];
    if (board.draft_count == intake_count) board.intake_count = intake_count;
  });
  return sport.board.Take(shown);
}

void Quotes::NameQuotes(std::vector<Quote>& quotes) const {
  for (Quote& quote : quotes) {
    const absl::string_view kind = quote.state == QuoteState::kOffered ? "quote" : "quote_gone";
    quote.stamp.fact_id =
        ids_.Derive(quote.stamp.receive_time, kind,
                    absl::StrCat(quote.game.ToString(), "/", SelectionText(quote)));
  }
}

absl::StatusOr<KeptCounts> Quotes::Keep(pg::Transaction& tx, int64_t intake_count, Shown shown) {
  OVERROUND_ASSIGN_OR_RETURN(BoardChange change, Compare(tx, intake_count, shown));
  NameQuotes(change.changed);
  NameQuotes(change.gone);
  if (!change.changed.empty() || !change.gone.empty() || !change.sightings.empty()) {
    OVERROUND_RETURN_IF_ERROR(quotes::EnsureMonth(tx, shown.from.receive_time));
  }
  OVERROUND_RETURN_IF_ERROR(quotes::UpsertChanged(tx, shown.sport, change.changed).status());
  OVERROUND_RETURN_IF_ERROR(quotes::UpsertChanged(tx, shown.sport, change.gone).status());
  OVERROUND_RETURN_IF_ERROR(
      quotes::InsertSightings(tx, shown.from.source, shown.from.raw_document, change.sightings));
  OVERROUND_RETURN_IF_ERROR(Tell(tx, shown, change));
  return KeptCounts{static_cast<int>(change.changed.size()), change.unchanged,
                    static_cast<int>(change.gone.size())};
}

absl::Status Quotes::Tell(pg::Transaction& tx, const Shown& shown,
                          const BoardChange& change) const {
  std::map<GameId, absl::Time> starts;
  for (const BookShown& book : shown.books) starts[book.game] = book.game_start;
  std::set<GameId> unknown;
  for (const Quote& quote : change.gone) {
    if (starts.count(quote.game) == 0) unknown.insert(quote.game);
  }
  if (!unknown.empty()) {
    OVERROUND_ASSIGN_OR_RETURN(const auto found,
                               games::FindGames(tx, {unknown.begin(), unknown.end()}));
    for (const Game& game : found) starts[game.id] = game.start;
  }
  std::vector<eventlog::Event> events = Gathered<pb::QuotesChanged>(change.changed, shown, starts);
  std::vector<eventlog::Event> gone = Gathered<pb::QuoteGone>(change.gone, shown, starts);
  // What is gone comes first: a moved line is the old quote gone and a new one.
  events.insert(events.begin(), gone.begin(), gone.end());
  return events_.Append(tx, events);
}

absl::Status Quotes::CloseLines(pg::Transaction& tx, const Provenance& from, Game& game) {
  OVERROUND_ASSIGN_OR_RETURN(const auto quotes, quotes::ListQuotesBefore(tx, game.id, game.start));
  OVERROUND_ASSIGN_OR_RETURN(const auto sightings,
                             quotes::ListSightingsBefore(tx, game.id, game.start));
  return WriteClose(tx, from, ComputeCloses(quotes, sightings, game.start, game.precision), game);
}

absl::Status Quotes::WriteClose(pg::Transaction& tx, const Provenance& from,
                                const std::vector<ClosingLine>& lines, Game& game) const {
  game.close_revision += 1;
  const Stamp stamp = from.StampOf(ids_.Derive(
      from.receive_time, "close", absl::StrCat(game.id.ToString(), "/", game.close_revision)));
  const Close close{game.id, game.close_revision, game.start, stamp};
  OVERROUND_RETURN_IF_ERROR(quotes::InsertClose(tx, close, lines));
  OVERROUND_RETURN_IF_ERROR(games::UpdateGame(tx, game));
  return events_.Append(tx, GameEvent(game.id, ToLineClosed(close, lines), from.receive_time));
}

}  // namespace overround::collector
