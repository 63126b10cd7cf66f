#include "services/collector/quotes/store_imports.h"

#include "libs/base/status_macros.h"
#include "services/collector/archive/raw_document.h"

namespace overround::collector::quotes {
namespace {

constexpr char kCopyCloses[] = R"sql(
  COPY collector.closes (game_id, revision, start_time, fact_id, receive_time, known_time, basis)
  FROM STDIN (FORMAT BINARY)
)sql";

constexpr char kCopyClosingLines[] = R"sql(
  COPY collector.closing_lines (game_id, revision, sportsbook_key, slot, line_quarters, side, is_lay, is_bettable,
                                state, profit, stake, odds_text, odds_format, sight_time, quote_id)
  FROM STDIN (FORMAT BINARY)
)sql";

constexpr char kInsertSightings[] = R"sql(
  INSERT INTO collector.imported_sightings (game_id, sportsbook_key, known_time, provider_time, source, file_name,
                                            receive_time)
  SELECT game_id, sportsbook_key, known_time, provider_time, $5, $6, $7
    FROM unnest($1::UUID[], $2::TEXT[], $3::TIMESTAMPTZ[], $4::TIMESTAMPTZ[])
         AS n (game_id, sportsbook_key, known_time, provider_time)
  ON CONFLICT (game_id, sportsbook_key, known_time) DO NOTHING
)sql";

constexpr char kListAllSightings[] = R"sql(
  SELECT game_id, sportsbook_key, receive_time, provider_time, raw_document
    FROM collector.sightings
   WHERE game_id = ANY ($1)
   UNION ALL
  SELECT game_id, sportsbook_key, known_time, provider_time, ''
    FROM collector.imported_sightings
   WHERE game_id = ANY ($1)
   ORDER BY 1, 3, 2
)sql";

}  // namespace

absl::Status InsertCloses(pg::Transaction& tx, const std::vector<ClosedGame>& closed) {
  if (closed.empty()) return absl::OkStatus();
  pg::CopyRows closes;
  pg::CopyRows rows;
  for (const auto& [close, lines] : closed) {
    closes.Add(close.game, close.revision, close.start, close.stamp.fact_id,
               close.stamp.receive_time, close.stamp.known_time, ToString(close.stamp.basis));
    for (const ClosingLine& line : lines) {
      const Quote& quote = line.quote;
      rows.Add(close.game, close.revision, quote.sportsbook, SlotTextOf(quote.market),
               quote.market.line_quarters, ToString(quote.side), quote.is_lay, quote.is_bettable,
               ToString(line.state), quote.odds.profit(), quote.odds.stake(), quote.odds_text,
               ToString(quote.format), line.sight_time, quote.stamp.fact_id);
    }
  }
  OVERROUND_RETURN_IF_ERROR(tx.Copy(kCopyCloses, closes).status());
  return tx.Copy(kCopyClosingLines, rows).status();
}

absl::Status InsertImportedSightings(pg::Transaction& tx, const ImportedSightings& imported) {
  if (imported.sightings.empty()) return absl::OkStatus();
  std::vector<GameId> games;
  std::vector<std::string> books;
  std::vector<absl::Time> times;
  std::vector<std::optional<absl::Time>> provider_times;
  for (const Sighting& each : imported.sightings) {
    games.push_back(each.game);
    books.push_back(each.sportsbook);
    times.push_back(each.receive_time);
    provider_times.push_back(each.provider_time);
  }
  return tx
      .Query(kInsertSightings, {games, books, times, provider_times, imported.source,
                                imported.file_name, imported.receive_time})
      .status();
}

absl::StatusOr<std::vector<Sighting>> ListAllSightings(pg::Transaction& tx,
                                                       const std::vector<GameId>& games) {
  if (games.empty()) return std::vector<Sighting>();
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListAllSightings, {games}));
  std::vector<Sighting> sightings;
  for (const pg::Row row : rows) {
    sightings.push_back({row.Get<GameId>(0), row.Get<std::string>(1), row.Get<absl::Time>(2),
                         row.Get<std::optional<absl::Time>>(3),
                         IsEventDocument(row.Get<absl::string_view>(4))});
  }
  return sightings;
}

}  // namespace overround::collector::quotes
