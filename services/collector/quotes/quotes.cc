#include "services/collector/quotes/quotes.h"

#include <algorithm>
#include <future>
#include <set>
#include <utility>

#include <absl/strings/str_cat.h>
#include <google/protobuf/arena.h>

#include "libs/base/status_macros.h"
#include "libs/wire/time_wire.h"
#include "services/collector/convert.h"
#include "services/collector/events.h"
#include "services/collector/games/store.h"
#include "services/collector/quotes/closing.h"
#include "services/collector/quotes/comparison.h"
#include "services/collector/quotes/selection_key.h"
#include "services/collector/quotes/store.h"
#include "services/collector/quotes/store_best_prices.h"
#include "services/collector/quotes/store_boards.h"

namespace overround::collector {
namespace {

// One event per game and book, in the order of the quotes.
template <typename Message>
void AddEvents(const std::vector<Quote>& quotes, const Shown& shown, const GameStarts& starts,
               std::vector<eventlog::Event>& events) {
  std::map<BoardKey, std::vector<const Quote*>> boards;
  std::vector<decltype(boards)::const_pointer> order;
  for (const Quote& quote : quotes) {
    const auto [board, is_new] = boards.try_emplace({quote.game, quote.sportsbook});
    board->second.push_back(&quote);
    if (is_new) order.push_back(&*board);
  }
  google::protobuf::Arena arena;
  for (const auto* board : order) {
    const auto& [game, sportsbook] = board->first;
    arena.Reset();
    Message& message = *google::protobuf::Arena::CreateMessage<Message>(&arena);
    message.set_game(GameName(game));
    message.set_sport(absl::StrCat("sports/", shown.sport));
    if (const auto start = starts.find(game); start != starts.end()) {
      *message.mutable_game_start_time() = wire::ToProto(start->second);
    }
    message.set_sportsbook(absl::StrCat("sportsbooks/", sportsbook));
    for (const Quote* quote : board->second) FillProto(*quote, *message.add_quotes());
    events.push_back(GameEvent(game, message, shown.from.receive_time));
  }
}

// What is gone comes first: a moved line is the old quote gone and a new one.
std::vector<eventlog::Event> EventsOf(const Shown& shown, const BoardChange& change,
                                      const GameStarts& starts) {
  std::vector<eventlog::Event> events;
  AddEvents<pb::QuoteGone>(change.gone, shown, starts, events);
  AddEvents<pb::QuotesChanged>(change.changed, shown, starts, events);
  return events;
}

// What is offered after the answer, as stored.
struct OfferRows {
  quotes::BoardRows boards;
  quotes::BestPriceRows best;
};

OfferRows OffersOf(const Shown& shown, const BoardChange& change, const Board& board,
                   bool of_all_games) {
  OfferRows rows;
  std::set<GameId> games;
  if (of_all_games) {
    for (const GameId& game : board.Games()) games.insert(game);
  }
  for (const BoardKey& key : change.boards) {
    rows.boards.Add(key.first, key.second, shown.sport, board.OfferedBy(key));
    games.insert(key.first);
  }
  for (const GameId& game : games) rows.best.Add(game, BoardOf(board.OfferedOn(game)));
  return rows;
}

}  // namespace

bool IsMissingInClose(const Game& game, const Provenance& from) {
  const bool is_under_way = game.status == GameStatus::kInPlay || game.status == GameStatus::kFinal;
  return is_under_way && game.close_revision > 0 && from.receive_time < game.start;
}

Quotes::SportBoard& Quotes::BoardOfSport(const std::string& sport) {
  const std::lock_guard lock(mutex_);
  return boards_.try_emplace(sport, ids_).first->second;
}

absl::StatusOr<bool> Quotes::ReadBack(pg::Transaction& tx, const std::string& sport,
                                      SportBoard& kept) {
  OVERROUND_ASSIGN_OR_RETURN(const int64_t intake_count, games::CountIntake(tx, sport));
  const bool is_other = kept.intake_count != intake_count - 1;
  if (is_other) {
    OVERROUND_ASSIGN_OR_RETURN(auto offered, quotes::ListOffered(tx, sport));
    kept.board.Clear();
    for (CurrentQuote& quote : offered) kept.board.Put(std::move(quote));
  }
  kept.intake_count.reset();
  kept.draft_count = intake_count;
  tx.OnCommit([&kept, intake_count] {
    const std::lock_guard committed(kept.mutex);
    if (kept.draft_count == intake_count) kept.intake_count = intake_count;
  });
  return is_other;
}

absl::StatusOr<KeptCounts> Quotes::Keep(pg::Transaction& tx, Shown shown) {
  SportBoard& sport = BoardOfSport(shown.sport);
  const std::lock_guard lock(sport.mutex);
  OVERROUND_ASSIGN_OR_RETURN(const bool is_read_back, ReadBack(tx, shown.sport, sport));
  OVERROUND_ASSIGN_OR_RETURN(const auto missing,
                             games::FindGames(tx, sport.board.GamesMissing(shown)));
  GameStarts starts;
  for (const BookShown& book : shown.books) starts[book.game] = book.game_start;
  for (const Game& game : missing) {
    starts[game.id] = game.start;
    if (!game.IsOpen()) shown.ended.push_back(game.id);
  }
  OVERROUND_RETURN_IF_ERROR(quotes::EnsureMonth(tx, shown.from.receive_time));
  // What is offered and what is told are written down while the server stores the history.
  Comparison comparison(sport.board, shown);
  auto offers = std::async(std::launch::async, [&] {
    return OffersOf(shown, comparison.Change(), sport.board, is_read_back);
  });
  auto events =
      std::async(std::launch::async, [&] { return EventsOf(shown, comparison.Change(), starts); });
  OVERROUND_RETURN_IF_ERROR(
      quotes::InsertHistory(tx, [&] { return comparison.NextChanged(); }).status());
  const BoardChange& change = comparison.Change();
  OVERROUND_RETURN_IF_ERROR(quotes::InsertHistory(tx, change.gone).status());
  const OfferRows rows = offers.get();
  OVERROUND_RETURN_IF_ERROR(quotes::ReplaceBoards(tx, rows.boards));
  OVERROUND_RETURN_IF_ERROR(quotes::ReplaceBestPrices(tx, rows.best));
  if (is_read_back) {
    OVERROUND_RETURN_IF_ERROR(quotes::DeleteOrphanedBestPrices(tx, shown.sport));
  }
  OVERROUND_RETURN_IF_ERROR(quotes::InsertSightings(tx, shown.from, change.sightings));
  OVERROUND_RETURN_IF_ERROR(events_.Append(tx, events.get()));
  return KeptCounts{static_cast<int>(change.changed.size()), change.unchanged,
                    static_cast<int>(change.gone.size())};
}

absl::Status Quotes::Append(pg::Transaction& tx, const Provenance& from, const Game& game,
                            const std::vector<Quote>& quotes) {
  if (quotes.empty()) return absl::OkStatus();
  OVERROUND_RETURN_IF_ERROR(quotes::EnsureMonth(tx, from.receive_time));
  OVERROUND_RETURN_IF_ERROR(quotes::InsertHistory(tx, quotes).status());
  BoardChange change;
  for (const Quote& quote : quotes) {
    (quote.state == QuoteState::kGone ? change.gone : change.changed).push_back(quote);
  }
  const Shown shown{game.sport, from, {}, {}, false};
  return events_.Append(tx, EventsOf(shown, change, {{game.id, game.start}}));
}

absl::Status Quotes::CloseLines(pg::Transaction& tx, const Provenance& from, Game& game) {
  OVERROUND_ASSIGN_OR_RETURN(const auto quotes,
                             quotes::ListBelievedBefore(tx, game.id, game.start));
  OVERROUND_ASSIGN_OR_RETURN(const auto sightings,
                             quotes::ListSightingsBefore(tx, game.id, game.start));
  return WriteClose(tx, from, ComputeCloses(quotes, sightings, game.start, game.precision), game);
}

absl::Status Quotes::CloseAnew(pg::Transaction& tx, const Provenance& from,
                               std::vector<Game> games) {
  for (Game& game : games) {
    // Known to be the close since the start, and not before it.
    Provenance late = from;
    late.receive_time = std::max(from.receive_time, game.start);
    late.known_time = std::max(from.known_time, game.start);
    OVERROUND_RETURN_IF_ERROR(CloseLines(tx, late, game));
  }
  return absl::OkStatus();
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
