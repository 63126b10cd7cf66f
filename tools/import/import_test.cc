#include <catch2/catch.hpp>

#include "tools/import/archive_file.h"

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

}  // namespace
}  // namespace overround::import
