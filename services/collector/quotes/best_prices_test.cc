#include "services/collector/quotes/best_prices.h"

#include <catch2/catch.hpp>

#include "services/collector/fixture_test.h"
#include "services/collector/games/store.h"
#include "services/collector/quotes/store_best_prices.h"

namespace overround::collector {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

CurrentQuote Priced(const std::string& book, const MarketKey& market, Side side, int american) {
  CurrentQuote current{.quote = {.sportsbook = book,
                                 .market = market,
                                 .side = side,
                                 .odds = *Odds::FromAmerican(american)}};
  current.quote.stamp.receive_time = kNow;
  return current;
}

std::vector<BoardLine> BoardIn(const std::vector<CurrentQuote>& offered) {
  std::vector<const CurrentQuote*> all;
  all.reserve(offered.size());
  for (const CurrentQuote& each : offered) all.push_back(&each);
  return BoardOf(all);
}

TEST_CASE("the board shows the best price of each side, of equal ones the first", "[best]") {
  CurrentQuote late = Priced("a", FullGameMoneyline(), Side::kHome, 110);
  late.quote.stamp.receive_time += absl::Minutes(1);
  const auto board = BoardIn({late, Priced("b", FullGameMoneyline(), Side::kHome, 110),
                              Priced("c", FullGameMoneyline(), Side::kHome, 105),
                              Priced("c", FullGameMoneyline(), Side::kAway, -125)});
  REQUIRE(board.size() == 1);
  CHECK(board[0].book_count == 3);
  REQUIRE(board[0].sides.size() == 2);
  CHECK(board[0].sides[0].sportsbook == "b");
  const double mean = (2 / 2.1 + 1 / 2.05) / 3;
  CHECK(board[0].sides[0].mean_implied_probability == Approx(mean));
  CHECK(board[0].sides[1].side == Side::kAway);
}

TEST_CASE("the board's line is the one most books have, and no price to lay is on it", "[best]") {
  CurrentQuote lay = Priced("exchange", FullGameTotal(34), Side::kOver, 300);
  lay.quote.is_lay = true;
  CurrentQuote repeated = Priced("page", FullGameTotal(34), Side::kOver, 300);
  repeated.quote.is_bettable = false;
  const auto board = BoardIn({Priced("a", FullGameTotal(36), Side::kOver, 150),
                              Priced("b", FullGameTotal(34), Side::kOver, -110),
                              Priced("c", FullGameTotal(34), Side::kOver, -105), lay, repeated});
  REQUIRE(board.size() == 1);
  CHECK(board[0].market == FullGameTotal(34));
  CHECK(board[0].sides[0].sportsbook == "c");
  CHECK(board[0].book_count == 2);
}

TEST_CASE("players' counts and parts of a game are not on the board", "[best]") {
  MarketKey half = FullGameTotal(18);
  half.period = Period::kFirstHalf;
  half.overtime = OvertimeRule::kExcluded;
  MarketKey prop;
  prop.kind = MarketKind::kProp;
  prop.subject = "Jo_Doe";
  prop.statistic = "points";
  prop.line_quarters = 90;
  CHECK(BoardIn({Priced("a", half, Side::kOver, -110), Priced("a", prop, Side::kOver, -110)})
            .empty());
}

TEST_CASE("best prices are stored with the answer, and seen with each that repeats them",
          "[best][pg]") {
  CollectorFixture collector;
  const std::string mains = testing::ReadSourceFile(
      "services/collector/sources/testdata/the_odds_api/odds_american.json");
  collector.Take(CollectorFixture::Answer(mains, At("2026-05-01T21:00:00Z")));
  collector.Take(CollectorFixture::Answer(mains, At("2026-05-01T21:05:00Z")));
  const auto boards = collector.Do([&](pg::Transaction& tx) {
    const auto game = games::ListDueToStart(tx, At("2026-05-02T12:00:00Z"));
    return quotes::ListBoards(tx, {game->front().id});
  });
  REQUIRE(boards.size() == 1);
  const std::vector<BoardLine>& board = boards.begin()->second;
  REQUIRE(board.size() == 3);
  for (const BoardLine& line : board) {
    REQUIRE(line.sides.size() == 2);
    CHECK(line.sides[0].receive_time == At("2026-05-01T21:00:00Z"));
    CHECK(line.sides[0].sight_time == At("2026-05-01T21:05:00Z"));
  }
  // Another process, which reads the board back, writes them all again.
  collector.Do(
      [](pg::Transaction& tx) { return tx.Query("DELETE FROM collector.best_prices").status(); });
  Quotes others(collector.ids, collector.events);
  Intake intake(collector.database.pool(), collector.archive, collector.games, others,
                collector.ids);
  REQUIRE(IsOk(
      intake.TakeIn(CollectorFixture::Answer(mains, At("2026-05-01T21:10:00Z")), testing::Soon())
          .status()));
  CHECK(collector.Number("SELECT count(*) FROM collector.best_prices") == 1);
  collector.Take(CollectorFixture::Answer("[]", At("2026-05-01T21:15:00Z")));
}

}  // namespace
}  // namespace overround::collector
