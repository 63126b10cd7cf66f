#include "services/collector/import/close_score.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <random>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>
#include <absl/strings/str_replace.h>
#include <absl/strings/str_split.h>
#include <catch2/catch.hpp>

#include "libs/rpc/status.h"
#include "libs/rpc/test_caller.h"
#include "services/collector/fixture_test.h"
#include "services/collector/import/csv.h"
#include "services/collector/service.h"

namespace overround::collector {
namespace {

namespace pb = overround::collector::v1;

const char kHeader[] = "Div,Date,HomeTeam,AwayTeam,FTHG,FTAG,FTR,B365H,B365D,B365A";

// Who plays whom in a season of twenty teams, in any order.
std::vector<std::pair<int, int>> Pairings(std::mt19937& random) {
  std::vector<std::pair<int, int>> pairings;
  for (int home = 0; home < 20; ++home) {
    for (int away = 0; away < 20; ++away) {
      if (home != away) pairings.emplace_back(home, away);
    }
  }
  std::shuffle(pairings.begin(), pairings.end(), random);
  return pairings;
}

// A season's rows: results drawn from the prices, each told of the game `shift` rows further up.
std::vector<std::string> SeasonRows(size_t shift) {
  std::mt19937 random(7);
  std::vector<std::string> plans;
  std::vector<std::string> prices;
  std::vector<std::string> results;
  for (const auto& [home, away] : Pairings(random)) {
    const double lead = (home - away) / 24.0;
    const double wins = 0.42 + lead * 0.45;
    const double draws = 0.25 - std::abs(lead) * 0.1;
    const double drawn = static_cast<double>(random() % 10'000) / 10'000;
    const auto price = [](double p) { return absl::StrCat(0.95 / std::max(p, 0.02)); };
    const auto day = absl::StrFormat("%02d/%02d/11", 1 + plans.size() % 28, 1 + plans.size() / 84);
    plans.push_back(absl::StrCat("E0,", day, ",T", home, ",T", away, ","));
    prices.push_back(
        absl::StrCat(",", price(wins), ",", price(draws), ",", price(1 - wins - draws)));
    results.emplace_back(drawn < wins ? "2,0,H" : drawn < wins + draws ? "1,1,D" : "0,2,A");
  }
  std::vector<std::string> rows;
  rows.reserve(plans.size());
  for (size_t i = 0; i < plans.size(); ++i) {
    rows.push_back(absl::StrCat(plans[i], results[(i + shift) % plans.size()], prices[i]));
  }
  return rows;
}

// Of a file's rows by book, as if its results were those of the rows `shift` further down.
std::map<std::string, CloseScore> ScoresOf(const Layout& layout,
                                           const std::vector<std::string>& lines, size_t shift) {
  const auto header = CsvHeader::Parse(lines[0], layout.required_columns);
  REQUIRE(header.ok());
  std::vector<ImportedGame> games;
  for (size_t i = 1; i < lines.size(); ++i) {
    const auto cells = SplitCsv(lines[i]);
    if (!cells.ok()) continue;
    ParsedRow row = layout.parse(*header, *cells);
    if (row.row && row.row->score) games.push_back(*std::move(row.row));
  }
  std::map<std::string, CloseScore> scores;
  for (size_t i = 0; i < games.size(); ++i) {
    ImportedGame game = games[i];
    game.score = games[(i + shift) % games.size()].score;
    for (const ClosedWinner& closed : ClosedWinnersOf(game)) scores[closed.sportsbook].Add(closed);
  }
  return scores;
}

struct Caught {
  int books = 0;
  int scrambled = 0;
};

Caught CaughtIn(const std::map<std::string, CloseScore>& scores) {
  Caught caught;
  for (const auto& [book, score] : scores) {
    if (score.games() < kCloseGamesMin) continue;
    ++caught.books;
    caught.scrambled += static_cast<int>(score.IsScrambled());
  }
  return caught;
}

TEST_CASE("a season with another's results is scrambled, and a true one is not", "[import]") {
  std::vector<std::string> lines = SeasonRows(0);
  lines.insert(lines.begin(), kHeader);
  const auto honest = ScoresOf(FootballData(), lines, 0).at("bet365");
  INFO(honest.ToString());
  CHECK(honest.games() == 380);
  CHECK_FALSE(honest.IsScrambled());
  for (const size_t shift : {1, 17, 101}) {
    const auto invented = ScoresOf(FootballData(), lines, shift).at("bet365");
    INFO(invented.ToString());
    CHECK(invented.IsScrambled());
  }
}

TEST_CASE("too few games tell nothing", "[import]") {
  CloseScore score;
  for (int i = 0; i < kCloseGamesMin - 1; ++i) score.Add({"book", {0.9, 0.1}, 1});
  CHECK_FALSE(score.IsScrambled());
  score.Add({"book", {0.9, 0.1}, 1});
  CHECK(score.IsScrambled());
}

struct SetFixture : CollectorFixture {
  SettableClock world{At("2026-05-02T05:00:00Z")};
  eventlog::LogReader log{database.pool()};
  Service service{{database.pool(), games, quotes, ids, Clocks{world, testing::Wall()}, log,
                   [](const eventlog::WatchRequest&, const eventlog::BatchSink&,
                      const std::stop_token&) { return absl::OkStatus(); }}};
  rpc::TestServer server{"collector", {&service}};
  std::unique_ptr<pb::CollectorService::Stub> stub =
      pb::CollectorService::NewStub(server.channel());

  pb::ImportRowsResponse Import(const std::vector<std::string>& rows,
                                const std::string& header = kHeader) {
    world.Advance(absl::Seconds(1));
    pb::ImportRowsRequest request;
    request.set_layout("football-data");
    request.set_file_name("E0.csv");
    request.set_header(header);
    request.set_first_row_number(2);
    for (const std::string& row : rows) request.add_rows(row);
    pb::ImportRowsResponse response;
    REQUIRE(IsOk(rpc::FromGrpc(stub->ImportRows(server.AsOperator().get(), request, &response))));
    return response;
  }
  std::vector<pb::QuarantinedBatch> Held() {
    pb::ListQuarantinedBatchesResponse held;
    REQUIRE(
        IsOk(rpc::FromGrpc(stub->ListQuarantinedBatches(server.AsOperator().get(), {}, &held))));
    return {held.quarantined_batches().begin(), held.quarantined_batches().end()};
  }
  void Release(const pb::QuarantinedBatch& batch) {
    world.Advance(absl::Seconds(1));
    pb::ReleaseQuarantinedBatchRequest release;
    release.set_name(batch.name());
    pb::QuarantinedBatch released;
    REQUIRE(IsOk(rpc::FromGrpc(
        stub->ReleaseQuarantinedBatch(server.AsOperator().get(), release, &released))));
    CHECK(released.state() == pb::QuarantinedBatch::STATE_RELEASED);
  }
};

// How many rows were refused for that reason.
int64_t RefusedAs(const std::string& reason, const pb::ImportRowsResponse& response) {
  int64_t count = 0;
  for (const pb::RefusedCount& each : response.refused_counts()) {
    if (each.reason() == reason) count += each.count();
  }
  return count;
}

TEST_CASE("a scrambled set is held with its rows, listed once, and let in by an operator",
          "[import][pg]") {
  SetFixture collector;
  const std::vector<std::string> rows = SeasonRows(17);
  for (int time = 0; time < 2; ++time) {
    const pb::ImportRowsResponse counts = collector.Import(rows);
    CHECK(counts.stored_count() == 0);
    REQUIRE(counts.refused_counts_size() == 1);
    CHECK(counts.refused_counts(0).reason() == "scrambled");
    CHECK(counts.refused_counts(0).count() == 380);
  }
  CHECK(collector.Number("SELECT count(*) FROM collector.games") == 0);
  CHECK(collector.Number("SELECT failed_count FROM collector.data_quality_checks WHERE check_type "
                         "= 'scrambled'") == 380);
  const auto held = collector.Held();
  REQUIRE(held.size() == 1);
  CHECK(held[0].row_count() == 380);
  CHECK_FALSE(held[0].has_game());
  collector.Release(held[0]);
  CHECK(collector.Number("SELECT count(*) FROM collector.results") == 380);
  CHECK(collector.Import(rows).known_count() == 380);
}

TEST_CASE("a true season is stored, whole or in parts", "[import][pg]") {
  SetFixture collector;
  const std::vector<std::string> rows = SeasonRows(0);
  CHECK(collector.Import({rows.begin(), rows.begin() + 150}).stored_count() == 150);
  CHECK(collector.Import(rows).stored_count() == 230);
  CHECK(collector.Held().empty());
}

TEST_CASE("a season's last games are judged with the others of their call", "[import][pg]") {
  SetFixture collector;
  const size_t shift = GENERATE(0, 17);
  std::vector<std::string> rows = SeasonRows(shift);
  rows.resize(300);
  for (size_t i = 250; i < rows.size(); ++i)
    rows[i] = absl::StrReplaceAll(rows[i], {{"/11,", "/12,"}});
  const pb::ImportRowsResponse counts = collector.Import(rows);
  CHECK(RefusedAs("scrambled", counts) == (shift == 0 ? 0 : 300));
  CHECK(counts.stored_count() == (shift == 0 ? 300 : 0));
}

TEST_CASE("a league is not judged by another's games", "[import][pg]") {
  SetFixture collector;
  std::vector<std::string> rows = SeasonRows(0);
  std::vector<std::string> other = SeasonRows(17);
  other.resize(250);
  for (const std::string& row : other) rows.push_back(absl::StrReplaceAll(row, {{"E0,", "SP1,"}}));
  const pb::ImportRowsResponse counts = collector.Import(rows);
  CHECK(counts.stored_count() == 380);
  CHECK(RefusedAs("scrambled", counts) == 250);
}

TEST_CASE("what a release refuses is counted beside what it was to let in", "[import][pg]") {
  SetFixture collector;
  std::vector<std::string> rows = SeasonRows(17);
  rows.emplace_back("E0,01/05/11,T1,T1.,2,0,H,1.9,3.4,4.1");
  collector.Import(rows);
  const auto held = collector.Held();
  REQUIRE(held.size() == 1);
  REQUIRE(held[0].row_count() == 381);
  collector.Release(held[0]);
  CHECK(collector.Number("SELECT count(*) FROM collector.results") == 380);
  CHECK(collector.Number("SELECT count(*) FROM collector.data_quality_checks WHERE raw_document = "
                         "(SELECT raw_document FROM collector.quarantined_batches) AND check_type "
                         "= 'unmatched_game' AND NOT has_passed AND checked_count = 381 AND "
                         "failed_count = 1") == 1);
}

TEST_CASE("prices refused within rows that are released are counted, and lost nowhere",
          "[import][pg]") {
  SetFixture collector;
  std::vector<std::string> rows = SeasonRows(17);
  for (size_t i = 0; i < rows.size(); ++i) {
    absl::StrAppend(&rows[i], i < 2 ? ",1.1,1.1,1.1" : i < 5 ? ",1.9,3.4,none" : ",,,");
  }
  collector.Import(rows, absl::StrCat(kHeader, ",PSH,PSD,PSA"));
  const auto held = collector.Held();
  REQUIRE(held.size() == 1);
  collector.Release(held[0]);
  const auto refused = [&](const std::string& reason) {
    return collector.Number(absl::StrCat(
        "SELECT coalesce(sum(failed_count), 0)::BIGINT FROM collector.data_quality_checks "
        "WHERE raw_document LIKE 'import/%' AND NOT has_passed AND checked_count = 1155 "
        "AND check_type = '",
        reason, "'"));
  };
  CHECK(refused("overround_range") == 6);
  CHECK(refused("impossible_price") == 9);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes") == 1155 - 6 - 9);
  CHECK(collector.Number("SELECT count(*) FROM collector.data_quality_checks "
                         "WHERE has_passed") == 0);
}

TEST_CASE("a release that refuses nothing says so", "[import][pg]") {
  SetFixture collector;
  collector.Import(SeasonRows(17));
  collector.Release(collector.Held()[0]);
  CHECK(collector.Number("SELECT count(*) FROM collector.data_quality_checks WHERE check_type = "
                         "'whole' AND has_passed AND checked_count = 380 AND failed_count = 0") ==
        1);
}

TEST_CASE("a row that cannot be kept as text is refused, and its set held", "[import][pg]") {
  SetFixture collector;
  std::vector<std::string> rows = SeasonRows(17);
  rows[3] += std::string(",\0", 2);
  const pb::ImportRowsResponse counts = collector.Import(rows);
  CHECK(RefusedAs("malformed", counts) == 1);
  CHECK(RefusedAs("scrambled", counts) == 379);
}

TEST_CASE("the same rows under another header are another set", "[import][pg]") {
  SetFixture collector;
  const std::vector<std::string> rows = SeasonRows(17);
  collector.Import(rows);
  collector.Import(rows, absl::StrReplaceAll(kHeader, {{"B365", "PS"}}));
  CHECK(collector.Held().size() == 2);
}

TEST_CASE("held rows are found by their document without reading the others", "[import][pg]") {
  SetFixture collector;
  CHECK(collector.Number("SELECT count(*) FROM pg_indexes WHERE schemaname = 'collector' AND "
                         "tablename = 'quarantined_batches' AND indexdef LIKE "
                         "'%(raw_document) WHERE (import_rows IS NOT NULL)'") == 1);
}

TEST_CASE("no real archive is scrambled, and nearly all are with another row's results",
          "[import]") {
  const auto dir = testing::DataDir();
  if (!dir) {
    WARN("skipped: the real archives need OVERROUND_DATA_DIR");
    return;
  }
  struct Folder {
    const Layout& layout;
    std::string path;
    int scrambled_min_percent;
  };
  for (const Folder& folder :
       {Folder{FootballData(), "/football_data", 80}, Folder{NfldataGames(), "/nfl_nfldata", 100},
        Folder{SbrNba(), "/nba_sbr", 100}, Folder{SbrMlb(), "/mlb_sbr", 100},
        Folder{TennisData(), "/tennis_wta", 100}}) {
    Caught honest;
    Caught invented;
    for (const auto& entry : std::filesystem::directory_iterator(*dir + folder.path)) {
      std::ifstream file(entry.path(), std::ios::binary);
      const std::string bytes{std::istreambuf_iterator<char>(file), {}};
      const std::vector<std::string> lines = absl::StrSplit(bytes, '\n', absl::SkipEmpty());
      if (!CsvHeader::Parse(lines[0], folder.layout.required_columns).ok()) continue;
      const Caught true_one = CaughtIn(ScoresOf(folder.layout, lines, 0));
      const Caught shifted = CaughtIn(ScoresOf(folder.layout, lines, 17));
      INFO(entry.path());
      CHECK(true_one.scrambled == 0);
      honest.books += true_one.books;
      invented.books += shifted.books;
      invented.scrambled += shifted.scrambled;
    }
    WARN(folder.path << ": " << honest.books << " sets, none scrambled; with another row's results "
                     << invented.scrambled << " of " << invented.books);
    CHECK(honest.books > 0);
    CHECK(invented.scrambled * 100 >= invented.books * folder.scrambled_min_percent);
  }
}

}  // namespace
}  // namespace overround::collector
