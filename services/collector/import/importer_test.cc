#include <filesystem>
#include <fstream>
#include <future>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>
#include <catch2/catch.hpp>

#include "libs/base/status_macros.h"
#include "services/collector/games/store.h"
#include "services/collector/import/import_fixture_test.h"
#include "services/collector/import/local_time.h"
#include "services/collector/quotes/store.h"

namespace overround::collector {
namespace {

constexpr char kCountWaiting[] =
    "SELECT count(*) FROM pg_locks WHERE NOT granted AND pid IN (SELECT pid FROM pg_stat_activity "
    "WHERE datname = current_database())";

TEST_CASE("local times follow daylight saving", "[import]") {
  CHECK(FromUsEastern(absl::CivilSecond(2014, 9, 4, 20, 30, 0)) == At("2014-09-05T00:30:00Z"));
  CHECK(FromUsEastern(absl::CivilSecond(2014, 12, 7, 13, 0, 0)) == At("2014-12-07T18:00:00Z"));
  CHECK(FromUsEastern(absl::CivilSecond(2003, 10, 26, 13, 0, 0)) == At("2003-10-26T18:00:00Z"));
  CHECK(FromUkLocal(absl::CivilSecond(2019, 8, 9, 20, 0, 0)) == At("2019-08-09T19:00:00Z"));
  CHECK(FromUkLocal(absl::CivilSecond(2019, 12, 26, 15, 0, 0)) == At("2019-12-26T15:00:00Z"));
}

TEST_CASE("an NFL row becomes a game, its result and its close, known when assumed",
          "[import][pg]") {
  ImportFixture collector;
  const auto counts = collector.Import("nfldata-games", kNflHeader, {kNflRow});
  REQUIRE(IsOk(counts));
  CHECK(counts->stored == 1);
  CHECK(counts->prices_stored == 6);
  // spread_line 5.0: home is favoured, so a bookmaker adds -5 to it.
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE line_quarters = -20 AND "
                         "side = 'home' AND odds_text = '-111' AND basis = 'ASSUMED' AND "
                         "known_time = '2014-09-05 00:29:00+00'") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.results WHERE home_score = 36 AND "
                         "NOT has_overtime AND known_time = '2014-09-05 03:30:00+00'") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.closing_lines WHERE state = 'CLOSED'") ==
        6);
  CHECK(collector.Number("SELECT count(*) FROM collector.teams "
                         "WHERE display_name = 'Seattle Seahawks'") == 1);
  CHECK(collector.Events() == std::vector<std::string>{"GameScheduled", "GameFinal", "LineClosed"});
}

TEST_CASE("the same rows again are known, and change nothing", "[import][pg]") {
  ImportFixture collector;
  REQUIRE(IsOk(collector.Import("nfldata-games", kNflHeader, {kNflRow})));
  const auto again = collector.Import("nfldata-games", kNflHeader, {kNflRow});
  REQUIRE(IsOk(again));
  CHECK(again->known == 1);
  CHECK(again->stored == 0);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes") == 6);
  CHECK(collector.Events().size() == 3);
}

TEST_CASE("two imports of the same rows at once store them once", "[import][pg]") {
  ImportFixture collector;
  // Both are under way before either can store anything.
  std::vector<std::future<absl::StatusOr<ImportCounts>>> imports;
  collector.Do([&](pg::Transaction& tx) -> absl::Status {
    OVERROUND_RETURN_IF_ERROR(games::LockIntake(tx, "nfl"));
    for (int i = 0; i < 2; ++i) {
      imports.push_back(std::async(std::launch::async, [&] {
        return collector.Import("nfldata-games", kNflHeader, {kNflRow});
      }));
    }
    int64_t waiting = 0;
    while (waiting < 2) {
      OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kCountWaiting));
      waiting = rows.front().Get<int64_t>(0);
    }
    return absl::OkStatus();
  });
  const auto one = imports[0].get();
  const auto other = imports[1].get();
  REQUIRE(IsOk(one));
  REQUIRE(IsOk(other));
  CHECK(one->stored + other->stored == 1);
  CHECK(one->known + other->known == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes") == 6);
  CHECK(collector.Events().size() == 3);
}

TEST_CASE("a soccer row has early and closing prices, and a moved line is gone", "[import][pg]") {
  ImportFixture collector;
  const auto counts = collector.Import("football-data", kSoccerHeader, {kSoccerRow});
  REQUIRE(IsOk(counts));
  CHECK(counts->stored == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.games WHERE start_precision = 'MINUTE' "
                         "AND start_time = '2019-08-09 19:00:00+00'") == 1);
  // Home closed where it opened: seen, and not stored again.
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE slot LIKE 'three_way.%' AND "
                         "sportsbook_key = 'bet365'") == 5);
  CHECK(collector.Number("SELECT count(*) FROM collector.closing_lines WHERE state = 'CLOSED' AND "
                         "slot LIKE 'three_way.%' AND sportsbook_key = 'bet365'") == 3);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE NOT is_bettable") == 3);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE state = 'GONE' AND "
                         "line_quarters = -9") == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.closing_lines WHERE state = 'CLOSED' AND "
                         "line_quarters = -10") == 2);
}

// The same game's price a minute after the start it has moved to.
std::string AfterTheStart(const std::string& side) {
  return "e1,basketball_nba,Utah Jazz,LA Clippers,2026-04-08T23:12:00Z,sportsbet,"
         "2026-04-08T23:12:30Z,h2h," +
         side + ",,20260408_231300";
}

TEST_CASE("a pull that moves a start behind itself says that the game is on", "[import][pg]") {
  ImportFixture collector;
  const std::vector<std::string> before = {Outcome("07", "h2h,Utah Jazz,1.91,"),
                                           Outcome("07", "h2h,LA Clippers,1.91,")};
  std::vector<std::string> after = {AfterTheStart("Utah Jazz,1.5"),
                                    AfterTheStart("LA Clippers,2.7")};
  const bool is_one_batch = GENERATE(false, true);
  if (is_one_batch) {
    after.insert(after.begin(), before.begin(), before.end());
  } else {
    REQUIRE(IsOk(collector.Import("odds-snapshots", kLongHeader, before)));
  }
  REQUIRE(IsOk(collector.Import("odds-snapshots", kLongHeader, after)));
  CHECK(collector.Number("SELECT count(*) FROM collector.games WHERE status = 'IN_PLAY' AND "
                         "is_start_actual AND start_time = '2026-04-08 23:12:00+00'") == 1);
  CHECK(
      collector.Number("SELECT count(*) FROM collector.game_facts WHERE fact_kind = 'STARTED' AND "
                       "basis = 'STATED' AND known_time = '2026-04-08 23:13:00+00'") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.closes c JOIN collector.games g ON "
                         "g.close_revision = c.revision AND c.start_time = g.start_time") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE is_in_play") == 2);
}

TEST_CASE("a price of a game already on is flagged and closes nothing", "[import][pg]") {
  ImportFixture collector;
  REQUIRE(IsOk(collector.Import(
      "odds-snapshots", kLongHeader,
      {Outcome("07", "h2h,Utah Jazz,1.91,"), Outcome("07", "h2h,LA Clippers,1.91,"),
       Outcome("09", "h2h,Utah Jazz,1.10,"), Outcome("09", "h2h,LA Clippers,7.0,")})));
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE is_in_play") == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.closing_lines WHERE odds_text = '1.91'") ==
        2);
}

TEST_CASE("a game closed before is closed again from all its prices", "[import][pg]") {
  ImportFixture collector;
  REQUIRE(IsOk(collector.Import("nfldata-games", kNflHeader, {kNflRow})));
  REQUIRE(IsOk(collector.Import("nfldata-closing-lines",
                                "game_id,alt_game_id,type,side,line,odds,outcome",
                                {"2014090400,2014_01_GB_SEA,MONEYLINE,SEA,,-250,1",
                                 "2014090400,2014_01_GB_SEA,MONEYLINE,GB,,210,0"})));
  CHECK(collector.Number("SELECT count(*) FROM collector.games") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.closing_lines WHERE revision = 2 AND "
                         "state = 'CLOSED'") == 8);
}

TEST_CASE("a live game's prices stay in its close when a season's file comes", "[import][pg]") {
  ImportFixture collector;
  const absl::Time start = ::overround::collector::At("2014-09-05T00:30:00Z");
  Quote live{GameId(),
             "pinnacle",
             FullGameMoneyline(),
             Side::kHome,
             false,
             true,
             QuoteState::kOffered,
             *Odds::FromAmerican(-240),
             "-240",
             QuoteFormat::kAmerican,
             false,
             std::nullopt,
             "odds_api",
             "doc",
             {}};
  collector.Do([&](pg::Transaction& tx) -> absl::Status {
    const auto sport = games::FindSport(tx, "nfl");
    auto teams = Teams::Load(tx, **sport, collector.ids);
    Described described{{"odds_api", "x"}, "Seattle Seahawks", "Green Bay Packers", start};
    const Provenance from{"odds_api", "doc", start - absl::Minutes(5), start - absl::Minutes(5)};
    auto game = collector.games.Adopt(tx, **sport, *teams, described, from);
    live.game = game->id;
    live.stamp = from.StampOf(collector.ids.Derive(from.receive_time, "quote", "x"));
    for (const auto& done :
         {quotes::EnsureMonth(tx, from.receive_time), quotes::InsertHistory(tx, {live}).status(),
          collector.quotes.CloseLines(tx, from, *game)}) {
      if (!done.ok()) return done;
    }
    return absl::OkStatus();
  });
  REQUIRE(IsOk(collector.Import("nfldata-games", kNflHeader, {kNflRow})));
  CHECK(collector.Number("SELECT count(*) FROM collector.games") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.closing_lines l JOIN collector.games g "
                         "ON g.close_revision = l.revision WHERE sportsbook_key = 'pinnacle' AND "
                         "state = 'CLOSED'") == 1);
}

TEST_CASE("rows that cannot be stored are refused with their number and reason", "[import][pg]") {
  ImportFixture collector;
  const auto counts = collector.Import(
      "nfldata-games", kNflHeader,
      {"", "2014_02_X_SEA,2014,REG,2,2014-09-14,13:00,X,1,SEA,2,Home,0,,,,,,,,",
       "2014_03_GB_SEA,2014,REG,3,2014-09-21,13:00,GB,,SEA,,Home,0,,,,,,,,",
       "2014_04_GB_SEA,2014,REG,4,2014-09-28,13:00,GB,1,SEA,2,Home,0,,,2.5,,,,,",
       "2014_05_GB_SEA,2014,REG,5,2014-10-05,13:00,GB,1,SEA,2,Home,0,-110,300,,,,,,"},
      10);
  REQUIRE(IsOk(counts));
  CHECK(counts->stored == 2);
  REQUIRE(counts->refused.size() == 3);
  CHECK(counts->refused[0].row_number == 10);
  CHECK(counts->refused[2].reason == Refusal::kMissingScore);
  CHECK(counts->refused_prices.at(Refusal::kOverroundRange) == 2);
}

TEST_CASE("a day that is not in its row's season is refused", "[import][pg]") {
  ImportFixture collector;
  const auto row = [](const std::string& day, const std::string& season) {
    return absl::StrCat("2014_01_", day, ",", season, ",REG,1,", day,
                        ",20:30,GB,16,SEA,36,Home,0,207,-230,5.0,101,-111,46.5,-111,101");
  };
  const auto counts = collector.Import("nfldata-games", kNflHeader,
                                       {row("2014-09-04", "2014"), row("2014-04-09", "2014"),
                                        row("2015-02-01", "2014"), row("2016-02-01", "2014")});
  REQUIRE(IsOk(counts));
  CHECK(counts->stored == 2);
  REQUIRE(counts->refused.size() == 2);
  CHECK(counts->refused[0].reason == Refusal::kMangledDate);
  CHECK(counts->refused[0].row_number == 3);
}

TEST_CASE("a spread whose sign was lost is refused, and its game kept", "[import][pg]") {
  ImportFixture collector;
  const auto counts = collector.Import(
      "nfldata-games", kNflHeader,
      {"2014_01_GB_SEA,2014,REG,1,2014-09-04,20:30,GB,16,SEA,36,Home,0,207,-230,-5.0,101,-111,46.5,"
       "-111,101"});
  REQUIRE(IsOk(counts));
  CHECK(counts->stored == 1);
  CHECK(counts->refused_prices.at(Refusal::kSwappedSides) == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE slot LIKE 'spread%'") == 0);
}

TEST_CASE("the season that was saved with broken dates has them right", "[import]") {
  const auto dir = testing::DataDir();
  if (!dir) {
    WARN("skipped: the real archives need OVERROUND_DATA_DIR");
    return;
  }
  std::ifstream file(*dir + "/football_data/E0_0405.csv", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const std::vector<std::string> lines = absl::StrSplit(bytes, '\n', absl::SkipEmpty());
  const auto header = CsvHeader::Parse(lines[0], FootballData().required_columns);
  int weekends = 0;
  std::map<std::pair<std::string, absl::Time>, int> games;
  for (size_t i = 1; i < lines.size(); ++i) {
    const ParsedRow row = FootballData().parse(*header, *SplitCsv(lines[i]));
    REQUIRE(row.row.has_value());
    const Described& game = row.row->game;
    CHECK(game.start >= At("2004-08-14T00:00:00Z"));
    CHECK(game.start <= At("2005-05-15T00:00:00Z"));
    const auto day = absl::GetWeekday(absl::ToCivilDay(game.start, absl::UTCTimeZone()));
    weekends += day == absl::Weekday::saturday || day == absl::Weekday::sunday ? 1 : 0;
    // Nobody plays twice in a day.
    CHECK(++games[{game.home, game.start}] == 1);
    CHECK(++games[{game.away, game.start}] == 1);
  }
  WARN("E0_0405: " << lines.size() - 1 << " rows, " << weekends << " at weekends");
  CHECK(weekends * 3 > static_cast<int>(lines.size()) * 2);
}

TEST_CASE("an unknown layout or a header without its columns is an invalid argument",
          "[import][pg]") {
  ImportFixture collector;
  CHECK(Fails(collector.Import("none", kNflHeader, {}), absl::StatusCode::kInvalidArgument,
              "nfldata-games"));
  CHECK(Fails(collector.Import("football-data", kNflHeader, {}), absl::StatusCode::kInvalidArgument,
              "Div"));
}

TEST_CASE("dates are read in every form the soccer files have", "[import]") {
  const auto [text, start] =
      GENERATE(table<std::string, std::string>({{"19/08/00", "2000-08-19T00:00:00Z"},
                                                {"14/05/2001", "2001-05-14T00:00:00Z"},
                                                {"2014/8/4", "2004-08-14T00:00:00Z"},
                                                {"1930/8/4", "2004-08-30T00:00:00Z"}}));
  const auto header = CsvHeader::Parse("Div,Date,HomeTeam,AwayTeam,FTHG,FTAG", {});
  const ParsedRow row =
      FootballData().parse(*header, {"E0", text, "Arsenal", "Chelsea", "1.0", "0"});
  REQUIRE(row.row.has_value());
  CHECK(row.row->game.start == At(start));
  CHECK(row.row->game.precision == StartPrecision::kDay);
  CHECK_FALSE(
      FootballData().parse(*header, {"E0", "32/01/01", "A", "B", "1", "0"}).row.has_value());
}

struct FileCounts {
  int rows = 0;
  int parsed = 0;
  int prices = 0;
  int refused_prices = 0;
};

FileCounts ParseFile(const Layout& layout, const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  std::vector<std::string> lines = absl::StrSplit(bytes, '\n');
  if (lines.back().empty()) lines.pop_back();
  const auto header = CsvHeader::Parse(lines[0], layout.required_columns);
  INFO(path);
  REQUIRE(IsOk(header));
  FileCounts counts;
  for (size_t i = 1; i < lines.size(); ++i) {
    ++counts.rows;
    const ParsedRow row = layout.parse(*header, *SplitCsv(lines[i]));
    if (!row.row) continue;
    ++counts.parsed;
    counts.prices += static_cast<int>(row.row->prices.size());
    for (const Refused& each : row.row->refused_prices) counts.refused_prices += each.count;
  }
  return counts;
}

TEST_CASE("the real archives are read row by row", "[import]") {
  const auto dir = testing::DataDir();
  if (!dir) {
    WARN("skipped: the real archives need OVERROUND_DATA_DIR");
    return;
  }
  const FileCounts nfl = ParseFile(NfldataGames(), *dir + "/nfl_nfldata/games_1999_2018.csv");
  WARN("nfldata: " << nfl.parsed << " of " << nfl.rows << " rows, " << nfl.prices << " prices, "
                   << nfl.refused_prices << " refused");
  CHECK(nfl.rows == 5316);
  CHECK(nfl.parsed == 5316);
  struct Archive {
    const Layout& layout;
    std::string path;
    int rows;
    int refused;
  };
  for (const Archive& each :
       {Archive{FiveThirtyEightNfl(), "/nfl_538_elo/nfl_games_1920_2018.csv", 16274, 0},
        Archive{Nfelo(), "/nfl_nfelo/nfelo_games_2009_2018.csv", 2670, 0},
        // Ten thousand and more sides of spreads and totals have no price.
        Archive{NfldataClosingLines(), "/nfl_nfldata/closing_lines_2006_2015.csv", 15882, 10588},
        Archive{SbrNba(), "/nba_sbr/nba_2008_2018.csv", 14209, 0},
        Archive{SbrMlb(), "/mlb_sbr/mlb_odds_2014_2018.csv", 12319, 13},
        Archive{BookSnapshots(), "/wnba_odds/wnba_odds_2026.csv", 3930, 0},
        Archive{TennisData(), "/tennis_wta/wta_2018.csv", 2469, 0},
        Archive{MlbGames(), "/mlb_snapshots_2026/games_until_aug16.csv", 232, 11}}) {
    const FileCounts counts = ParseFile(each.layout, *dir + each.path);
    INFO(each.path);
    CHECK(counts.rows == each.rows);
    CHECK(counts.rows - counts.parsed == each.refused);
  }
  FileCounts soccer;
  for (const auto& entry : std::filesystem::directory_iterator(*dir + "/football_data")) {
    if (entry.path().extension() != ".csv") continue;
    const FileCounts each = ParseFile(FootballData(), entry.path());
    soccer.rows += each.rows;
    soccer.parsed += each.parsed;
    soccer.prices += each.prices;
    soccer.refused_prices += each.refused_prices;
  }
  WARN("football-data: " << soccer.parsed << " of " << soccer.rows << " rows, " << soccer.prices
                         << " prices, " << soccer.refused_prices << " refused");
  // Only the empty rows at the ends of three files are refused.
  CHECK(soccer.rows - soccer.parsed == 3);
}

}  // namespace
}  // namespace overround::collector
