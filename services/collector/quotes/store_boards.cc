#include "services/collector/quotes/store_boards.h"

#include <algorithm>
#include <tuple>

#include "libs/base/status_macros.h"
#include "services/collector/archive/raw_document.h"
#include "services/collector/quotes/selection_key.h"
#include "services/collector/quotes/store_rows.h"
#include "services/collector/quotes/store_sights.h"

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
