#include "services/collector/quotes/store_boards.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <utility>

#include "libs/base/status_macros.h"
#include "services/collector/archive/raw_document.h"
#include "services/collector/quotes/board_text.h"
#include "services/collector/quotes/store_rows.h"
#include "services/collector/quotes/store_sights.h"

namespace overround::collector::quotes {
namespace {

constexpr char kDeleteBoards[] = R"sql(
  DELETE FROM collector.offered_boards AS b
   USING unnest($1::UUID[], $2::TEXT[]) AS n (game_id, sportsbook_key)
   WHERE b.game_id = n.game_id AND b.sportsbook_key = n.sportsbook_key
)sql";

constexpr char kUpsertBoards[] = R"sql(
  INSERT INTO collector.offered_boards (game_id, sportsbook_key, sport_key, offers)
  SELECT game_id, sportsbook_key, sport_key, offers
    FROM unnest($1::UUID[], $2::TEXT[], $3::TEXT[], $4::TEXT[]) AS n (game_id, sportsbook_key, sport_key, offers)
  ON CONFLICT (game_id, sportsbook_key) DO UPDATE SET sport_key = EXCLUDED.sport_key, offers = EXCLUDED.offers
)sql";

// A scan over what is offered.
constexpr char kListOffered[] = R"sql(
  SELECT game_id, sportsbook_key, offers
    FROM collector.offered_boards
   WHERE sport_key = $1
   ORDER BY game_id, sportsbook_key
)sql";

constexpr char kListCurrent[] = R"sql(
  SELECT game_id, sportsbook_key, offers
    FROM collector.offered_boards
   WHERE game_id = ANY ($1) AND ($2 = '' OR sportsbook_key = $2)
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

// What a row of kListOffered or kListCurrent holds.
std::vector<CurrentQuote> ReadRow(const pg::Row& row) {
  return ReadBoard(row.Get<GameId>(0), row.Get<std::string>(1), row.Get<std::string>(2));
}

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

void BoardRows::Add(const GameId& game, const std::string& sportsbook, const std::string& sport,
                    const std::vector<CurrentQuote>& offered) {
  if (offered.empty()) {
    emptied_.games.push_back(game);
    emptied_.sportsbooks.push_back(sportsbook);
    return;
  }
  offering_.games.push_back(game);
  offering_.sportsbooks.push_back(sportsbook);
  sports_.push_back(sport);
  offers_.push_back(WriteBoard(offered));
}

absl::Status ReplaceBoards(pg::Transaction& tx, const BoardRows& boards) {
  const BoardRows::Keys& offering = boards.offering_;
  const BoardRows::Keys& emptied = boards.emptied_;
  if (!emptied.games.empty()) {
    OVERROUND_RETURN_IF_ERROR(
        tx.Query(kDeleteBoards, {emptied.games, emptied.sportsbooks}).status());
  }
  if (offering.games.empty()) return absl::OkStatus();
  return tx
      .Query(kUpsertBoards, {offering.games, offering.sportsbooks, boards.sports_, boards.offers_})
      .status();
}

absl::StatusOr<std::vector<CurrentQuote>> ListOffered(pg::Transaction& tx,
                                                      absl::string_view sport) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kListOffered, {sport}));
  std::vector<CurrentQuote> offered;
  for (const pg::Row row : rows) {
    std::vector<CurrentQuote> board = ReadRow(row);
    std::move(board.begin(), board.end(), std::back_inserter(offered));
  }
  return offered;
}

absl::StatusOr<std::vector<CurrentQuote>> ListCurrent(pg::Transaction& tx,
                                                      const CurrentQuery& query) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                             tx.Query(kListCurrent, {query.games, query.sportsbook}));
  std::vector<CurrentQuote> quotes;
  for (const pg::Row row : rows) {
    std::vector<CurrentQuote> board = ReadRow(row);
    std::copy_if(std::make_move_iterator(board.begin()), std::make_move_iterator(board.end()),
                 std::back_inserter(quotes), [&](const CurrentQuote& current) {
                   return query.kind.empty() || query.kind == ToString(current.quote.market.kind);
                 });
  }
  OVERROUND_RETURN_IF_ERROR(AddSightTimes(tx, quotes));
  if (query.include_gone) {
    OVERROUND_ASSIGN_OR_RETURN(const pg::Rows gone,
                               tx.Query(kListGone, {query.games, query.sportsbook, query.kind}));
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
