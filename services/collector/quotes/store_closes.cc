#include "libs/base/status_macros.h"
#include "services/collector/archive/raw_document.h"
#include "services/collector/quotes/store.h"
#include "services/collector/quotes/store_rows.h"

namespace overround::collector::quotes {
namespace {

constexpr char kListQuotesBefore[] = "SELECT" OVERROUND_QUOTE_COLUMNS R"sql(
    FROM collector.quotes
   WHERE game_id = $1 AND known_time < $2
   ORDER BY known_time, receive_time, quote_id
)sql";

constexpr char kListBelievedBefore[] = "SELECT" OVERROUND_QUOTE_COLUMNS R"sql(
    FROM collector.quotes q
   WHERE game_id = $1 AND known_time < $2
     AND (basis = 'OBSERVED' OR NOT EXISTS (
            SELECT 1
              FROM collector.games g
              JOIN collector.scrambled_sets s ON s.sport_key = g.sport_key AND s.season = g.season
             WHERE g.game_id = $1 AND s.sportsbook_key = q.sportsbook_key AND s.source = q.source
               AND s.trust_time IS NULL))
   ORDER BY known_time, receive_time, quote_id
)sql";

constexpr char kListLastSightings[] = R"sql(
  SELECT sportsbook_key, max(receive_time)
    FROM collector.sightings
   WHERE game_id = $1 AND receive_time >= $2
   GROUP BY sportsbook_key
)sql";

constexpr char kListSightingsBefore[] = R"sql(
  SELECT sportsbook_key, receive_time, provider_time, raw_document
    FROM collector.sightings
   WHERE game_id = $1 AND receive_time < $2
   UNION ALL
  SELECT sportsbook_key, known_time, provider_time, ''
    FROM collector.imported_sightings
   WHERE game_id = $1 AND known_time < $2
   ORDER BY 1, 2
)sql";

constexpr char kInsertClose[] = R"sql(
  INSERT INTO collector.closes (game_id, revision, start_time, fact_id, receive_time, known_time, basis)
  VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql";

constexpr char kInsertClosingLines[] = R"sql(
  INSERT INTO collector.closing_lines (game_id, revision, sportsbook_key, slot, line_quarters, side, is_lay,
                                       is_bettable, state, profit, stake, odds_text, odds_format, sight_time, quote_id)
  SELECT $1, $2, sportsbook_key, slot, line_quarters, side, is_lay, is_bettable, state, profit, stake, odds_text,
         odds_format, sight_time, quote_id
    FROM unnest($3::TEXT[], $4::TEXT[], $5::INTEGER[], $6::TEXT[], $7::BOOLEAN[], $8::BOOLEAN[], $9::TEXT[],
                $10::INTEGER[], $11::INTEGER[], $12::TEXT[], $13::TEXT[], $14::TIMESTAMPTZ[], $15::UUID[])
         AS n (sportsbook_key, slot, line_quarters, side, is_lay, is_bettable, state, profit, stake, odds_text,
               odds_format, sight_time, quote_id)
)sql";

// The quote of a line gives what the line does not repeat: its own stamp, source and document.
constexpr char kListClosingLines[] = R"sql(
  SELECT l.game_id, l.sight_time, l.sight_time, l.quote_id, l.sportsbook_key, l.slot, l.line_quarters, l.side,
         l.is_lay, l.is_bettable, 'OFFERED', l.profit, l.stake, l.odds_text, l.odds_format, FALSE, NULL::TIMESTAMPTZ, '',
         '', 'OBSERVED', l.state, l.sight_time
    FROM collector.closing_lines l
    JOIN collector.games g ON g.game_id = l.game_id AND g.close_revision = l.revision
   WHERE l.game_id = ANY ($1)
   ORDER BY l.game_id, l.slot, l.line_quarters NULLS FIRST, l.side, l.sportsbook_key, l.is_lay
)sql";

constexpr char kListCloses[] = R"sql(
  SELECT c.game_id, c.revision, c.start_time, c.fact_id, c.receive_time, c.known_time, c.basis
    FROM collector.closes c
    JOIN collector.games g ON g.game_id = c.game_id AND g.close_revision = c.revision
   WHERE c.game_id = ANY ($1)
   ORDER BY c.game_id
)sql";

absl::StatusOr<std::vector<Quote>> ListBefore(pg::Transaction& tx, const char* statement,
                                              const GameId& game, absl::Time before) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(statement, {game, before}));
  std::vector<Quote> quotes;
  for (const pg::Row row : rows) quotes.push_back(ReadQuote(row));
  return quotes;
}

}  // namespace

absl::StatusOr<std::vector<Quote>> ListQuotesBefore(pg::Transaction& tx, const GameId& game,
                                                    absl::Time before) {
  return ListBefore(tx, kListQuotesBefore, game, before);
}

absl::StatusOr<std::vector<Quote>> ListBelievedBefore(pg::Transaction& tx, const GameId& game,
                                                      absl::Time before) {
  return ListBefore(tx, kListBelievedBefore, game, before);
}

absl::StatusOr<std::map<std::string, absl::Time>> ListLastSightings(pg::Transaction& tx,
                                                                    const GameId& game,
                                                                    absl::Time since) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListLastSightings, {game, since}));
  std::map<std::string, absl::Time> last;
  for (const pg::Row row : rows) last.emplace(row.Get<std::string>(0), row.Get<absl::Time>(1));
  return last;
}

absl::StatusOr<std::vector<Sighting>> ListSightingsBefore(pg::Transaction& tx, const GameId& game,
                                                          absl::Time before) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListSightingsBefore, {game, before}));
  std::vector<Sighting> sightings;
  for (const pg::Row row : rows) {
    sightings.push_back({game, row.Get<std::string>(0), row.Get<absl::Time>(1),
                         row.Get<std::optional<absl::Time>>(2),
                         IsEventDocument(row.Get<std::string>(3))});
  }
  return sightings;
}

absl::Status InsertClose(pg::Transaction& tx, const Close& close,
                         const std::vector<ClosingLine>& lines) {
  OVERROUND_RETURN_IF_ERROR(
      tx.Query(kInsertClose,
               {close.game, close.revision, close.start, close.stamp.fact_id,
                close.stamp.receive_time, close.stamp.known_time, ToString(close.stamp.basis)})
          .status());
  if (lines.empty()) return absl::OkStatus();
  std::vector<Quote> quotes;
  std::vector<std::string> states;
  std::vector<absl::Time> sight_times;
  for (const ClosingLine& line : lines) {
    quotes.push_back(line.quote);
    states.emplace_back(ToString(line.state));
    sight_times.push_back(line.sight_time);
  }
  const QuoteArrays n(quotes);
  return tx
      .Query(kInsertClosingLines, {close.game, close.revision, n.sportsbook, n.slot, n.line, n.side,
                                   n.is_lay, n.is_bettable, states, n.profit, n.stake, n.odds_text,
                                   n.odds_format, sight_times, n.quote_id})
      .status();
}

absl::StatusOr<std::vector<ClosingLine>> ListLatestClosingLines(pg::Transaction& tx,
                                                                const std::vector<GameId>& games) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListClosingLines, {games}));
  std::vector<ClosingLine> lines;
  lines.reserve(rows.size());
  for (const pg::Row row : rows) {
    lines.push_back({ReadQuote(row),
                     CloseStateFromText(row.Get<absl::string_view>(kQuoteColumnCount)),
                     row.Get<absl::Time>(kQuoteColumnCount + 1)});
  }
  return lines;
}

absl::StatusOr<std::vector<Close>> ListLatestCloses(pg::Transaction& tx,
                                                    const std::vector<GameId>& games) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListCloses, {games}));
  std::vector<Close> closes;
  for (const pg::Row row : rows) {
    closes.push_back({row.Get<GameId>(0),
                      row.Get<int32_t>(1),
                      row.Get<absl::Time>(2),
                      {row.Get<Uuid>(3), row.Get<absl::Time>(4), row.Get<absl::Time>(5),
                       BasisFromText(row.Get<absl::string_view>(6))}});
  }
  return closes;
}

}  // namespace overround::collector::quotes
