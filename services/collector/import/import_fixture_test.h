#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/collector/fixture_test.h"
#include "services/collector/import/importer.h"

namespace overround::collector {

inline const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);

inline constexpr char kNflHeader[] =
    "game_id,season,game_type,week,gameday,gametime,away_team,away_score,home_team,home_score,"
    "location,overtime,away_moneyline,home_moneyline,spread_line,away_spread_odds,home_spread_odds,"
    "total_line,under_odds,over_odds";
inline constexpr char kNflRow[] =
    "2014_01_GB_SEA,2014,REG,1,2014-09-04,20:30,GB,16,SEA,36,Home,0,207,-230,5.0,101,-111,46.5,"
    "-111,101";
inline constexpr char kSoccerHeader[] =
    "Div,Date,Time,HomeTeam,AwayTeam,FTHG,FTAG,FTR,B365H,B365D,B365A,MaxH,MaxD,MaxA,B365>2.5,"
    "B365<2.5,AHh,B365AHH,B365AHA,B365CH,B365CD,B365CA,AHCh,B365CAHH,B365CAHA";
inline constexpr char kSoccerRow[] =
    "E0,09/08/2019,20:00,Liverpool,Norwich,4,1,H,1.14,10,19,1.16,11,23,1.4,3,-2.25,1.96,1.94,"
    "1.14,9.5,21,-2.5,1.91,1.99";

struct ImportFixture : CollectorFixture {
  Importer importer{database.pool(), games, ids};

  absl::StatusOr<ImportCounts> Import(const std::string& layout, const std::string& header,
                                      std::vector<std::string> rows, int64_t first = 2) {
    return importer.Import({layout, "file.csv", header, first, std::move(rows), kNow},
                           testing::Soon());
  }
};

inline constexpr char kLongHeader[] =
    "event_id,sport_key,home_team,away_team,commence_time,bookmaker,last_update,market,"
    "outcome_name,price,point,snapshot_utc";

// One side of a game of basketball at a pull of an evening of April.
inline std::string Outcome(const std::string& day, const std::string& rest) {
  return "e1,basketball_nba,Utah Jazz,LA Clippers,2026-04-08T23:10:00Z,sportsbet,2026-04-" + day +
         "T21:35:39Z," + rest + ",202604" + day + "_213612";
}

}  // namespace overround::collector
