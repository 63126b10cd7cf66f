#include <absl/strings/str_replace.h>
#include <catch2/catch.hpp>

#include "services/collector/feed/rebuild.h"
#include "services/collector/fixture_test.h"
#include "services/collector/games/store.h"
#include "services/collector/games/teams.h"
#include "services/collector/intake/intake.h"
#include "services/collector/order_books/store.h"
#include "services/collector/sources/captured_test.h"

namespace overround::collector {
namespace {

// YES is about River City, who are at home.
const char kHomeTicker[] = "KXMLBGAME-26MAY011905GULOTT-X1";
const char kAwayTicker[] = "KXMLBGAME-26MAY011905GULOTT-X2";

std::string Body(const std::string& name) {
  return testing::ReadSourceFile("services/collector/sources/testdata/" + name + ".json");
}

RawDocument Kalshi(std::string body, absl::Time received) {
  RawDocument document;
  document.source = kalshi::kSource;
  document.sport = "KXMLBGAME";
  document.request = kalshi::EventsPath("KXMLBGAME", kalshi::StatusFilter::kOpen, "");
  document.receive_time = received;
  document.body = std::move(body);
  return document;
}

RawDocument Book(const std::string& ticker, std::string body, absl::Time received) {
  RawDocument document = Kalshi(std::move(body), received);
  document.kind = DocumentKind::kOrderBook;
  document.request = kalshi::OrderBookPath(ticker);
  return document;
}

// River City Otters against Harbor Gulls at 23:05, and what Kalshi calls it.
void Schedule(CollectorFixture& collector) {
  collector.Take(
      CollectorFixture::Answer(Body("the_odds_api/odds_american"), At("2026-05-01T21:00:00Z")));
  collector.Take(Kalshi(Body("kalshi/events_winner"), At("2026-05-01T21:01:00Z")));
}

std::vector<OrderBook> BooksOf(CollectorFixture& collector,
                               std::optional<absl::Time> as_of = std::nullopt) {
  return collector.Do([&](pg::Transaction& tx) -> absl::StatusOr<std::vector<OrderBook>> {
    const auto rows = tx.Query("SELECT game_id FROM collector.games ORDER BY start_time DESC");
    if (!rows.ok()) return rows.status();
    return order_books::ListBooks(tx, {rows->front().Get<GameId>(0), as_of});
  });
}

int64_t CountBooks(CollectorFixture& collector) {
  return collector.Number("SELECT count(*) FROM collector.order_books");
}

int64_t CountChecks(CollectorFixture& collector, const std::string& type) {
  return collector.Number(
      "SELECT coalesce(sum(failed_count), 0)::BIGINT FROM collector.data_quality_checks "
      "WHERE check_type = '" +
      type + "'");
}

TEST_CASE("an event's two markets are contracts of the game, one a team", "[kalshi][depth][pg]") {
  CollectorFixture collector;
  Schedule(collector);
  CHECK(collector.Number("SELECT count(*) FROM collector.game_contracts c JOIN collector.games g "
                         "USING (game_id) WHERE c.ticker LIKE '%-X1' AND c.team_id = "
                         "g.home_team_id AND c.provider_key = 'KXMLBGAME'") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.game_contracts c JOIN collector.games g "
                         "USING (game_id) WHERE c.ticker LIKE '%-X2' AND c.team_id = "
                         "g.away_team_id") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.game_contracts") == 2);
}

TEST_CASE("an order book is what both teams can be backed at, the best first",
          "[kalshi][depth][pg]") {
  CollectorFixture collector;
  Schedule(collector);
  const auto taken =
      collector.Take(Book(kHomeTicker, Body("kalshi/order_book"), At("2026-05-01T22:00:00Z")));
  CHECK(taken.counts.read == 1);
  CHECK(taken.counts.changed == 1);
  const auto books = BooksOf(collector);
  REQUIRE(books.size() == 1);
  CHECK(books[0].contract_side == Side::kHome);
  CHECK(books[0].home ==
        std::vector<OrderBookLevel>{{590'000, 3'327}, {598'800, 1'250}, {990'000, 900}});
  CHECK(books[0].away ==
        std::vector<OrderBookLevel>{{420'000, 22'727}, {425'000, 1'000}, {990'000, 500'000}});
  CHECK(books[0].home[0].odds() == *Odds::FromFraction(41, 59));
  CHECK(books[0].stamp.known_time == At("2026-05-01T22:00:00Z"));
  CHECK(books[0].sight_time == At("2026-05-01T22:00:00Z"));
  CHECK(books[0].raw_document == taken.raw_document);
  CHECK_FALSE(books[0].is_in_play);
  CHECK(taken.raw_document.find("/raw-kalshi_order_book-") != std::string::npos);
}

TEST_CASE("YES of the away team's contract backs the away team", "[kalshi][depth][pg]") {
  CollectorFixture collector;
  Schedule(collector);
  collector.Take(Book(kHomeTicker, Body("kalshi/order_book"), At("2026-05-01T22:00:00Z")));
  collector.Take(Book(kAwayTicker, Body("kalshi/order_book"), At("2026-05-01T22:00:01Z")));
  const auto books = BooksOf(collector);
  REQUIRE(books.size() == 2);
  CHECK(books[1].ticker == kAwayTicker);
  CHECK(books[1].contract_side == Side::kAway);
  CHECK(books[1].away == books[0].home);
  CHECK(books[1].home == books[0].away);
}

TEST_CASE("a book that stays the same is seen and not stored again", "[kalshi][depth][pg]") {
  CollectorFixture collector;
  Schedule(collector);
  const std::string body = Body("kalshi/order_book");
  collector.Take(Book(kHomeTicker, body, At("2026-05-01T22:00:00Z")));
  const auto same = collector.Take(Book(kHomeTicker, body, At("2026-05-01T22:05:00Z")));
  CHECK(same.counts.unchanged == 1);
  CHECK(CountBooks(collector) == 1);
  CHECK(BooksOf(collector)[0].sight_time == At("2026-05-01T22:05:00Z"));
  const auto other = collector.Take(Book(
      kHomeTicker, absl::StrReplaceAll(body, {{"227.27", "227.28"}}), At("2026-05-01T22:06:00Z")));
  CHECK(other.counts.changed == 1);
  CHECK(CountBooks(collector) == 2);
  CHECK(BooksOf(collector)[0].away[0].count_hundredths == 22'728);
  // As it was known then.
  const auto before = BooksOf(collector, At("2026-05-01T22:05:59Z"));
  REQUIRE(before.size() == 1);
  CHECK(before[0].away[0].count_hundredths == 22'727);
  CHECK_FALSE(before[0].sight_time.has_value());
  CHECK(BooksOf(collector, At("2026-05-01T21:59:59Z")).empty());
}

TEST_CASE("a book that nobody offers anything in is a change like another", "[kalshi][depth][pg]") {
  CollectorFixture collector;
  Schedule(collector);
  collector.Take(Book(kHomeTicker, Body("kalshi/order_book"), At("2026-05-01T22:00:00Z")));
  const auto taken =
      collector.Take(Book(kHomeTicker, R"({"orderbook_fp":{"yes_dollars":[],"no_dollars":[]}})",
                          At("2026-05-01T22:01:00Z")));
  CHECK(taken.counts.changed == 1);
  CHECK(BooksOf(collector)[0].IsEmpty());
}

TEST_CASE("a late book undoes no newer one, of its own contract alone", "[kalshi][depth][pg]") {
  CollectorFixture collector;
  Schedule(collector);
  const std::string body = Body("kalshi/order_book");
  collector.Take(Book(kHomeTicker, body, At("2026-05-01T22:05:00Z")));
  const auto late = collector.Take(Book(
      kHomeTicker, absl::StrReplaceAll(body, {{"227.27", "1.00"}}), At("2026-05-01T22:04:00Z")));
  CHECK(late.counts.read == 1);
  CHECK(late.counts.refused == 1);
  CHECK(CountChecks(collector, "late") == 1);
  CHECK(CountBooks(collector) == 1);
  const auto other = collector.Take(Book(kAwayTicker, body, At("2026-05-01T22:04:30Z")));
  CHECK(other.counts.changed == 1);
}

TEST_CASE("what is no order book is refused and counted", "[kalshi][depth][pg]") {
  CollectorFixture collector;
  Schedule(collector);
  const auto body = GENERATE(R"({"orderbook_fp":{"yes_dollars":[["0.5"]]}})", R"({"orderbook":7})",
                             R"({})", R"({"orderbook_fp":{"yes_dollars":[["0.5","1)", "");
  const auto taken = collector.Take(Book(kHomeTicker, body, At("2026-05-01T22:00:00Z")));
  CHECK(taken.answer.kind != the_odds_api::AnswerKind::kGood);
  CHECK(taken.counts.read == 1);
  CHECK(taken.counts.refused == 1);
  CHECK(CountChecks(collector, "malformed") == 1);
  CHECK(CountBooks(collector) == 0);
}

TEST_CASE("a book that cannot be is refused and counted", "[kalshi][depth][pg]") {
  CollectorFixture collector;
  Schedule(collector);
  const auto* const crossed =
      R"({"orderbook_fp":{"yes_dollars":[["0.6000","1.00"]],"no_dollars":[["0.4300","1.00"]]}})";
  CHECK(collector.Take(Book(kHomeTicker, crossed, At("2026-05-01T22:00:00Z"))).counts.refused == 1);
  CHECK(CountChecks(collector, "overround_range") == 1);
  const auto* const twice =
      R"({"orderbook_fp":{"yes_dollars":[["0.6000","1.00"],["0.6000","2.00"]],"no_dollars":[]}})";
  CHECK(collector.Take(Book(kHomeTicker, twice, At("2026-05-01T22:01:00Z"))).counts.refused == 1);
  CHECK(CountChecks(collector, "duplicate") == 1);
  CHECK(CountBooks(collector) == 0);
}

TEST_CASE("a contract of no game we know has no book", "[kalshi][depth][pg]") {
  CollectorFixture collector;
  Schedule(collector);
  const auto* const ticker = GENERATE("KXMLBGAME-26MAY012105MILPIL-M", "NOBODY");
  const auto taken =
      collector.Take(Book(ticker, Body("kalshi/order_book"), At("2026-05-01T22:00:00Z")));
  CHECK(taken.counts.refused == 1);
  CHECK(CountChecks(collector, "unmatched_game") >= 1);
  CHECK(CountBooks(collector) == 0);
}

TEST_CASE("a book after the start is kept and flagged", "[kalshi][depth][pg]") {
  CollectorFixture collector;
  Schedule(collector);
  collector.Take(Book(kHomeTicker, Body("kalshi/order_book"), At("2026-05-01T23:06:00Z")));
  CHECK(BooksOf(collector)[0].is_in_play);
  CHECK(CountChecks(collector, "in_play") == 1);
}

// Another game of the same two, told by the book at that time.
void ScheduleAnother(CollectorFixture& collector, const std::string& start,
                     const std::string& received) {
  collector.Take(CollectorFixture::Answer(
      absl::StrReplaceAll(Body("the_odds_api/odds_american"),
                          {{"2026-05-01T23:05:00Z", start}, {"abc001", "abc002"}}),
      At(received)));
}

TEST_CASE("a contract that turns out to be another game's offers nothing on the first",
          "[kalshi][depth][pg]") {
  CollectorFixture collector;
  ScheduleAnother(collector, "2026-05-01T19:30:00Z", "2026-05-01T15:00:00Z");
  collector.Take(Kalshi(Body("kalshi/events_winner"), At("2026-05-01T15:01:00Z")));
  collector.Take(Book(kHomeTicker, Body("kalshi/order_book"), At("2026-05-01T15:02:00Z")));
  REQUIRE_FALSE(BooksOf(collector)[0].IsEmpty());
  ScheduleAnother(collector, "2026-05-01T18:30:00Z", "2026-05-01T15:03:00Z");
  collector.Take(
      CollectorFixture::Answer(Body("the_odds_api/odds_american"), At("2026-05-01T15:03:30Z")));
  collector.Take(Kalshi(Body("kalshi/events_winner"), At("2026-05-01T15:04:00Z")));
  CHECK(CountBooks(collector) == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.order_books WHERE cardinality("
                         "home_price_millionths) + cardinality(away_price_millionths) = 0") == 1);
  CHECK(BooksOf(collector).empty());
  collector.Take(Book(kHomeTicker, Body("kalshi/order_book"), At("2026-05-01T15:05:00Z")));
  CHECK(BooksOf(collector).size() == 1);
}

TEST_CASE("of contracts that could be two games' nothing stays on offer", "[kalshi][depth][pg]") {
  CollectorFixture collector;
  Schedule(collector);
  collector.Take(Book(kHomeTicker, Body("kalshi/order_book"), At("2026-05-01T21:02:00Z")));
  const std::string twice = absl::StrReplaceAll(
      Body("kalshi/events_winner"), {{"Mill Town", "Harbor"}, {"Port P", "River City"}});
  collector.Take(Kalshi(twice, At("2026-05-01T21:03:00Z")));
  CHECK(collector.Number("SELECT count(*) FROM collector.game_contracts") == 0);
  REQUIRE(BooksOf(collector).size() == 1);
  CHECK(BooksOf(collector)[0].IsEmpty());
}

// The game as another source tells of it, five hours later and known before.
Game AsToldByAnother(CollectorFixture& collector) {
  return collector.Do([&](pg::Transaction& tx) -> absl::StatusOr<Game> {
    const auto sport = games::FindSport(tx, "mlb");
    auto teams = Teams::Load(tx, **sport, collector.ids);
    if (!teams.ok()) return teams.status();
    Described told;
    told.external = {"mlb_stats", "1"};
    told.home = "River City Otters";
    told.away = "Harbor Gulls";
    told.start = At("2026-05-02T04:05:00Z");
    const absl::Time known = At("2026-05-01T20:00:00Z");
    return collector.games.Adopt(tx, **sport, *teams, told, {"mlb_stats", "x", known, known});
  });
}

TEST_CASE("a contract follows its game into the record it is merged into", "[kalshi][depth][pg]") {
  CollectorFixture collector;
  Schedule(collector);
  collector.Take(Book(kHomeTicker, Body("kalshi/order_book"), At("2026-05-01T22:00:00Z")));
  const Game survivor = AsToldByAnother(collector);
  collector.Do([&](pg::Transaction& tx) -> absl::Status {
    const auto sport = games::FindSport(tx, "mlb");
    auto known = games::FindByExternalIds(tx, "kalshi", {"KXMLBGAME-26MAY011905GULOTT"});
    const absl::Time now = At("2026-05-01T22:01:00Z");
    return collector.games.Move(tx, **sport, survivor.start, {"odds_api", "y", now, now},
                                known->front().game);
  });
  REQUIRE(collector.Number("SELECT count(*) FROM collector.games WHERE status = 'MERGED'") == 1);
  const auto taken =
      collector.Take(Book(kHomeTicker, Body("kalshi/order_book"), At("2026-05-01T22:10:00Z")));
  CHECK(taken.counts.changed == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.order_books b JOIN collector.games g "
                         "USING (game_id) JOIN collector.game_contracts c USING (game_id, ticker) "
                         "WHERE g.status = 'SCHEDULED' AND b.contract_side = 'home'") == 1);
  // The record that is no game any more offers nothing.
  CHECK(collector.Number("SELECT count(*) FROM collector.order_books b JOIN collector.games g "
                         "USING (game_id) WHERE g.status = 'MERGED' AND "
                         "cardinality(home_price_millionths) = 0 AND "
                         "cardinality(away_price_millionths) = 0") == 1);
}

// Every row of a table, as one text.
std::string RowsOf(CollectorFixture& collector, const std::string& table) {
  return collector.Do([&](pg::Transaction& tx) -> absl::StatusOr<std::string> {
    const auto rows =
        tx.Query("SELECT coalesce(string_agg(t::TEXT, '|' ORDER BY t::TEXT), '') FROM collector." +
                 table + " t");
    if (!rows.ok()) return rows.status();
    return rows->front().Get<std::string>(0);
  });
}

TEST_CASE("order books rebuilt from the archive are the first ones, row for row",
          "[kalshi][depth][rebuild][pg]") {
  CollectorFixture first;
  Schedule(first);
  const std::string body = Body("kalshi/order_book");
  first.Take(Book(kHomeTicker, body, At("2026-05-01T22:00:00Z")));
  first.Take(Book(kAwayTicker, body, At("2026-05-01T22:00:00Z")));
  first.Take(Book(kHomeTicker, body, At("2026-05-01T22:01:00Z")));
  first.Take(Book(kHomeTicker, "{}", At("2026-05-01T22:02:00Z")));
  first.Take(Book(kHomeTicker, Body("kalshi/order_book_one_side"), At("2026-05-01T22:03:00Z")));
  CollectorFixture second;
  Closer closer(second.database.pool(), second.games, second.quotes, testing::Wall());
  const auto rebuilt =
      RebuildFrom(*ListReplay(first.archive.files()), At("2026-05-01T22:04:00Z"),
                  {second.database.pool(), second.intake, closer, testing::Wall()});
  REQUIRE(IsOk(rebuilt));
  CHECK(rebuilt->unreadable.empty());
  CHECK(CountBooks(second) == 3);
  for (const char* table :
       {"game_contracts", "order_books", "raw_documents", "data_quality_checks"}) {
    INFO(table);
    CHECK(RowsOf(second, table) == RowsOf(first, table));
  }
}

TEST_CASE("captured order books are stored whole", "[kalshi][depth][pg]") {
  const auto dir = testing::DataDir();
  if (!dir) {
    WARN("skipped: captured answers of Kalshi need OVERROUND_DATA_DIR");
    return;
  }
  CollectorFixture collector;
  Schedule(collector);
  const auto one =
      collector.Take(Book(kHomeTicker, CapturedFile(*dir, "payloads/kalshi/orderbook.json"),
                          At("2026-05-01T22:00:00Z")));
  CHECK(one.counts.changed == 1);
  CHECK(BooksOf(collector)[0].home == std::vector<OrderBookLevel>{{250'000, 269'200}});
  CHECK(BooksOf(collector)[0].away == std::vector<OrderBookLevel>{{800'000, 50'198}});
  const auto parsed =
      json::Document::Parse(CapturedFile(*dir, "payloads/kalshi/orderbooks_multivariate.json"));
  REQUIRE(parsed.ok());
  const json::Elements books = *parsed->root().Array();
  absl::Time time = At("2026-05-01T22:00:00Z");
  int64_t read = 0;
  for (const json::Value each : books) {
    time += absl::Seconds(1);
    const auto taken = collector.Take(Book(kHomeTicker, Unwrapped(each), time));
    read += taken.counts.changed + taken.counts.unchanged;
  }
  CHECK(read == static_cast<int64_t>(books.size()));
}

}  // namespace
}  // namespace overround::collector
