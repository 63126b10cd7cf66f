#include <algorithm>
#include <cmath>
#include <map>
#include <numeric>
#include <random>
#include <string>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_join.h>
#include <absl/strings/str_split.h>
#include <absl/time/civil_time.h>
#include <catch2/catch.hpp>

#include "services/collector/import/archives_test.h"
#include "services/collector/import/store_sets.h"
#include "services/collector/intake/quarantine.h"

// Sets whose prices and results come in two files.
namespace overround::collector {
namespace {

const char kResultsHeader[] = "Date,Time,Visitor,G,Home,G,,Att.,LOG,Notes";
const char kPricesHeader[] =
    "date,sport,game_id,commence_time,snapshot_taken_at_utc,home_team,away_team,bookmaker,ml_home,"
    "ml_away";
constexpr int kGames = 320;
constexpr int kPerDay = 8;

struct Season {
  std::vector<std::string> results;
  // In the order of the results.
  std::vector<std::string> prices;
};

std::string American(double probability) {
  const double p = std::clamp(probability * 1.04, 0.05, 0.93);
  return absl::StrCat(
      static_cast<int>(std::round(p >= 0.5 ? -100 * p / (1 - p) : 100 * (1 - p) / p)));
}

// A winter of sixteen teams, each day at eight in the evening: results drawn from the prices, which
// a book shows at noon, each those of the game `shift` rows further down.
Season Winter(const std::string& book, int shift) {
  std::mt19937 random(11);
  std::vector<int> teams(2 * kPerDay);
  std::iota(teams.begin(), teams.end(), 0);
  std::vector<double> wins;
  std::vector<std::pair<int, int>> pairs;
  Season season;
  for (int i = 0; i < kGames; ++i) {
    const size_t place = i % kPerDay;
    if (place == 0) std::shuffle(teams.begin(), teams.end(), random);
    const int home = teams[2 * place];
    const int away = teams[2 * place + 1];
    wins.push_back(1 / (1 + std::exp((away - home) / 4.0)));
    pairs.emplace_back(home, away);
    const bool is_home = static_cast<double>(random() % 10'000) / 10'000 < wins.back();
    const absl::CivilDay day = absl::CivilDay(2024, 11, 10) + i / kPerDay;
    season.results.push_back(absl::StrCat(absl::FormatCivilTime(day), ",8:00 PM,T", away, ",",
                                          is_home ? 1 : 3, ",T", home, ",", is_home ? 3 : 1,
                                          ",,1,2:30,"));
  }
  for (int i = 0; i < kGames; ++i) {
    const absl::CivilDay day = absl::CivilDay(2024, 11, 10) + i / kPerDay;
    const double win = wins[(i + shift) % kGames];
    season.prices.push_back(absl::StrCat(absl::FormatCivilTime(day), ",NHL,g", i, ",",
                                         absl::FormatCivilTime(day + 1), "T01:00:00Z,,T",
                                         pairs[i].first, ",T", pairs[i].second, ",", book, ",",
                                         American(win), ",", American(1 - win)));
  }
  return season;
}

struct JoinedFixture : CollectorFixture {
  Importer importer{database.pool(), games, ids};
  absl::Time now = absl::FromUnixSeconds(1'790'000'000);

  ImportCounts Import(const std::string& layout, const std::string& header,
                      const std::vector<std::string>& rows) {
    now += absl::Seconds(1);
    const auto counts =
        importer.Import({layout, layout + ".csv", header, 2, rows, now}, testing::Soon());
    REQUIRE(IsOk(counts));
    return *counts;
  }
  ImportCounts Results(const Season& season) {
    return Import("nhl-results", kResultsHeader, season.results);
  }
  // In calls of so many rows; how many rows were stored.
  int64_t Prices(const std::vector<std::string>& rows, size_t at_once = 1000) {
    int64_t stored = 0;
    for (size_t first = 0; first < rows.size(); first += at_once) {
      const size_t last = std::min(rows.size(), first + at_once);
      stored += Import("book-snapshots", kPricesHeader,
                       {rows.begin() + static_cast<ptrdiff_t>(first),
                        rows.begin() + static_cast<ptrdiff_t>(last)})
                    .stored;
    }
    return stored;
  }
  int64_t Marked() { return Number("SELECT count(*) FROM collector.scrambled_sets"); }
  // Closes of a book as they stand.
  int64_t Closed(const std::string& book) {
    return Number(
        absl::StrCat("SELECT count(DISTINCT l.game_id) FROM collector.closing_lines l JOIN "
                     "collector.games g ON g.game_id = l.game_id AND g.close_revision = l.revision "
                     "WHERE l.sportsbook_key = '",
                     book, "'"));
  }
  std::vector<intake::QuarantinedBatch> Held() {
    return Do([&](pg::Transaction& tx) {
      return intake::ListQuarantined(tx, {"HELD", {}, {}, 100});
    });
  }
  void Release(const Uuid& batch) {
    now += absl::Seconds(1);
    Do([&](pg::Transaction& tx) -> absl::Status {
      const auto held = intake::LockQuarantined(tx, batch);
      if (!held.ok()) return held.status();
      const auto released = ReleaseBatch(tx, quotes, ids, {batch, "users/operator", now});
      if (!released.ok()) return released.status();
      return importer.Release(tx, **held, now);
    });
  }
};

TEST_CASE("prices that know nothing of results that were there are held", "[import][pg]") {
  JoinedFixture collector;
  const Season season = Winter("one", 17);
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
  const Season season = Winter("one", 17);
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
  const Season season = Winter("one", 17);
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
  const Season season = Winter("one", 17);
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
  const Season season = Winter("one", 17);
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
  const Season season = Winter("one", 17);
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
  const Season season = Winter("one", 17);
  const Season honest = Winter("two", 0);
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
  const Season season = Winter("one", 17);
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
  const Season season = Winter("one", 17);
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
  const Season season = Winter("one", 17);
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
  const Season season = Winter("one", 0);
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
  const Season season = Winter("one", 0);
  const bool is_first = GENERATE(true, false);
  if (is_first) collector.Results(season);
  CHECK(collector.Prices(season.prices, 70) == kGames);
  if (!is_first) collector.Results(season);
  CHECK(collector.Marked() == 0);
  CHECK(collector.Held().empty());
  CHECK(collector.Closed("one") == kGames);
}

// The results of a table as if each game had ended as the one in the row after it.
Table Shuffled(Table table, const std::vector<size_t>& columns) {
  std::vector<std::vector<std::string>> cells;
  for (const std::string& row : table.rows) cells.push_back(absl::StrSplit(row, ','));
  for (size_t i = 0; i < cells.size(); ++i) {
    std::vector<std::string> own = cells[i];
    for (const size_t column : columns) own[column] = cells[(i + 1) % cells.size()][column];
    table.rows[i] = absl::StrJoin(own, ",");
  }
  return table;
}

// `caught_min` of the sets are found out with another game's results.
struct TwoFiles {
  int caught_min;
  std::string results_layout;
  std::vector<Table> results;
  std::vector<size_t> score_columns;
  std::string prices_layout;
  std::vector<Table> prices;
};

// The books' seasons with enough games among what is stored, those that were found out, whole or in
// part, and the rows that were held.
struct Judged {
  int64_t sets = 0;
  int64_t caught = 0;
  int64_t held = 0;
};

Judged Judge(const TwoFiles& archive, bool is_results_first, bool is_shuffled) {
  JoinedFixture collector;
  int64_t held = 0;
  const auto import = [&](const std::string& layout, const Table& table) {
    ImportTable(collector.importer, layout, table, collector.now, [&](const ImportCounts& counts) {
      held += std::count_if(
          counts.refused.begin(), counts.refused.end(),
          [](const RefusedImport& each) { return each.reason == Refusal::kScrambled; });
    });
  };
  const auto results = [&] {
    for (const Table& table : archive.results) {
      import(archive.results_layout, is_shuffled ? Shuffled(table, archive.score_columns) : table);
    }
  };
  if (is_results_first) results();
  for (const Table& table : archive.prices) import(archive.prices_layout, table);
  if (!is_results_first) results();
  return {collector.Number(
              "SELECT count(*) FROM (SELECT q.sportsbook_key, g.season FROM collector.games g JOIN "
              "collector.quotes q ON q.game_id = g.game_id WHERE g.result_revision > 0 AND q.slot "
              "LIKE 'moneyline.%' AND NOT q.is_lay AND NOT q.is_in_play GROUP BY 1, 2 HAVING "
              "count(DISTINCT g.game_id) >= 100) s"),
          collector.Number("SELECT count(DISTINCT (sportsbook_key, season)) FROM "
                           "collector.scrambled_sets"),
          held};
}

std::vector<TwoFiles> TwoFilesIn(const std::string& dir) {
  TwoFiles nba{
      12,     "nba-results",    {ReadCsv(dir + "/nba_snapshots_2026/results_nba_2025_26.csv")},
      {3, 5}, "odds-snapshots", {}};
  for (const std::string& path : PathsIn(dir + "/nba_snapshots_2026", "odds_", ".csv")) {
    nba.prices.push_back(ReadCsv(path));
  }
  TwoFiles nhl{4, "nhl-results", {}, {3, 5}, "book-snapshots", {}};
  for (const char* season : {"2023_24", "2024_25"}) {
    nhl.results.push_back(ReadCsv(absl::StrCat(dir, "/nhl_odds/results_nhl_", season, ".csv")));
    nhl.prices.push_back(ReadCsv(absl::StrCat(dir, "/nhl_odds/nhl_odds_", season, ".csv")));
  }
  // Two weeks of baseball are too few for its prices.
  TwoFiles mlb{0,
               "mlb-games",
               {ReadCsv(dir + "/mlb_snapshots_2026/games_until_aug16.csv")},
               {11, 12, 13},
               "odds-responses",
               {ReadAnswers(dir + "/mlb_snapshots_2026/raw")}};
  return {std::move(nba), std::move(nhl), std::move(mlb)};
}

TEST_CASE("no real set of two files is found out, and most are with another game's results",
          "[import][pg]") {
  const auto dir = Archives();
  if (!dir) return;
  for (const TwoFiles& archive : TwoFilesIn(*dir)) {
    for (const bool is_results_first : {true, false}) {
      const Judged honest = Judge(archive, is_results_first, false);
      const Judged invented = Judge(archive, is_results_first, true);
      WARN(archive.prices_layout << ", " << (is_results_first ? "results" : "prices")
                                 << " first: " << honest.sets << " sets, " << honest.caught
                                 << " found out; with the next game's results " << invented.caught);
      CHECK(honest.sets > 0);
      CHECK(honest.caught == 0);
      CHECK(honest.held == 0);
      CHECK(invented.caught >= archive.caught_min);
    }
  }
}

}  // namespace
}  // namespace overround::collector
