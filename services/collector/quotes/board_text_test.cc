#include "services/collector/quotes/board_text.h"

#include <catch2/catch.hpp>

#include "services/collector/fixture_test.h"
#include "services/collector/quotes/store_boards.h"

namespace overround::collector {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000) + absl::Microseconds(1);
const char kBook[] = "pinnacle";

const GameId& Game() {
  static const auto* game = new GameId(*GameId::Parse("01890000-0000-7000-8000-000000000001"));
  return *game;
}

CurrentQuote QuoteOf(const MarketKey& market, Side side, const char* odds_text) {
  const IdSource ids("seed");
  CurrentQuote current{.quote = {.game = Game(),
                                 .sportsbook = kBook,
                                 .market = market,
                                 .side = side,
                                 .odds = *Odds::ParseAmerican(odds_text),
                                 .odds_text = odds_text,
                                 .source = "odds_api",
                                 .raw_document = "mlb/raw-odds_api_odds.json.gz"}};
  current.quote.stamp = {ids.Derive(kNow, "quote", odds_text), kNow, kNow, Basis::kObserved};
  return current;
}

std::vector<CurrentQuote> Offered() {
  CurrentQuote plain = QuoteOf(FullGameMoneyline(), Side::kHome, "-145");
  CurrentQuote other = QuoteOf(FullGameSpread(-6), Side::kAway, "+102");
  other.previous = {*Odds::FromAmerican(-105), "-105"};
  other.quote.provider_time = kNow - absl::Microseconds(7);
  other.quote.is_lay = true;
  other.quote.is_bettable = false;
  CurrentQuote prop = QuoteOf(*MarketKey::Parse("prop.full_game.included.aj_brown.receptions.22"),
                              Side::kOver, "+110");
  prop.quote.is_in_play = true;
  prop.quote.raw_document = R"(mlb/a "quoted" \ name)";
  prop.quote.stamp.receive_time = kNow + absl::Seconds(5);
  prop.quote.stamp.known_time = kNow + absl::Seconds(4);
  prop.quote.stamp.basis = Basis::kStated;
  return {plain, other, prop};
}

TEST_CASE("a board's text gives back every field", "[quotes]") {
  const std::vector<CurrentQuote> offered = Offered();
  const std::vector<CurrentQuote> read =
      quotes::ReadBoard(Game(), kBook, quotes::WriteBoard(offered));
  REQUIRE(read.size() == offered.size());
  for (size_t i = 0; i < read.size(); ++i) {
    const Quote& left = read[i].quote;
    const Quote& right = offered[i].quote;
    CHECK(left.game == right.game);
    CHECK(left.SameSelection(right));
    CHECK(left.is_bettable == right.is_bettable);
    CHECK(left.odds == right.odds);
    CHECK(left.odds_text == right.odds_text);
    CHECK(left.format == right.format);
    CHECK(left.is_in_play == right.is_in_play);
    CHECK(left.provider_time == right.provider_time);
    CHECK(left.source == right.source);
    CHECK(left.raw_document == right.raw_document);
    CHECK(left.stamp == right.stamp);
    CHECK(read[i].previous.has_value() == offered[i].previous.has_value());
  }
  CHECK(read[1].previous->text == "-105");
  CHECK(read[1].previous->odds == *Odds::FromAmerican(-105));
}

// Boards as they were stored before they were texts, a quote of each kind of answer.
constexpr char kBoardOfArrays[] = R"sql(
  INSERT INTO collector.offered_boards
  VALUES ('01890000-0000-7000-8000-000000000001', 'pinnacle', 'mlb',
          '{moneyline.full_game.included.-.-, spread.full_game.included.-.-}', '{NULL, -6}', '{home, away}', '{f, t}',
          '{t, f}', '{100, 102}', '{145, 100}', '{-145, +102}', '{american, american}', '{NULL, 100}', '{NULL, 105}',
          '{NULL, -105}', '{f, f}', '{NULL, "2026-09-21 14:13:19.999994+00"}',
          '{01890000-0000-7000-8000-000000000002, 01890000-0000-7000-8000-000000000003}', '{1, 2}',
          '{odds_api, odds_api}', '{first, second}', '{2026-09-21 14:13:20.000001+00, 2026-09-21 14:14:20+00}',
          '{2026-09-21 14:13:20.000001+00, 2026-09-21 14:14:20+00}', '{OBSERVED, STATED}')
)sql";
constexpr size_t kMigrationsBefore = 18;

TEST_CASE("boards stored as arrays become texts that say the same", "[quotes][pg]") {
  const auto before = absl::MakeConstSpan(kMigrations).first(kMigrationsBefore);
  const testing::TestDatabase database("collector", ops::MigrationSetsOf("collector", before));
  testing::RunAsAdmin(database, kBoardOfArrays);
  const auto migrated =
      pg::Migrate({database.OwnerConninfo(), "collector"},
                  ops::MigrationSetsOf("collector", kMigrations), testing::Wall(), testing::Soon());
  REQUIRE(IsOk(migrated));
  const auto offered = database.pool().InTransaction(
      testing::Soon(), [](pg::Transaction& tx) { return quotes::ListOffered(tx, "mlb"); });
  REQUIRE(IsOk(offered));
  REQUIRE(offered->size() == 2);
  const Quote& home = offered->front().quote;
  CHECK(home.market == FullGameMoneyline());
  CHECK(home.odds == *Odds::FromAmerican(-145));
  CHECK(home.raw_document == "first");
  CHECK(home.stamp.receive_time == kNow);
  CHECK_FALSE(home.provider_time.has_value());
  CHECK_FALSE(offered->front().previous.has_value());
  const Quote& away = offered->back().quote;
  CHECK(away.market == FullGameSpread(-6));
  CHECK(away.is_lay);
  CHECK(away.provider_time == kNow - absl::Microseconds(7));
  CHECK(away.stamp.basis == Basis::kStated);
  CHECK(offered->back().previous->text == "-105");
}

TEST_CASE("the view of what is offered reads a board's text as we do", "[quotes][pg]") {
  CollectorFixture collector;
  quotes::BoardRows rows;
  rows.Add(Game(), kBook, "mlb", Offered());
  collector.Do([&](pg::Transaction& tx) { return quotes::ReplaceBoards(tx, rows); });
  CHECK(collector.Number("SELECT count(*) FROM collector.current_quotes WHERE game_id = "
                         "'01890000-0000-7000-8000-000000000001' AND sportsbook_key = 'pinnacle' "
                         "AND sport_key = 'mlb' AND state = 'OFFERED'") == 3);
  CHECK(collector.Number("SELECT count(*) FROM collector.current_quotes WHERE "
                         "slot = 'spread.full_game.included.-.-' AND line_quarters = -6 AND "
                         "side = 'away' AND is_lay AND NOT is_bettable AND odds_text = '+102' AND "
                         "odds_format = 'american' AND previous_odds_text = '-105' AND "
                         "previous_profit = 20 AND previous_stake = 21 AND NOT is_in_play AND "
                         "provider_time = '2026-09-21 14:13:19.999994+00' AND "
                         "receive_time = '2026-09-21 14:13:20.000001+00'") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.current_quotes WHERE is_in_play AND "
                         "basis = 'STATED' AND previous_profit IS NULL AND provider_time IS NULL "
                         "AND known_time = '2026-09-21 14:13:24.000001+00' AND "
                         "raw_document = 'mlb/a \"quoted\" \\ name'") == 1);
}

}  // namespace
}  // namespace overround::collector
