#include <catch2/catch.hpp>

#include "services/collector/fixture_test.h"
#include "services/collector/import/importer.h"

// Two sources of one game find one game: each case is a real one, its rows are our own.
namespace overround::collector {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

const char kNfldata[] =
    "game_id,gameday,gametime,away_team,away_score,home_team,home_score,location,spread_line,"
    "home_spread_odds,away_spread_odds";
const char kElo[] = "date,neutral,playoff,team1,team2,score1,score2";
const char kHockey[] = "Date,Time,Visitor,G,Home,G,,Att.,LOG,Notes";
const char kBooks[] =
    "date,sport,game_id,commence_time,snapshot_taken_at_utc,home_team,away_team,bookmaker,ml_home,"
    "ml_away,spread_home,spread_home_odds,spread_away,spread_away_odds";
const char kMlbGames[] = "game_pk,start_time_utc,home_team,away_team,status,home_score,away_score";
const char kSbrMlb[] = "game_date,vis_team,home_team,vis_pitcher,home_pitcher,vis_final,home_final";

struct IdentityFixture : CollectorFixture {
  Importer importer{database.pool(), games, ids};

  ImportCounts Import(const std::string& layout, const std::string& header,
                      std::vector<std::string> rows) {
    const auto counts =
        importer.Import({layout, "file.csv", header, 2, std::move(rows), kNow}, testing::Soon());
    INFO(counts.status());
    REQUIRE(counts.ok());
    return *counts;
  }
  int64_t Games() {
    return Number("SELECT count(*) FROM collector.games WHERE status <> 'MERGED'");
  }
  int64_t Teams() { return Number("SELECT count(*) FROM collector.teams"); }
};

TEST_CASE("a franchise that moved is one team under its codes of then and now", "[identity][pg]") {
  IdentityFixture collector;
  collector.Import("nfldata-games", kNfldata,
                   {"2015_01_DET_SD,2015-09-13,16:05,DET,28,SD,33,Home,,,",
                    "2018_01_KC_LAC,2018-09-09,16:05,KC,38,LAC,28,Home,,,"});
  collector.Import("fivethirtyeight-nfl", kElo,
                   {"2015-09-13,0,0,LAC,DET,33,28", "2018-09-09,0,0,LAC,KC,28,38"});
  CHECK(collector.Games() == 2);
  CHECK(collector.Teams() == 3);
}

TEST_CASE("one hockey club under three names is one team", "[identity][pg]") {
  IdentityFixture collector;
  collector.Import("nhl-results", kHockey,
                   {"2023-10-13,7:00 PM,Arizona Coyotes,4,New Jersey Devils,3,SO,1,2:30,",
                    "2024-10-14,1:00 PM,Utah Hockey Club,6,New Jersey Devils,5,OT,1,2:30,",
                    "2025-10-13,1:00 PM,Utah Mammoth,1,New Jersey Devils,3,,1,2:30,"});
  CHECK(collector.Games() == 3);
  CHECK(collector.Teams() == 2);
}

TEST_CASE("accents and points make no other team", "[identity][pg]") {
  IdentityFixture collector;
  collector.Import("nhl-results", kHockey,
                   {"2024-01-04,8:00 PM,Montreal Canadiens,1,St. Louis Blues,2,,1,2:30,"});
  collector.Import("book-snapshots", kBooks,
                   {"2024-01-04,NHL,x,2024-01-05T01:08:00Z,,St Louis Blues,Montréal Canadiens,"
                    "betmgm,-150,125,,,,"});
  CHECK(collector.Games() == 1);
  CHECK(collector.Teams() == 2);
}

TEST_CASE("at a neutral site home and away may be changed about, and the score with them",
          "[identity][pg]") {
  IdentityFixture collector;
  collector.Import("fivethirtyeight-nfl", kElo, {"2019-02-03,1,1,LAR,NE,3,13"});
  const auto counts =
      collector.Import("nfldata-games", kNfldata,
                       {"2018_21_LA_NE,2019-02-03,18:30,LA,3,NE,13,Neutral,2.5,-115,-105"});
  CHECK(counts.stored == 1);
  CHECK(collector.Games() == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.results") == 1);
  // New England is favoured by 2.5 and our away: the Rams are given as much.
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE side = 'away' AND "
                         "line_quarters = 10 AND odds_text = '-115'") == 1);
}

TEST_CASE("a home game played at the other's is one game where both ended alike",
          "[identity][pg]") {
  IdentityFixture collector;
  collector.Import("nfldata-games", kNfldata,
                   {"2005_02_NYG_NO,2005-09-19,19:30,NYG,27,NO,10,Home,,,"});
  const auto counts =
      collector.Import("fivethirtyeight-nfl", kElo, {"2005-09-19,0,0,NYG,NO,27,10"});
  CHECK(counts.stored == 1);
  CHECK(collector.Games() == 1);
}

TEST_CASE("home and home within two days are two games", "[identity][pg]") {
  IdentityFixture collector;
  collector.Import("nhl-results", kHockey,
                   {"2024-01-12,7:00 PM,New York Rangers,1,Washington Capitals,3,,1,2:30,",
                    "2024-01-13,1:00 PM,Washington Capitals,2,New York Rangers,3,,1,2:30,"});
  collector.Import("book-snapshots", kBooks,
                   {"2024-01-12,NHL,x,2024-01-13T00:08:00Z,,Washington Capitals,New York Rangers,"
                    "betmgm,125,-150,,,,",
                    "2024-01-13,NHL,y,2024-01-13T18:08:00Z,,New York Rangers,Washington Capitals,"
                    "betmgm,-200,165,,,,"});
  CHECK(collector.Games() == 2);
}

TEST_CASE("a double-header's games are told apart by their ends, whatever their order",
          "[identity][pg]") {
  IdentityFixture collector;
  collector.Import("mlb-games", kMlbGames,
                   {"1,2014-07-22T17:05:00Z,Pittsburgh Pirates,Los Angeles Dodgers,Final,12,7",
                    "2,2014-07-22T23:05:00Z,Pittsburgh Pirates,Los Angeles Dodgers,Final,1,3"});
  const auto counts = collector.Import(
      "sbr-mlb", kSbrMlb,
      {"2014-07-22,LOS,PIT,A-L,B-R,3.0,1.0", "2014-07-22,LAD,PIT,C-L,D-R,7.0,12.0"});
  CHECK(counts.stored == 2);
  CHECK(collector.Games() == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.results") == 2);
}

TEST_CASE("a double-header known by the day alone is two games of one source", "[identity][pg]") {
  IdentityFixture collector;
  collector.Import("sbr-mlb", kSbrMlb,
                   {"2014-07-22,LOS,PIT,A-L,B-R,3.0,1.0", "2014-07-22,LOS,PIT,C-L,D-R,7.0,12.0"});
  CHECK(collector.Games() == 2);
}

TEST_CASE("a game postponed under its id is the one played the next day", "[identity][pg]") {
  IdentityFixture collector;
  collector.Import("nhl-results", kHockey,
                   {"2024-01-18,7:00 PM,Chicago Blackhawks,0,Buffalo Sabres,3,,1,2:30,"});
  const std::string rest = ",,Buffalo Sabres,Chicago Blackhawks,betmgm,-250,200,,,,";
  collector.Import("book-snapshots", kBooks, {"2024-01-17,NHL,x,2024-01-18T00:30:00Z" + rest});
  CHECK(collector.Games() == 2);
  collector.Import("book-snapshots", kBooks, {"2024-01-18,NHL,x,2024-01-19T00:08:00Z" + rest});
  CHECK(collector.Games() == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.games WHERE status = 'MERGED'") == 1);
}

TEST_CASE("a game put off for rain is the one that was planned", "[identity][pg]") {
  IdentityFixture collector;
  collector.Import("mlb-games", kMlbGames, {"1,2026-08-05T22:40:00Z,A,B,Final,4,3"});
  const std::string head = "x,baseball_mlb,A,B,2026-08-0";
  collector.Import("odds-responses",
                   "event_id,sport_key,home_team,away_team,commence_time,bookmaker,last_update,"
                   "market,outcome_name,price,point",
                   {head + "5T22:41:00Z,book,2026-08-05T15:00:00Z,h2h,A,-120,",
                    head + "5T22:41:00Z,book,2026-08-05T15:00:00Z,h2h,B,105,",
                    head + "6T00:45:00Z,book,2026-08-05T23:00:00Z,h2h,A,-125,",
                    head + "6T00:45:00Z,book,2026-08-05T23:00:00Z,h2h,B,108,"});
  CHECK(collector.Games() == 1);
}

TEST_CASE("a game postponed under another id is not the one played the next day",
          "[identity][pg]") {
  IdentityFixture collector;
  collector.Import("nhl-results", kHockey,
                   {"2024-01-18,7:00 PM,Chicago Blackhawks,0,Buffalo Sabres,3,,1,2:30,"});
  const std::string rest = ",,Buffalo Sabres,Chicago Blackhawks,betmgm,-250,200,,,,";
  collector.Import("book-snapshots", kBooks,
                   {"2024-01-17,NHL,x,2024-01-18T00:30:00Z" + rest,
                    "2024-01-18,NHL,y,2024-01-19T00:08:00Z" + rest});
  CHECK(collector.Games() == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.games WHERE status = 'SCHEDULED'") == 1);
}

TEST_CASE("a result that another source tells otherwise is refused, its own correction is not",
          "[identity][pg]") {
  IdentityFixture collector;
  collector.Import("nfldata-games", kNfldata,
                   {"2015_01_DET_SD,2015-09-13,16:05,DET,28,SD,33,Home,,,"});
  const auto other =
      collector.Import("fivethirtyeight-nfl", kElo, {"2015-09-13,0,0,LAC,DET,34,28"});
  REQUIRE(other.refused.size() == 1);
  CHECK(other.refused.front().reason == Refusal::kContradicted);
  CHECK(collector.Number("SELECT count(*) FROM collector.game_external_ids") == 1);
  const auto own = collector.Import("nfldata-games", kNfldata,
                                    {"2015_01_DET_SD,2015-09-13,16:05,DET,28,SD,35,Home,,,"});
  CHECK(own.stored == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.results WHERE home_score = 35") == 1);
}

TEST_CASE("a start known to the day becomes the minute another source knows", "[identity][pg]") {
  IdentityFixture collector;
  collector.Import("fivethirtyeight-nfl", kElo, {"2015-09-13,0,0,LAC,DET,33,28"});
  collector.Import("nfldata-games", kNfldata,
                   {"2015_01_DET_SD,2015-09-13,16:05,DET,28,SD,33,Home,3.0,-110,-110"});
  CHECK(collector.Games() == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.games WHERE start_precision = 'MINUTE' "
                         "AND start_time = '2015-09-13 20:05:00+00'") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.closing_lines WHERE state = 'CLOSED'") ==
        2);
}

TEST_CASE("nfelo's row finds nfldata's game, and waits for it", "[identity][pg]") {
  IdentityFixture collector;
  const char header[] =
      "game_id,home_line_open,home_line_open_price,away_line_open_price,home_line_close,"
      "home_line_close_price,away_line_close_price";
  const std::string row = "2015_01_DET_LAC,-3.0,-110.0,-110.0,-3.5,-105.0,-115.0";
  CHECK(collector.Import("nfelo-games", header, {row}).refused.front().reason ==
        Refusal::kUnmatchedGame);
  collector.Import("nfldata-games", kNfldata,
                   {"2015_01_DET_SD,2015-09-13,16:05,DET,28,SD,33,Home,,,"});
  CHECK(collector.Import("nfelo-games", header, {row}).stored == 1);
  CHECK(collector.Games() == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE known_time = "
                         "'2015-09-13 20:04:00+00' AND state = 'OFFERED'") == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE known_time = "
                         "'2015-09-07 20:05:00+00'") == 2);
}

TEST_CASE("two prices of one selection at one instant are both kept", "[identity][pg]") {
  IdentityFixture collector;
  const std::string head = "2024-01-17,NHL,x,2024-01-18T00:30:00Z,,A,B,betmgm,";
  const auto counts =
      collector.Import("book-snapshots", kBooks,
                       {head + "-250,200,,,,", head + "-240,190,,,,", head + "-250,200,,,, "});
  CHECK(counts.stored == 3);
  CHECK(counts.prices_stored == 6);
}

TEST_CASE("a retirement and a walkover are endings of their own", "[identity][pg]") {
  IdentityFixture collector;
  collector.Import("tennis-data", "Tournament,Date,Round,Winner,Loser,Wsets,Lsets,Comment,PSW,PSL",
                   {"Cup,2014-01-02,1st Round,Zvonareva V.,Cetkovska P.,1,0,Retired,1.8,2.1",
                    "Cup,2014-01-03,2nd Round,Zvonareva V.,Azarenka V.,,,Walkover,,"});
  CHECK(collector.Number("SELECT count(*) FROM collector.results WHERE ending = 'RETIRED' AND "
                         "home_score = 0 AND away_score = 1") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.results WHERE ending = 'WALKOVER'") == 1);
}

}  // namespace
}  // namespace overround::collector
