#include "services/collector/quotes/store.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

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

constexpr char kCopyHistory[] = R"sql(
  COPY collector.quotes (game_id, receive_time, quote_id, sportsbook_key, slot, line_quarters, side, is_lay,
                         is_bettable, state, profit, stake, odds_text, odds_format, is_in_play, provider_time,
                         known_time, basis, source, raw_document)
  FROM STDIN (FORMAT BINARY)
)sql";

constexpr char kCopySightings[] = R"sql(
  COPY collector.game_sightings (game_id, receive_time, raw_document, source, sportsbook_keys, provider_times)
  FROM STDIN (FORMAT BINARY)
)sql";

constexpr char kEnsureMonth[] = R"sql(
  SELECT collector.ensure_month('quotes', $1) IS NULL, collector.ensure_month('game_sightings', $1) IS NULL
)sql";

constexpr char kListMovements[] = "SELECT" OVERROUND_QUOTE_COLUMNS R"sql(
    FROM collector.quotes
   WHERE game_id = ANY ($1)
   ORDER BY game_id, known_time, receive_time, quote_id
)sql";

// What it is ordered by comes first: see OVERROUND_QUOTE_COLUMNS.
constexpr char kListPriceChanges[] = R"sql(
  SELECT known_time, receive_time, quote_id, sportsbook_key, slot, side, is_lay, line_quarters, state, profit, stake,
         odds_text, odds_format, provider_time
    FROM collector.quotes
   WHERE game_id = $1 AND ($2 = '' OR sportsbook_key = $2) AND ($3 = '' OR split_part(slot, '.', 1) = $3)
     AND ($4 = '' OR side = $4)
   ORDER BY known_time, receive_time, quote_id
)sql";

constexpr size_t kCopiedAtOnce = 256;

void AddHistory(const Quote& quote, pg::CopyRows& rows) {
  rows.Add(quote.game, quote.stamp.receive_time, quote.stamp.fact_id, quote.sportsbook,
           SlotTextOf(quote.market), quote.market.line_quarters, ToString(quote.side), quote.is_lay,
           quote.is_bettable, ToString(quote.state), quote.odds.profit(), quote.odds.stake(),
           quote.odds_text, ToString(quote.format), quote.is_in_play, quote.provider_time,
           quote.stamp.known_time, ToString(quote.stamp.basis), quote.source, quote.raw_document);
}

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

absl::StatusOr<int64_t> InsertHistory(pg::Transaction& tx, const std::vector<Quote>& quotes) {
  std::span<const Quote> rest = quotes;
  return InsertHistory(tx, [&] { return std::exchange(rest, {}); });
}

absl::StatusOr<int64_t> InsertHistory(pg::Transaction& tx,
                                      absl::FunctionRef<std::span<const Quote>()> next) {
  std::span<const Quote> quotes = next();
  if (quotes.empty()) return 0;
  return tx.Copy(kCopyHistory, [&](pg::CopyRows& rows) {
    if (quotes.empty()) quotes = next();
    const auto part = quotes.first(std::min(kCopiedAtOnce, quotes.size()));
    for (const Quote& quote : part) AddHistory(quote, rows);
    quotes = quotes.subspan(part.size());
    return !part.empty();
  });
}

absl::Status InsertSightings(pg::Transaction& tx, const Provenance& from,
                             const std::vector<Sighting>& sightings) {
  if (sightings.empty()) return absl::OkStatus();
  struct Seen {
    std::vector<absl::string_view> sportsbooks;
    std::vector<std::optional<absl::Time>> provider_times;
  };
  std::map<GameId, Seen> games;
  for (const Sighting& sighting : sightings) {
    Seen& seen = games[sighting.game];
    seen.sportsbooks.push_back(sighting.sportsbook);
    seen.provider_times.push_back(sighting.provider_time);
  }
  pg::CopyRows rows;
  for (const auto& [game, seen] : games) {
    rows.Add(game, from.receive_time, from.raw_document, from.source, seen.sportsbooks,
             seen.provider_times);
  }
  return tx.Copy(kCopySightings, rows).status();
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

absl::StatusOr<std::vector<PriceChange>> ListPriceChanges(pg::Transaction& tx,
                                                          const ChangeQuery& query) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListPriceChanges, {query.game, query.sportsbook, query.kind, query.side}));
  std::vector<PriceChange> changes;
  changes.reserve(rows.size());
  for (const pg::Row row : rows) {
    changes.push_back(
        {row.Get<std::string>(3), row.Get<std::string>(4), row.Get<std::string>(5),
         row.Get<bool>(6), row.Get<std::optional<int32_t>>(7),
         row.Get<absl::string_view>(8) == "OFFERED" ? QuoteState::kOffered : QuoteState::kGone,
         ReadOdds(row.Get<int32_t>(9), row.Get<int32_t>(10)), row.Get<std::string>(11),
         QuoteFormatFromText(row.Get<absl::string_view>(12)),
         row.Get<std::optional<absl::Time>>(13), row.Get<absl::Time>(0)});
  }
  return changes;
}

}  // namespace overround::collector::quotes
