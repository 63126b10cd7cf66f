#include "services/collector/quotes/store.h"

#include "libs/base/status_macros.h"
#include "services/collector/quotes/store_rows.h"

namespace overround::collector::quotes {
namespace {

constexpr char kListSportsbooks[] = R"sql(
  SELECT sportsbook_key, display_name, kind, is_sharp FROM collector.sportsbooks ORDER BY sportsbook_key
)sql";

constexpr char kInsertSportsbooks[] = R"sql(
  INSERT INTO collector.sportsbooks (sportsbook_key, display_name, kind, is_sharp)
  SELECT sportsbook_key, display_name, kind, is_sharp
    FROM unnest($1::TEXT[], $2::TEXT[], $3::TEXT[], $4::BOOLEAN[]) AS n (sportsbook_key, display_name, kind, is_sharp)
  ON CONFLICT (sportsbook_key) DO NOTHING
)sql";

// A scan over the offered quotes of one sport.
constexpr char kListOffered[] = "SELECT" OVERROUND_QUOTE_COLUMNS R"sql(
    FROM collector.current_quotes
   WHERE sport_key = $1 AND state = 'OFFERED'
   ORDER BY game_id, selection_key
)sql";

// Only what changes the current row reaches the history, in one statement, so that no two replicas
// can both believe they saw the change first.
constexpr char kUpsertChanged[] = R"sql(
  WITH changed AS (
    INSERT INTO collector.current_quotes AS c (
        game_id, selection_key, sportsbook_key, slot, line_quarters, side, is_lay, is_bettable, state, profit, stake,
        odds_text, odds_format, is_in_play, provider_time, source, raw_document, quote_id, receive_time, known_time,
        basis, sport_key)
    SELECT n.game_id, n.selection_key, n.sportsbook_key, n.slot, n.line_quarters, n.side, n.is_lay, n.is_bettable,
           n.state, n.profit, n.stake, n.odds_text, n.odds_format, n.is_in_play, n.provider_time, n.source,
           n.raw_document, n.quote_id, n.receive_time, n.known_time, n.basis, $22
      FROM unnest($1::UUID[], $2::UUID[], $3::TEXT[], $4::TEXT[], $5::INTEGER[], $6::TEXT[], $7::BOOLEAN[],
                  $8::BOOLEAN[], $9::TEXT[], $10::INTEGER[], $11::INTEGER[], $12::TEXT[], $13::TEXT[], $14::BOOLEAN[],
                  $15::TIMESTAMPTZ[], $16::TEXT[], $17::TEXT[], $18::UUID[], $19::TIMESTAMPTZ[], $20::TIMESTAMPTZ[],
                  $21::TEXT[])
           AS n (game_id, selection_key, sportsbook_key, slot, line_quarters, side, is_lay, is_bettable, state, profit,
                 stake, odds_text, odds_format, is_in_play, provider_time, source, raw_document, quote_id,
                 receive_time, known_time, basis)
    ON CONFLICT (game_id, selection_key) DO UPDATE
       SET is_bettable = EXCLUDED.is_bettable, state = EXCLUDED.state, profit = EXCLUDED.profit,
           stake = EXCLUDED.stake, odds_text = EXCLUDED.odds_text, odds_format = EXCLUDED.odds_format,
           previous_profit = c.profit, previous_stake = c.stake, previous_odds_text = c.odds_text,
           is_in_play = EXCLUDED.is_in_play, provider_time = EXCLUDED.provider_time, source = EXCLUDED.source,
           raw_document = EXCLUDED.raw_document, quote_id = EXCLUDED.quote_id, receive_time = EXCLUDED.receive_time,
           known_time = EXCLUDED.known_time, basis = EXCLUDED.basis
     WHERE ((c.profit, c.stake, c.state) IS DISTINCT FROM (EXCLUDED.profit, EXCLUDED.stake, EXCLUDED.state)
            OR c.is_in_play AND NOT EXCLUDED.is_in_play)
       AND c.receive_time <= EXCLUDED.receive_time
    RETURNING c.game_id, c.receive_time, c.quote_id, c.sportsbook_key, c.slot, c.line_quarters, c.side, c.is_lay,
              c.is_bettable, c.state, c.profit, c.stake, c.odds_text, c.odds_format, c.is_in_play, c.provider_time,
              c.known_time, c.basis, c.source, c.raw_document
  )
  INSERT INTO collector.quotes (
      game_id, receive_time, quote_id, sportsbook_key, slot, line_quarters, side, is_lay, is_bettable, state, profit,
      stake, odds_text, odds_format, is_in_play, provider_time, known_time, basis, source, raw_document)
  SELECT game_id, receive_time, quote_id, sportsbook_key, slot, line_quarters, side, is_lay, is_bettable, state, profit,
         stake, odds_text, odds_format, is_in_play, provider_time, known_time, basis, source, raw_document
    FROM changed
)sql";

constexpr char kCopyHistory[] = R"sql(
  COPY collector.quotes (game_id, receive_time, quote_id, sportsbook_key, slot, line_quarters, side, is_lay,
                         is_bettable, state, profit, stake, odds_text, odds_format, is_in_play, provider_time,
                         known_time, basis, source, raw_document)
  FROM STDIN (FORMAT BINARY)
)sql";

constexpr char kInsertSightings[] = R"sql(
  INSERT INTO collector.sightings (game_id, sportsbook_key, receive_time, provider_time, source, raw_document)
  SELECT game_id, sportsbook_key, receive_time, provider_time, $5, $6
    FROM unnest($1::UUID[], $2::TEXT[], $3::TIMESTAMPTZ[], $4::TIMESTAMPTZ[])
         AS n (game_id, sportsbook_key, receive_time, provider_time)
  ON CONFLICT (game_id, sportsbook_key, receive_time) DO NOTHING
)sql";

constexpr char kEnsureMonth[] = R"sql(
  SELECT collector.ensure_month('quotes', $1) IS NULL, collector.ensure_month('sightings', $1) IS NULL
)sql";

constexpr char kListMovements[] = "SELECT" OVERROUND_QUOTE_COLUMNS R"sql(
    FROM collector.quotes
   WHERE game_id = ANY ($1)
   ORDER BY game_id, known_time, receive_time, quote_id
)sql";

// The last sighting of the book in this game counts for each of its quotes that is still offered.
constexpr char kListCurrent[] = R"sql(
  SELECT c.game_id, c.sportsbook_key, c.slot, c.line_quarters, c.side, c.is_lay, c.is_bettable, c.state, c.profit,
         c.stake, c.odds_text, c.odds_format, c.is_in_play, c.provider_time, c.source, c.raw_document, c.quote_id,
         c.receive_time, c.known_time, c.basis, c.previous_profit, c.previous_stake, c.previous_odds_text,
         s.receive_time
    FROM collector.current_quotes c
    LEFT JOIN LATERAL (SELECT max(s.receive_time) AS receive_time FROM collector.sightings s
                        WHERE s.game_id = c.game_id AND s.sportsbook_key = c.sportsbook_key) s ON c.state = 'OFFERED'
   WHERE c.game_id = ANY ($1) AND ($2 = '' OR c.sportsbook_key = $2)
     AND ($3 = '' OR split_part(c.slot, '.', 1) = $3) AND ($4 OR c.state = 'OFFERED')
   ORDER BY c.game_id, c.slot, c.line_quarters NULLS FIRST, c.side, c.sportsbook_key, c.is_lay
)sql";

}  // namespace

absl::StatusOr<std::vector<Sportsbook>> ListSportsbooks(pg::Transaction& tx) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListSportsbooks));
  std::vector<Sportsbook> books;
  for (const pg::Row row : rows) {
    books.push_back({row.Get<std::string>(0), row.Get<std::string>(1), row.Get<std::string>(2),
                     row.Get<bool>(3)});
  }
  return books;
}

absl::Status InsertSportsbooks(pg::Transaction& tx, const std::vector<Sportsbook>& books) {
  std::vector<std::string> keys;
  std::vector<std::string> names;
  std::vector<std::string> kinds;
  std::vector<bool> sharp;
  for (const Sportsbook& book : books) {
    keys.push_back(book.key);
    names.push_back(book.display_name);
    kinds.push_back(book.kind);
    sharp.push_back(book.is_sharp);
  }
  return tx.Query(kInsertSportsbooks, {keys, names, kinds, sharp}).status();
}

absl::StatusOr<std::vector<Quote>> ListOffered(pg::Transaction& tx, absl::string_view sport) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListOffered, {sport}));
  std::vector<Quote> quotes;
  for (const pg::Row row : rows) quotes.push_back(ReadQuote(row));
  return quotes;
}

absl::StatusOr<int64_t> UpsertChanged(pg::Transaction& tx, absl::string_view sport,
                                      const std::vector<Quote>& quotes) {
  if (quotes.empty()) return 0;
  const QuoteArrays n(quotes);
  return tx.Execute(
      kUpsertChanged,
      {n.game,         n.selection_key, n.sportsbook,    n.slot,   n.line,         n.side,
       n.is_lay,       n.is_bettable,   n.state,         n.profit, n.stake,        n.odds_text,
       n.odds_format,  n.is_in_play,    n.provider_time, n.source, n.raw_document, n.quote_id,
       n.receive_time, n.known_time,    n.basis,         sport});
}

absl::StatusOr<int64_t> InsertHistory(pg::Transaction& tx, const std::vector<Quote>& quotes) {
  if (quotes.empty()) return 0;
  pg::CopyRows rows;
  for (const Quote& quote : quotes) {
    rows.Add({quote.game,
              quote.stamp.receive_time,
              quote.stamp.fact_id,
              quote.sportsbook,
              SlotOf(quote.market).ToString(),
              quote.market.line_quarters,
              ToString(quote.side),
              quote.is_lay,
              quote.is_bettable,
              ToString(quote.state),
              quote.odds.profit(),
              quote.odds.stake(),
              quote.odds_text,
              ToString(quote.format),
              quote.is_in_play,
              quote.provider_time,
              quote.stamp.known_time,
              ToString(quote.stamp.basis),
              quote.source,
              quote.raw_document});
  }
  return tx.Copy(kCopyHistory, rows);
}

absl::Status InsertSightings(pg::Transaction& tx, absl::string_view source,
                             absl::string_view raw_document,
                             const std::vector<Sighting>& sightings) {
  if (sightings.empty()) return absl::OkStatus();
  std::vector<GameId> games;
  std::vector<std::string> books;
  std::vector<absl::Time> received;
  std::vector<std::optional<absl::Time>> provided;
  for (const Sighting& sighting : sightings) {
    games.push_back(sighting.game);
    books.push_back(sighting.sportsbook);
    received.push_back(sighting.receive_time);
    provided.push_back(sighting.provider_time);
  }
  return tx.Query(kInsertSightings, {games, books, received, provided, source, raw_document})
      .status();
}

absl::Status EnsureMonth(pg::Transaction& tx, absl::Time time) {
  return tx.Query(kEnsureMonth, {time}).status();
}

absl::StatusOr<std::vector<Quote>> ListMovements(pg::Transaction& tx,
                                                 const std::vector<GameId>& games) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListMovements, {games}));
  std::vector<Quote> quotes;
  quotes.reserve(rows.size());
  for (const pg::Row row : rows) quotes.push_back(ReadQuote(row));
  return quotes;
}

absl::StatusOr<std::vector<CurrentQuote>> ListCurrent(pg::Transaction& tx,
                                                      const CurrentQuery& query) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListCurrent, {query.games, query.sportsbook, query.kind, query.include_gone}));
  std::vector<CurrentQuote> quotes;
  for (const pg::Row row : rows) {
    CurrentQuote current{ReadQuote(row), std::nullopt,
                         row.Get<std::optional<absl::Time>>(kQuoteColumnCount + 3)};
    if (!row.IsNull(kQuoteColumnCount)) {
      current.previous = {
          ReadOdds(row.Get<int32_t>(kQuoteColumnCount), row.Get<int32_t>(kQuoteColumnCount + 1)),
          row.Get<std::string>(kQuoteColumnCount + 2)};
    }
    quotes.push_back(std::move(current));
  }
  return quotes;
}

}  // namespace overround::collector::quotes
