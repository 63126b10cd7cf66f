#include "services/collector/quotes/store_best_prices.h"

#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "services/collector/quotes/selection_key.h"
#include "services/collector/quotes/store_rows.h"
#include "services/collector/quotes/store_sights.h"

namespace overround::collector::quotes {
namespace {

constexpr char kDeleteBestPrices[] = R"sql(
  DELETE FROM collector.best_prices WHERE game_id = ANY ($1)
)sql";

// A scan over all best prices: a row a game that is offered.
constexpr char kDeleteOrphanedBestPrices[] = R"sql(
  DELETE FROM collector.best_prices AS p
   USING collector.games AS g
   WHERE g.game_id = p.game_id AND g.sport_key = $1
     AND NOT EXISTS (SELECT FROM collector.offered_boards AS b WHERE b.game_id = p.game_id)
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

}  // namespace

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

absl::Status DeleteOrphanedBestPrices(pg::Transaction& tx, absl::string_view sport) {
  return tx.Query(kDeleteOrphanedBestPrices, {sport}).status();
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

}  // namespace overround::collector::quotes
