#include "services/collector/order_books/store.h"

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "services/collector/games/store_rows.h"

namespace overround::collector::order_books {
namespace {

constexpr char kLockContracts[] = R"sql(
  SELECT source, ticker, provider_key, game_id, team_id, sight_time
    FROM collector.game_contracts
   WHERE contract_key = ANY ($1)
   ORDER BY contract_key
     FOR UPDATE
)sql";

constexpr char kUpsertContract[] = R"sql(
  INSERT INTO collector.game_contracts (contract_key, source, ticker, provider_key, game_id, team_id, sight_time)
  VALUES ($1, $2, $3, $4, $5, $6, NULL)
  ON CONFLICT (contract_key) DO UPDATE
     SET provider_key = EXCLUDED.provider_key, game_id = EXCLUDED.game_id, team_id = EXCLUDED.team_id, sight_time = NULL
)sql";

constexpr char kDeleteContract[] = "DELETE FROM collector.game_contracts WHERE contract_key = $1";

constexpr char kUpdateSightTime[] = R"sql(
  UPDATE collector.game_contracts SET sight_time = $2 WHERE contract_key = $1
)sql";

constexpr char kInsertBook[] = R"sql(
  INSERT INTO collector.order_books (game_id, ticker, sportsbook_key, contract_side, home_price_millionths,
                                     home_count_hundredths, away_price_millionths, away_count_hundredths, is_in_play,
                                     source, raw_document, fact_id, receive_time, known_time, basis)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)
)sql";

#define OVERROUND_ORDER_BOOK_COLUMNS                                                          \
  " b.game_id, b.ticker, b.sportsbook_key, b.contract_side, b.home_price_millionths,"         \
  " b.home_count_hundredths, b.away_price_millionths, b.away_count_hundredths, b.is_in_play," \
  " b.source, b.raw_document, b.fact_id, b.receive_time, b.known_time, b.basis"

constexpr char kFindLastBook[] = "SELECT" OVERROUND_ORDER_BOOK_COLUMNS R"sql(, NULL::TIMESTAMPTZ
    FROM collector.order_books b
   WHERE b.game_id = $1 AND b.ticker = $2
   ORDER BY b.receive_time DESC, b.fact_id DESC
   LIMIT 1
)sql";

// The contracts are of another distribution: one row each of the few that the game has.
constexpr char kListBooks[] = "SELECT DISTINCT ON (b.ticker)" OVERROUND_ORDER_BOOK_COLUMNS R"sql(,
         CASE WHEN $2::TIMESTAMPTZ IS NULL
              THEN (SELECT c.sight_time FROM collector.game_contracts c
                     WHERE c.game_id = b.game_id AND c.ticker = b.ticker AND c.source = b.source) END
    FROM collector.order_books b
   WHERE b.game_id = $1 AND b.known_time <= coalesce($2, 'infinity'::TIMESTAMPTZ)
   ORDER BY b.ticker, b.receive_time DESC, b.fact_id DESC
)sql";

constexpr char kListChanges[] = "SELECT" OVERROUND_ORDER_BOOK_COLUMNS R"sql(, NULL::TIMESTAMPTZ
    FROM collector.order_books b
   WHERE b.game_id = $1 AND ($2 = '' OR b.ticker = $2)
     AND b.known_time >= coalesce($3, '-infinity'::TIMESTAMPTZ) AND b.known_time < coalesce($4, 'infinity'::TIMESTAMPTZ)
     AND ($5::TIMESTAMPTZ IS NULL OR (b.receive_time, b.fact_id) > ($5, $6::UUID))
   ORDER BY b.receive_time, b.fact_id
   LIMIT $7
)sql";

Uuid KeyOf(const GameContract& contract) {
  return games::ExternalKey(contract.source, contract.ticker);
}

struct LevelArrays {
  std::vector<int32_t> prices;
  std::vector<int64_t> counts;

  explicit LevelArrays(const std::vector<OrderBookLevel>& levels) {
    for (const OrderBookLevel& level : levels) {
      prices.push_back(level.price_millionths);
      counts.push_back(level.count_hundredths);
    }
  }
};

std::vector<OrderBookLevel> ReadLevels(const pg::Row& row, int column) {
  const auto prices = row.Get<std::vector<int32_t>>(column);
  const auto counts = row.Get<std::vector<int64_t>>(column + 1);
  std::vector<OrderBookLevel> levels;
  levels.reserve(prices.size());
  for (size_t i = 0; i < prices.size(); ++i) levels.push_back({prices[i], counts[i]});
  return levels;
}

OrderBook ReadBook(const pg::Row& row) {
  const absl::StatusOr<Side> side = ParseSide(row.Get<absl::string_view>(3));
  OVERROUND_CHECK(side.ok());
  return {row.Get<GameId>(0),
          row.Get<std::string>(1),
          row.Get<std::string>(2),
          *side,
          ReadLevels(row, 4),
          ReadLevels(row, 6),
          row.Get<bool>(8),
          row.Get<std::string>(9),
          row.Get<std::string>(10),
          {row.Get<Uuid>(11), row.Get<absl::Time>(12), row.Get<absl::Time>(13),
           BasisFromText(row.Get<absl::string_view>(14))},
          row.Get<std::optional<absl::Time>>(15)};
}

std::vector<OrderBook> ReadBooks(const pg::Rows& rows) {
  std::vector<OrderBook> books;
  for (const pg::Row row : rows) books.push_back(ReadBook(row));
  return books;
}

}  // namespace

absl::StatusOr<std::vector<GameContract>> LockContracts(pg::Transaction& tx,
                                                        absl::string_view source,
                                                        const std::vector<std::string>& tickers) {
  std::vector<Uuid> keys;
  keys.reserve(tickers.size());
  for (const std::string& ticker : tickers) keys.push_back(games::ExternalKey(source, ticker));
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kLockContracts, {keys}));
  std::vector<GameContract> contracts;
  for (const pg::Row row : rows) {
    contracts.push_back({row.Get<std::string>(0), row.Get<std::string>(1), row.Get<std::string>(2),
                         row.Get<GameId>(3), row.Get<TeamId>(4),
                         row.Get<std::optional<absl::Time>>(5)});
  }
  return contracts;
}

absl::Status UpsertContract(pg::Transaction& tx, const GameContract& contract) {
  return tx
      .Query(kUpsertContract, {KeyOf(contract), contract.source, contract.ticker,
                               contract.provider_key, contract.game, contract.team})
      .status();
}

absl::Status DeleteContract(pg::Transaction& tx, const GameContract& contract) {
  return tx.Query(kDeleteContract, {KeyOf(contract)}).status();
}

absl::Status UpdateSightTime(pg::Transaction& tx, const GameContract& contract, absl::Time time) {
  return tx.Query(kUpdateSightTime, {KeyOf(contract), time}).status();
}

absl::Status InsertBook(pg::Transaction& tx, const OrderBook& book) {
  const LevelArrays home(book.home);
  const LevelArrays away(book.away);
  return tx
      .Query(kInsertBook,
             {book.game, book.ticker, book.sportsbook, ToString(book.contract_side), home.prices,
              home.counts, away.prices, away.counts, book.is_in_play, book.source,
              book.raw_document, book.stamp.fact_id, book.stamp.receive_time, book.stamp.known_time,
              ToString(book.stamp.basis)})
      .status();
}

absl::StatusOr<std::optional<OrderBook>> FindLastBook(pg::Transaction& tx,
                                                      const GameContract& contract) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                             tx.Query(kFindLastBook, {contract.game, contract.ticker}));
  if (rows.empty()) return std::optional<OrderBook>();
  return std::optional<OrderBook>(ReadBook(rows.front()));
}

absl::StatusOr<std::vector<OrderBook>> ListBooks(pg::Transaction& tx, const BookQuery& query) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListBooks, {query.game, query.as_of}));
  return ReadBooks(rows);
}

absl::StatusOr<std::vector<OrderBook>> ListChanges(pg::Transaction& tx, const ChangePage& page) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListChanges, {page.game, page.ticker, page.known_min, page.known_max,
                              page.after_time, page.after_id, int64_t{page.limit}}));
  return ReadBooks(rows);
}

}  // namespace overround::collector::order_books
