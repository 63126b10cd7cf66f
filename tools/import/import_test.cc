#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "tools/import/archive_file.h"
#include "tools/import/json_rows.h"
#include "tools/import/report.h"
#include "tools/import/sender.h"

namespace overround::import {
namespace {

TEST_CASE("a file's layout is told by its header", "[import]") {
  CHECK(LayoutOf("game_id,season,gameday,gametime,home_moneyline") == "nfldata-games");
  CHECK(LayoutOf("Div,Date,HomeTeam,AwayTeam,FTHG,FTAG") == "football-data");
  CHECK(LayoutOf("game_id,sport_key,season,commence_time,end_time") == "simbook-season");
  CHECK(LayoutOf("date,home,away").empty());
}

TEST_CASE("bytes of an old archive become UTF-8, and UTF-8 stays", "[import]") {
  CHECK(ToUtf8("Atl\xE9tico \x80") == "Atl\xC3\xA9tico \xE2\x82\xAC");
  CHECK(ToUtf8("Atl\xC3\xA9tico") == "Atl\xC3\xA9tico");
  CHECK(ToUtf8("plain") == "plain");
}

TEST_CASE("an array of objects is a table, its numbers as they were written", "[import]") {
  const auto rows = RowsOfJson(
      R"([{"date": 20110908.0, "home_team": "Packers, Green", "home_final": "42",
           "home_close_ml": -250, "close_over_under": 48.0},
          {"date": 20110911.0, "home_team": 0, "home_close_ml": null}])");
  REQUIRE(rows.ok());
  CHECK(rows->layout == "sbr-nfl");
  CHECK(rows->header == "date,home_team,home_final,home_close_ml,close_over_under");
  CHECK(rows->rows ==
        std::vector<std::string>{"20110908.0,\"Packers, Green\",42,-250,48.0", "20110911.0,0,,,"});
}

TEST_CASE("an answer of The Odds API becomes a row an outcome, at its market's update",
          "[import]") {
  const std::string head = R"([{"id": "e1", "sport_key": "baseball_mlb", "commence_time": "t",
      "home_team": "H", "away_team": "A", "bookmakers": [{"key": "b", "last_update": "book",
      "markets": [{"key": "spreads", "last_update": "market", "outcomes": [)";
  const auto american = RowsOfJson(head + R"({"name": "H", "price": -110, "point": -1.5}]}]}]}])");
  REQUIRE(american.ok());
  CHECK(american->layout == "odds-responses");
  CHECK(american->rows ==
        std::vector<std::string>{"e1,baseball_mlb,t,H,A,b,market,spreads,H,-110,-1.5"});
  const auto decimal = RowsOfJson(head + R"({"name": "H", "price": 1.91, "point": -1.5}]}]}]}])");
  REQUIRE(decimal.ok());
  CHECK(decimal->layout == "odds-snapshots");
  CHECK(RowsOfJson("{\"a\": 1}")->layout.empty());
  CHECK_FALSE(RowsOfJson("[{").ok());
}

TEST_CASE("a game's prices go in one call as long as it may hold them", "[import]") {
  ArchiveFile file;
  file.rows = {"a,1", "a,2", "b,1", "b,2", "b,3", "c,1"};
  CHECK(RowsOfCall(file, 0, 3, 6) == 5);
  CHECK(RowsOfCall(file, 0, 3, 4) == 4);
  CHECK(RowsOfCall(file, 5, 3, 6) == 1);
}

TEST_CASE("a file goes in calls of one size", "[import]") {
  const auto calls_of = [](size_t rows) {
    ArchiveFile file;
    for (size_t i = 0; i < rows; ++i) file.rows.push_back(absl::StrCat("g", i, ",1"));
    std::vector<size_t> calls;
    for (size_t first = 0; first < rows; first += calls.back()) {
      calls.push_back(RowsOfCall(file, first, 1000, 2000));
    }
    return calls;
  };
  CHECK(calls_of(1055) == std::vector<size_t>{528, 527});
  CHECK(calls_of(5316) == std::vector<size_t>(6, 886));
  CHECK(calls_of(1000) == std::vector<size_t>{1000});
  CHECK(calls_of(1) == std::vector<size_t>{1});
}

TEST_CASE("results go before prices, and one league's files one after the other", "[import]") {
  const auto file = [](const std::string& name, const std::string& layout) {
    return ArchiveFile{"", name, layout, "", {}};
  };
  const auto steps =
      StepsOf({file("f/E0_0405.csv", "football-data"), file("f/E0_0506.csv", "football-data"),
               file("f/F1_0506.csv", "football-data"), file("nhl/odds.csv", "book-snapshots")});
  REQUIRE(steps.size() == 2);
  CHECK(steps[0] == std::vector<Lane>{{0, 1}, {2}});
  CHECK(steps[1] == std::vector<Lane>{{3}});
}

TEST_CASE("a row that is neither stored nor refused is an error", "[import]") {
  Report report;
  report.files.push_back({"a.csv", "x", {}});
  Totals& totals = report.files[0].totals;
  totals.rows = 3;
  totals.stored = 1;
  totals.known = 1;
  CHECK_FALSE(report.CheckNothingLost().ok());
  totals.refused["malformed"] = 1;
  CHECK(report.CheckNothingLost().ok());
  CHECK(report.ToJson().find(R"("file":"a.csv","layout":"x","read":3,"stored":2,"known":1)") !=
        std::string::npos);
}

}  // namespace
}  // namespace overround::import
