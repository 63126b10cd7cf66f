#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <catch2/catch.hpp>

#include "services/collector/import/joined_sets_fixture_test.h"
#include "services/collector/import/store_sets.h"

// Sets whose prices and results come in two files.
namespace overround::collector {
namespace {

TEST_CASE("prices that know nothing of results that were there are held", "[import][pg]") {
  JoinedFixture collector;
  const SeasonFiles season = Winter("one", 17);
  CHECK(collector.Results(season).stored == kGames);
  CHECK(collector.Prices(season.prices) == 0);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes") == 0);
  CHECK(collector.Marked() == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.game_external_ids WHERE source = "
                         "'odds_api'") == 0);
  const auto held = collector.Held();
  REQUIRE(held.size() == 1);
  CHECK(held[0].row_count == kGames);
  CHECK_THAT(held[0].details, Catch::StartsWith("one, nhl 2024: log loss "));
  collector.Release(held[0].id);
  CHECK(collector.Closed("one") == kGames);
  CHECK(collector.Prices(season.prices) == 0);
}

TEST_CASE("a set that was let through is judged no more, whatever else is told of it",
          "[import][pg]") {
  JoinedFixture collector;
  const SeasonFiles season = Winter("one", 17);
  const auto tail = season.prices.end() - 10;
  collector.Results(season);
  CHECK(collector.Prices({season.prices.begin(), tail}) == 0);
  REQUIRE(collector.Held().size() == 1);
  collector.Release(collector.Held()[0].id);
  CHECK(collector.Prices({tail, season.prices.end()}) == 10);
  CHECK(collector.Held().empty());
  CHECK(collector.Closed("one") == kGames);
}

TEST_CASE("a set that was let through before it was marked is marked no more", "[import][pg]") {
  JoinedFixture collector;
  const SeasonFiles season = Winter("one", 17);
  collector.Results(season);
  CHECK(collector.Prices(season.prices) == 0);
  collector.Do([](pg::Transaction& tx) {
    return tx.Execute("DELETE FROM collector.scrambled_sets").status();
  });
  collector.Release(collector.Held()[0].id);
  std::vector<std::string> more = season.prices;
  for (std::string& row : more) row.back() = row.back() == '5' ? '6' : '5';
  CHECK(collector.Prices(more) == kGames);
  CHECK(collector.Held().empty());
  CHECK(collector.Closed("one") == kGames);
}

TEST_CASE("the rest of a set that was held whole is held, however few its games", "[import][pg]") {
  JoinedFixture collector;
  const SeasonFiles season = Winter("one", 17);
  collector.Results(season);
  CHECK(collector.Prices(season.prices, 160) == 0);
  CHECK(collector.Held().size() == 2);
  const std::vector<std::string> few(season.prices.begin(), season.prices.begin() + 7);
  CHECK(collector.Prices(few) == 0);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes") == 0);
  for (const auto& batch : collector.Held()) collector.Release(batch.id);
  CHECK(collector.Closed("one") == kGames);
}

TEST_CASE("a close made again as its set was found out or let through was not known at the start",
          "[import][pg]") {
  JoinedFixture collector;
  const SeasonFiles season = Winter("one", 17);
  collector.Prices(season.prices, 100);
  const auto late = [&] {
    return collector.Number(
        "SELECT count(*) FROM collector.closes c JOIN collector.games g ON g.game_id = c.game_id "
        "AND g.close_revision = c.revision WHERE c.known_time = c.receive_time");
  };
  CHECK(late() == 0);
  collector.Results(season);
  CHECK(late() == kGames);
  CHECK(collector.Prices(Winter("two", 0).prices) == kGames);
  CHECK(late() == kGames);
  collector.Release(collector.Held()[0].id);
  CHECK(late() == kGames);
  CHECK(collector.Closed("one") == kGames);
}

TEST_CASE("a set whose batch was dismissed can be let through all the same, once", "[import][pg]") {
  JoinedFixture collector;
  const SeasonFiles season = Winter("one", 17);
  collector.Prices(season.prices, 100);
  collector.Results(season);
  REQUIRE(collector.Held().size() == 1);
  const Uuid batch = collector.Held()[0].id;
  const auto dismiss = [&] {
    return collector.database.pool().InTransaction(testing::Soon(), [&](pg::Transaction& tx) {
      return DismissBatch(tx, {batch, "users/operator", collector.now}).status();
    });
  };
  CHECK(IsOk(dismiss()));
  CHECK(collector.Closed("one") == 0);
  collector.Release(batch);
  CHECK(collector.Closed("one") == kGames);
  CHECK(testing::StatusIn(dismiss()).code() == absl::StatusCode::kFailedPrecondition);
}

TEST_CASE("what was stored before a set could be judged makes no close, and no more is let in",
          "[import][pg]") {
  JoinedFixture collector;
  const SeasonFiles season = Winter("one", 17);
  const SeasonFiles honest = Winter("two", 0);
  std::vector<std::string> rows;
  for (size_t i = 0; i < season.prices.size(); ++i) {
    rows.push_back(season.prices[i]);
    rows.push_back(honest.prices[i]);
  }
  collector.Results(season);
  const int64_t stored = collector.Prices(rows, 128);
  CHECK(collector.Marked() == 1);
  const int64_t of_one = collector.Number(
      "SELECT count(DISTINCT game_id) FROM collector.quotes WHERE sportsbook_key = 'one'");
  CHECK(of_one == 64);
  CHECK(stored == kGames + of_one);
  CHECK(collector.Closed("one") == 0);
  CHECK(collector.Closed("two") == kGames);
  CHECK(collector.Number("SELECT sum(row_count)::BIGINT FROM collector.quarantined_batches") ==
        kGames - of_one);
  CHECK(collector.Number("SELECT count(*) FROM collector.data_quality_checks WHERE NOT has_passed "
                         "AND check_type = 'scrambled' AND details LIKE 'one, nhl 2024: log loss "
                         "%uniform %expected %over 128 games%no close is made of it'") == 1);
}

TEST_CASE("results find out the prices that were stored before them", "[import][pg]") {
  JoinedFixture collector;
  const SeasonFiles season = Winter("one", 17);
  CHECK(collector.Prices(season.prices, 100) == kGames);
  CHECK(collector.Prices(Winter("two", 0).prices) == kGames);
  CHECK(collector.Closed("one") == kGames);
  CHECK(collector.Results(season).stored == kGames);
  CHECK(collector.Marked() == 1);
  CHECK(collector.Closed("one") == 0);
  CHECK(collector.Closed("two") == kGames);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE sportsbook_key = 'one'") ==
        2 * kGames);
  const auto held = collector.Held();
  REQUIRE(held.size() == 1);
  CHECK(held[0].row_count == 0);
}

TEST_CASE("neither a later import nor a live close makes a close of what was found out",
          "[import][pg]") {
  JoinedFixture collector;
  const SeasonFiles season = Winter("one", 17);
  collector.Prices(season.prices, 100);
  collector.Results(season);
  const auto held = collector.Held();
  const std::vector<std::string> more = {
      absl::StrCat(absl::StrJoin({"2024-11-09", "NHL", "g0", "2024-11-11T01:00:00Z", ""}, ","),
                   season.prices[0].substr(season.prices[0].find(",T")))};
  CHECK(collector.Prices(more) == 0);
  CHECK(collector.Number("SELECT count(*) FROM collector.quarantined_batches") == 2);
  CHECK(collector.Closed("one") == 0);
  collector.Do([&](pg::Transaction& tx) -> absl::Status {
    const auto games = games::FindByExternalIds(tx, "odds_api", {"g0"});
    if (!games.ok()) return games.status();
    return collector.quotes.CloseAnew(
        tx, {"test", "", collector.now, collector.now, Basis::kObserved}, {games->front().game});
  });
  CHECK(collector.Closed("one") == 0);
  collector.Release(held.at(0).id);
  CHECK(collector.Closed("one") == kGames);
  CHECK(collector.Prices(more) == 1);
}

TEST_CASE("who lets more of a set in trusts all of it", "[import][pg]") {
  JoinedFixture collector;
  const SeasonFiles season = Winter("one", 17);
  collector.Results(season);
  collector.Prices(season.prices, 80);
  CHECK(collector.Closed("one") == 0);
  for (const auto& batch : collector.Held()) {
    if (batch.row_count > 0) collector.Release(batch.id);
  }
  CHECK(collector.Closed("one") == kGames);
}

// Three hundred changes of a price we received ourselves, of each game.
constexpr char kInsertObserved[] = R"sql(
  INSERT INTO collector.quotes (game_id, receive_time, quote_id, sportsbook_key, slot, side, is_lay, is_bettable, state,
                                profit, stake, odds_text, odds_format, is_in_play, known_time, basis, source,
                                raw_document)
  SELECT q.game_id, q.receive_time, gen_random_uuid(), q.sportsbook_key, q.slot, q.side, FALSE, FALSE, 'OFFERED', 1, 1,
         '2', 'decimal', FALSE, q.known_time, 'OBSERVED', q.source, ''
    FROM collector.quotes q, generate_series(1, 300)
   WHERE q.side = 'home'
)sql";

TEST_CASE("judging a set visits none of the prices we received ourselves", "[import][pg]") {
  JoinedFixture collector;
  const SeasonFiles season = Winter("one", 0);
  collector.Results(season);
  REQUIRE(collector.Prices({season.prices.begin(), season.prices.begin() + 20}) == 20);
  collector.Do([](pg::Transaction& tx) { return tx.Execute(kInsertObserved).status(); });
  const int64_t visited = collector.Do([](pg::Transaction& tx) -> absl::StatusOr<int64_t> {
    const auto winners = imports::ListStoredWinners(tx, {"nhl", {2024}, {}, ""});
    if (!winners.ok()) return winners.status();
    CHECK(winners->size() == 40);
    const auto rows = tx.Query(
        "SELECT sum(seq_tup_read + coalesce(idx_tup_fetch, 0))::BIGINT FROM "
        "pg_stat_xact_user_tables WHERE relname LIKE 'quotes%'");
    if (!rows.ok()) return rows.status();
    return rows->front().Get<int64_t>(0);
  });
  // Fewer than one game has of them.
  CHECK(visited < 300);
}

TEST_CASE("an honest set is nobody's business, whatever comes first", "[import][pg]") {
  JoinedFixture collector;
  const SeasonFiles season = Winter("one", 0);
  const bool is_first = GENERATE(true, false);
  if (is_first) collector.Results(season);
  CHECK(collector.Prices(season.prices, 70) == kGames);
  if (!is_first) collector.Results(season);
  CHECK(collector.Marked() == 0);
  CHECK(collector.Held().empty());
  CHECK(collector.Closed("one") == kGames);
}

}  // namespace
}  // namespace overround::collector
