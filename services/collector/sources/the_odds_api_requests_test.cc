#include "services/collector/sources/the_odds_api_requests.h"

#include <catch2/catch.hpp>

namespace overround::collector::the_odds_api {
namespace {

const absl::Time kNoon = absl::FromUnixSeconds(1'790'000'000);

TEST_CASE("a question names its regions, markets and format", "[odds_api]") {
  const Query query = OddsQuery("baseball_mlb", {{"us", "eu"}, {}, {"h2h", "spreads", "totals"}});
  CHECK(query.path ==
        "/v4/sports/baseball_mlb/odds?regions=us,eu&markets=h2h,spreads,totals"
        "&oddsFormat=american&dateFormat=iso");
  CHECK(query.cost == 6);
  CHECK(EventsQuery("baseball_mlb").cost == 0);
  CHECK(SportsQuery().path == "/v4/sports");
}

TEST_CASE("books asked for by name stand in for regions, ten for one", "[odds_api]") {
  Wanted wanted{{"us", "eu"}, {"pinnacle"}, {"player_points"}, QuoteFormat::kDecimal};
  const Query query = EventOddsQuery("basketball_wnba", "abc", wanted);
  CHECK(query.path ==
        "/v4/sports/basketball_wnba/events/abc/odds?bookmakers=pinnacle&markets=player_points"
        "&oddsFormat=decimal&dateFormat=iso");
  CHECK(query.cost == 1);
  wanted.bookmakers.assign(10, "x");
  CHECK(EventOddsQuery("basketball_wnba", "abc", wanted).cost == 1);
  wanted.bookmakers.assign(11, "x");
  CHECK(EventOddsQuery("basketball_wnba", "abc", wanted).cost == 2);
}

TEST_CASE("the past is asked for by a date, and is ten times as dear", "[odds_api]") {
  const Wanted wanted{{"us"}, {}, {"h2h", "spreads"}};
  CHECK(HistoricalOddsQuery("baseball_mlb", wanted, kNoon).path ==
        "/v4/historical/sports/baseball_mlb/odds?regions=us&markets=h2h,spreads"
        "&oddsFormat=american&dateFormat=iso&date=2026-09-21T14:13:20Z");
  CHECK(HistoricalOddsQuery("baseball_mlb", wanted, kNoon).cost == 20);
  CHECK(HistoricalEventOddsQuery("baseball_mlb", "abc", wanted, kNoon).cost == 20);
  CHECK(HistoricalEventsQuery("baseball_mlb", kNoon).path ==
        "/v4/historical/sports/baseball_mlb/events?dateFormat=iso&date=2026-09-21T14:13:20Z");
  CHECK(HistoricalEventsQuery("baseball_mlb", kNoon).cost == 1);
}

}  // namespace
}  // namespace overround::collector::the_odds_api
