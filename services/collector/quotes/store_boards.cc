#include "services/collector/quotes/store_boards.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "services/collector/archive/raw_document.h"
#include "services/collector/quotes/selection_key.h"
#include "services/collector/quotes/store_rows.h"

namespace overround::collector::quotes {
namespace {

constexpr char kDeleteBoards[] = R"sql(
  DELETE FROM collector.offered_boards AS b
   USING unnest($1::UUID[], $2::TEXT[]) AS n (game_id, sportsbook_key)
   WHERE b.game_id = n.game_id AND b.sportsbook_key = n.sportsbook_key
)sql";

constexpr char kCopyBoards[] = R"sql(
  COPY collector.offered_boards (game_id, sportsbook_key, sport_key, slots, line_quarters, sides, lay_flags,
                                 bettable_flags, profits, stakes, odds_texts, odds_formats, previous_profits,
                                 previous_stakes, previous_odds_texts, in_play_flags, provider_times, quote_ids,
                                 answer_numbers, sources, raw_documents, receive_times, known_times, bases)
  FROM STDIN (FORMAT BINARY)
)sql";

#define OVERROUND_CURRENT_COLUMNS \
  OVERROUND_QUOTE_COLUMNS ", previous_profit, previous_stake, previous_odds_text "

// A scan over what one sport offers.
constexpr char kListOffered[] = "SELECT" OVERROUND_CURRENT_COLUMNS R"sql(
    FROM collector.current_quotes
   WHERE sport_key = $1
   ORDER BY game_id, sportsbook_key
)sql";

constexpr char kListCurrent[] = "SELECT" OVERROUND_CURRENT_COLUMNS R"sql(
    FROM collector.current_quotes
   WHERE game_id = ANY ($1) AND ($2 = '' OR sportsbook_key = $2) AND ($3 = '' OR split_part(slot, '.', 1) = $3)
)sql";

// The last sighting of a book in a game, for each kind of answer apart: a poll of main lines says
// nothing of an event's own markets ($5 is how their documents are named), nor these of main lines.
// None is older than the price it is asked for, which spares a look into the months before.
constexpr char kListSightTimes[] = R"sql(
  SELECT n.number, s.receive_time
    FROM unnest($1::UUID[], $2::TEXT[], $3::BOOLEAN[], $4::TIMESTAMPTZ[])
         WITH ORDINALITY AS n (game_id, sportsbook_key, is_event, since, number)
   CROSS JOIN LATERAL (SELECT s.receive_time FROM collector.game_sightings AS s
                        WHERE s.game_id = n.game_id AND n.sportsbook_key = ANY (s.sportsbook_keys)
                          AND s.receive_time >= n.since AND (s.raw_document LIKE $5) = n.is_event
                        ORDER BY s.receive_time DESC LIMIT 1) AS s
)sql";
// As IsEventDocument tells them.
constexpr char kEventDocuments[] = R"(%\_event\_odds-%)";

// Of each selection the last quote, where that is its end.
constexpr char kListGone[] = "SELECT" OVERROUND_QUOTE_COLUMNS R"sql(
    FROM (SELECT DISTINCT ON (game_id, sportsbook_key, slot, line_quarters, side, is_lay)
                 )sql" OVERROUND_QUOTE_COLUMNS R"sql(
            FROM collector.quotes
           WHERE game_id = ANY ($1) AND ($2 = '' OR sportsbook_key = $2)
             AND ($3 = '' OR split_part(slot, '.', 1) = $3)
           ORDER BY game_id, sportsbook_key, slot, line_quarters, side, is_lay, known_time DESC, receive_time DESC,
                    quote_id DESC) AS latest
   WHERE state = 'GONE'
)sql";

constexpr char kDeleteBestPrices[] = R"sql(
  DELETE FROM collector.best_prices WHERE game_id = ANY ($1)
)sql";

#define OVERROUND_BEST_PRICE_COLUMNS                                                 \
  " game_id, slots, line_quarters, book_counts, sides, mean_probability_millionths," \
  " sportsbook_keys, profits, stakes, odds_texts, odds_formats, previous_profits,"   \
  " previous_stakes, previous_odds_texts, receive_times, event_flags "

constexpr char kCopyBestPrices[] =
    "COPY collector.best_prices (" OVERROUND_BEST_PRICE_COLUMNS ") FROM STDIN (FORMAT BINARY)";

constexpr char kListBestPrices[] = "SELECT" OVERROUND_BEST_PRICE_COLUMNS R"sql(
    FROM collector.best_prices
   WHERE game_id = ANY ($1)
)sql";

constexpr double kMillion = 1e6;

// The lines of one game, as BestPriceRows wrote them.
std::vector<BoardLine> ReadBoard(const pg::Row& row) {
  using Texts = std::vector<std::string>;
  using Numbers = std::vector<int32_t>;
  const auto slots = row.Get<Texts>(1);
  const auto lines = row.Get<std::vector<std::optional<int32_t>>>(2);
  const auto book_counts = row.Get<Numbers>(3);
  const auto sides = row.Get<Texts>(4);
  const auto millionths = row.Get<Numbers>(5);
  const auto books = row.Get<Texts>(6);
  const auto profits = row.Get<Numbers>(7);
  const auto stakes = row.Get<Numbers>(8);
  const auto texts = row.Get<Texts>(9);
  const auto formats = row.Get<Texts>(10);
  const auto previous_profits = row.Get<std::vector<std::optional<int32_t>>>(11);
  const auto previous_stakes = row.Get<std::vector<std::optional<int32_t>>>(12);
  const auto previous_texts = row.Get<std::vector<std::optional<std::string>>>(13);
  const auto receive_times = row.Get<std::vector<absl::Time>>(14);
  const auto events = row.Get<std::vector<bool>>(15);
  std::vector<BoardLine> board;
  for (size_t i = 0; i < slots.size(); ++i) {
    MarketKey market = MarketOf(slots[i], lines[i]);
    if (board.empty() || board.back().market != market) {
      board.push_back({std::move(market), {}, book_counts[i]});
    }
    const absl::StatusOr<Side> side = ParseSide(sides[i]);
    OVERROUND_CHECK(side.ok());
    BestPrice price{*side,
                    books[i],
                    ReadOdds(profits[i], stakes[i]),
                    texts[i],
                    QuoteFormatFromText(formats[i]),
                    std::nullopt,
                    receive_times[i],
                    events[i],
                    millionths[i] / kMillion};
    if (previous_profits[i]) {
      price.previous = {ReadOdds(*previous_profits[i], *previous_stakes[i]), *previous_texts[i]};
    }
    board.back().sides.push_back(std::move(price));
  }
  return board;
}

CurrentQuote ReadCurrent(const pg::Row& row) {
  CurrentQuote current{ReadQuote(row), std::nullopt, std::nullopt};
  if (!row.IsNull(kQuoteColumnCount)) {
    current.previous = {
        ReadOdds(row.Get<int32_t>(kQuoteColumnCount), row.Get<int32_t>(kQuoteColumnCount + 1)),
        row.Get<std::string>(kQuoteColumnCount + 2)};
  }
  return current;
}

// The answers the quotes came with, and which is whose.
struct Answers {
  std::vector<absl::string_view> sources;
  std::vector<absl::string_view> raw_documents;
  std::vector<absl::Time> receive_times;
  std::vector<absl::Time> known_times;
  std::vector<absl::string_view> bases;

  // From 1, as arrays are counted.
  int32_t NumberOf(const Quote& quote) {
    for (size_t i = 0; i < sources.size(); ++i) {
      if (raw_documents[i] == quote.raw_document && receive_times[i] == quote.stamp.receive_time &&
          known_times[i] == quote.stamp.known_time && sources[i] == quote.source) {
        return static_cast<int32_t>(i + 1);
      }
    }
    sources.push_back(quote.source);
    raw_documents.push_back(quote.raw_document);
    receive_times.push_back(quote.stamp.receive_time);
    known_times.push_back(quote.stamp.known_time);
    bases.push_back(ToString(quote.stamp.basis));
    return static_cast<int32_t>(sources.size());
  }
};

// What the previous prices were, of those quotes that have one.
struct PreviousArrays {
  std::vector<std::optional<int32_t>> profits;
  std::vector<std::optional<int32_t>> stakes;
  std::vector<std::optional<absl::string_view>> texts;

  void Add(const std::optional<PreviousOdds>& previous) {
    if (!previous) {
      profits.emplace_back();
      stakes.emplace_back();
      texts.emplace_back();
      return;
    }
    profits.emplace_back(previous->odds.profit());
    stakes.emplace_back(previous->odds.stake());
    texts.emplace_back(previous->text);
  }
};

// Books on games, each to be asked for once.
class Sights {
 public:
  void Ask(const GameId& game, const std::string& sportsbook, bool is_event, absl::Time since) {
    const auto [asked, is_new] = since_.try_emplace({game, sportsbook, is_event}, since);
    if (!is_new) asked->second = std::min(asked->second, since);
  }

  absl::Status Look(pg::Transaction& tx) {
    if (since_.empty()) return absl::OkStatus();
    std::vector<GameId> games;
    std::vector<absl::string_view> books;
    std::vector<bool> kinds;
    std::vector<absl::Time> times;
    std::vector<const Key*> keys;
    for (const auto& [key, since] : since_) {
      games.push_back(std::get<0>(key));
      books.push_back(std::get<1>(key));
      kinds.push_back(std::get<2>(key));
      times.push_back(since);
      keys.push_back(&key);
    }
    OVERROUND_ASSIGN_OR_RETURN(
        const pg::Rows rows,
        tx.Query(kListSightTimes, {games, books, kinds, times, kEventDocuments}));
    for (const pg::Row row : rows) {
      seen_[*keys[static_cast<size_t>(row.Get<int64_t>(0) - 1)]] = row.Get<absl::Time>(1);
    }
    return absl::OkStatus();
  }

  std::optional<absl::Time> At(const GameId& game, const std::string& sportsbook,
                               bool is_event) const {
    const auto seen = seen_.find({game, sportsbook, is_event});
    return seen == seen_.end() ? std::nullopt : std::optional(seen->second);
  }

 private:
  using Key = std::tuple<GameId, std::string, bool>;
  std::map<Key, absl::Time> since_;
  std::map<Key, absl::Time> seen_;
};

absl::Status AddSightTimes(pg::Transaction& tx, std::vector<CurrentQuote>& quotes) {
  Sights sights;
  for (const CurrentQuote& current : quotes) {
    const Quote& quote = current.quote;
    sights.Ask(quote.game, quote.sportsbook, IsEventDocument(quote.raw_document),
               quote.stamp.receive_time);
  }
  OVERROUND_RETURN_IF_ERROR(sights.Look(tx));
  for (CurrentQuote& current : quotes) {
    const Quote& quote = current.quote;
    current.sight_time =
        sights.At(quote.game, quote.sportsbook, IsEventDocument(quote.raw_document));
  }
  return absl::OkStatus();
}

}  // namespace

void BoardRows::Add(const GameId& game, const std::string& sportsbook, absl::string_view sport,
                    const std::vector<CurrentQuote>& offered) {
  games_.push_back(game);
  sportsbooks_.push_back(sportsbook);
  if (offered.empty()) return;
  std::vector<std::string> slots;
  std::vector<std::optional<int32_t>> lines;
  std::vector<absl::string_view> sides, texts, formats;
  std::vector<bool> lay, bettable, in_play;
  std::vector<int32_t> profits, stakes, numbers;
  std::vector<std::optional<absl::Time>> provider_times;
  std::vector<Uuid> ids;
  PreviousArrays previous;
  Answers answers;
  for (const CurrentQuote& current : offered) {
    const Quote& quote = current.quote;
    slots.push_back(SlotTextOf(quote.market));
    lines.push_back(quote.market.line_quarters);
    sides.push_back(ToString(quote.side));
    lay.push_back(quote.is_lay);
    bettable.push_back(quote.is_bettable);
    profits.push_back(quote.odds.profit());
    stakes.push_back(quote.odds.stake());
    texts.push_back(quote.odds_text);
    formats.push_back(ToString(quote.format));
    previous.Add(current.previous);
    in_play.push_back(quote.is_in_play);
    provider_times.push_back(quote.provider_time);
    ids.push_back(quote.stamp.fact_id);
    numbers.push_back(answers.NumberOf(quote));
  }
  rows_.Add(game, sportsbook, sport, slots, lines, sides, lay, bettable, profits, stakes, texts,
            formats, previous.profits, previous.stakes, previous.texts, in_play, provider_times,
            ids, numbers, answers.sources, answers.raw_documents, answers.receive_times,
            answers.known_times, answers.bases);
}

absl::Status ReplaceBoards(pg::Transaction& tx, const BoardRows& boards) {
  if (boards.games_.empty()) return absl::OkStatus();
  OVERROUND_RETURN_IF_ERROR(tx.Query(kDeleteBoards, {boards.games_, boards.sportsbooks_}).status());
  if (boards.rows_.size() == 0) return absl::OkStatus();
  return tx.Copy(kCopyBoards, boards.rows_).status();
}

void BestPriceRows::Add(const GameId& game, const std::vector<BoardLine>& board) {
  games_.push_back(game);
  if (board.empty()) return;
  std::vector<std::string> slots;
  std::vector<std::optional<int32_t>> lines;
  std::vector<int32_t> book_counts, millionths, profits, stakes;
  std::vector<absl::string_view> sides, books, texts, formats;
  std::vector<absl::Time> receive_times;
  std::vector<bool> events;
  PreviousArrays previous;
  for (const BoardLine& line : board) {
    for (const BestPrice& price : line.sides) {
      slots.push_back(SlotTextOf(line.market));
      lines.push_back(line.market.line_quarters);
      book_counts.push_back(line.book_count);
      sides.push_back(ToString(price.side));
      millionths.push_back(
          static_cast<int32_t>(std::lround(price.mean_implied_probability * kMillion)));
      books.push_back(price.sportsbook);
      profits.push_back(price.odds.profit());
      stakes.push_back(price.odds.stake());
      texts.push_back(price.odds_text);
      formats.push_back(ToString(price.format));
      previous.Add(price.previous);
      receive_times.push_back(price.receive_time);
      events.push_back(price.is_event);
    }
  }
  rows_.Add(game, slots, lines, book_counts, sides, millionths, books, profits, stakes, texts,
            formats, previous.profits, previous.stakes, previous.texts, receive_times, events);
}

absl::Status ReplaceBestPrices(pg::Transaction& tx, const BestPriceRows& best) {
  if (best.games_.empty()) return absl::OkStatus();
  OVERROUND_RETURN_IF_ERROR(tx.Query(kDeleteBestPrices, {best.games_}).status());
  if (best.rows_.size() == 0) return absl::OkStatus();
  return tx.Copy(kCopyBestPrices, best.rows_).status();
}

absl::StatusOr<std::map<GameId, std::vector<BoardLine>>> ListBoards(
    pg::Transaction& tx, const std::vector<GameId>& games) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListBestPrices, {games}));
  std::map<GameId, std::vector<BoardLine>> boards;
  Sights sights;
  for (const pg::Row row : rows) {
    const auto game = row.Get<GameId>(0);
    const std::vector<BoardLine>& board = boards.emplace(game, ReadBoard(row)).first->second;
    for (const BoardLine& line : board) {
      for (const BestPrice& price : line.sides) {
        sights.Ask(game, price.sportsbook, price.is_event, price.receive_time);
      }
    }
  }
  OVERROUND_RETURN_IF_ERROR(sights.Look(tx));
  for (auto& [game, board] : boards) {
    for (BoardLine& line : board) {
      for (BestPrice& price : line.sides) {
        price.sight_time = sights.At(game, price.sportsbook, price.is_event);
      }
    }
  }
  return boards;
}

absl::StatusOr<std::vector<CurrentQuote>> ListOffered(pg::Transaction& tx,
                                                      absl::string_view sport) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListOffered, {sport}));
  std::vector<CurrentQuote> offered;
  offered.reserve(rows.size());
  for (const pg::Row row : rows) offered.push_back(ReadCurrent(row));
  return offered;
}

absl::StatusOr<std::vector<CurrentQuote>> ListCurrent(pg::Transaction& tx,
                                                      const CurrentQuery& query) {
  const std::vector<pg::Param> asked = {query.games, query.sportsbook, query.kind};
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListCurrent, asked));
  std::vector<CurrentQuote> quotes;
  quotes.reserve(rows.size());
  for (const pg::Row row : rows) quotes.push_back(ReadCurrent(row));
  OVERROUND_RETURN_IF_ERROR(AddSightTimes(tx, quotes));
  if (query.include_gone) {
    OVERROUND_ASSIGN_OR_RETURN(const pg::Rows gone, tx.Query(kListGone, asked));
    for (const pg::Row row : gone) quotes.push_back({ReadQuote(row), std::nullopt, std::nullopt});
  }
  std::sort(quotes.begin(), quotes.end(), [](const CurrentQuote& left, const CurrentQuote& right) {
    const Quote& a = left.quote;
    const Quote& b = right.quote;
    return std::tie(a.game, a.market, a.side, a.sportsbook, a.is_lay) <
           std::tie(b.game, b.market, b.side, b.sportsbook, b.is_lay);
  });
  return quotes;
}

}  // namespace overround::collector::quotes
