#include <algorithm>
#include <map>
#include <set>

#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/testing/golden.h"
#include "services/collector/sources/the_odds_api.h"
#include "services/collector/sources/the_odds_api_markets.h"

namespace overround::collector::the_odds_api {
namespace {

OddsSheet Parsed(const std::string& name, const OddsRules& rules = {}) {
  const auto sheet =
      ParseOdds(testing::ReadSourceFile(absl::StrCat(
                    "services/collector/sources/testdata/the_odds_api/", name, ".json")),
                rules);
  INFO(sheet.status());
  REQUIRE(sheet.ok());
  CHECK(sheet->prices_read == sheet->PricesKept() + sheet->PricesRefused());
  return *sheet;
}

// "market side" of every offer, alternates marked.
std::set<std::string> Offered(const BookSheet& book) {
  std::set<std::string> texts;
  for (const Offer& offer : book.offers) {
    texts.insert(absl::StrCat(offer.market.ToString(), " ", ToString(offer.side),
                              offer.is_alternate ? " alternate" : ""));
  }
  CHECK(texts.size() == book.offers.size());
  return texts;
}

std::map<Refusal, int> RefusedPrices(const OddsSheet& sheet) {
  std::map<Refusal, int> prices;
  for (const Refused& refused : sheet.refused) prices[refused.reason] += refused.count;
  return prices;
}

TEST_CASE("players' counts are props of the player, each line and side by itself", "[odds_api]") {
  const OddsSheet sheet = Parsed("event_odds_props");
  REQUIRE(sheet.games.size() == 1);
  const BookSheet& alpha = sheet.games[0].books[0];
  const auto offered = Offered(alpha);
  const std::string hits = "prop.full_game.included.Jose_Nunez_Jr.batter_hits.";
  CHECK(offered.count(hits + "2 over") == 1);
  CHECK(offered.count(hits + "2 under") == 1);
  CHECK(offered.count("prop.full_game.included.A_J_ODay.batter_hits.6 under") == 1);
  CHECK(offered.count(hits + "6 over alternate") == 1);
  CHECK(offered.count(hits + "10 over alternate") == 1);
  CHECK(offered.count("prop.full_game.included.Big_Center.double_double.- no") == 1);
  CHECK(offered.count("prop.full_game.included.Fast_Runner.anytime_td.- yes") == 1);
  CHECK(offered.count("prop.first_quarter.excluded.Big_Center.points.30 over") == 1);
  CHECK(alpha.offers.size() == 13);
  // The book has no time, its markets have one.
  CHECK(alpha.offers[0].provider_time.has_value());
}

TEST_CASE("a ladder that repeats the main line at its price leaves its book whole", "[odds_api]") {
  const OddsSheet sheet = Parsed("event_odds_props");
  CHECK(sheet.games[0].books[0].is_whole);
  CHECK(sheet.refused[0].reason == Refusal::kDuplicate);
  const OddsSheet other = Parsed("event_odds_alternates");
  CHECK(other.games[0].books[0].is_whole == false);  // it has an unknown team
  // At another price one of the two is wrong.
  CHECK_FALSE(other.games[0].books[1].is_whole);
  CHECK(other.games[0].books[1].offers.size() == 2);
}

TEST_CASE("a player's broken outcome costs nobody else's", "[odds_api]") {
  const OddsSheet sheet = Parsed("event_odds_props");
  const BookSheet& beta = sheet.games[0].books[1];
  CHECK(beta.offers.size() == 3);
  CHECK_FALSE(beta.is_whole);
  auto prices = RefusedPrices(sheet);
  // No player; no line; no name left.
  CHECK(prices[Refusal::kMalformed] == 3);
  CHECK(prices[Refusal::kUnknownOutcome] == 1);
  CHECK(prices[Refusal::kImpossiblePrice] == 1);
  CHECK(prices[Refusal::kImpossibleLine] == 1);
  CHECK(prices[Refusal::kDuplicate] == 2);
}

TEST_CASE("alternate lines, teams' totals and parts of a game are markets of their own",
          "[odds_api]") {
  const OddsSheet sheet = Parsed("event_odds_alternates");
  const auto offered = Offered(sheet.games[0].books[0]);
  CHECK(offered.count("spread.full_game.included.-.-.-6 home") == 1);
  CHECK(offered.count("spread.full_game.included.-.-.-10 away alternate") == 1);
  CHECK(offered.count("spread.full_game.included.-.-.14 home alternate") == 1);
  CHECK(offered.count("total.full_game.included.-.-.38 over alternate") == 1);
  CHECK(offered.count("team_total.full_game.included.home.-.18 under") == 1);
  CHECK(offered.count("team_total.full_game.included.away.-.14 over") == 1);
  CHECK(offered.count("team_total.full_game.included.home.-.22 over alternate") == 1);
  CHECK(offered.count("moneyline.first_half.excluded.-.-.- away") == 1);
  CHECK(offered.count("moneyline.first_five_innings.excluded.-.-.- home") == 1);
  CHECK(offered.count("total.first_inning.excluded.-.-.2 under") == 1);
  CHECK(offered.count("total.first_quarter.excluded.-.-.202 over") == 1);
  CHECK(offered.count("spread.second_half.included.-.-.-2 home") == 1);
  CHECK(offered.count("moneyline.fourth_quarter.excluded.-.-.- home") == 1);
  CHECK(offered.count("three_way.first_half.excluded.-.-.- draw") == 1);
  auto prices = RefusedPrices(sheet);
  CHECK(prices[Refusal::kUnknownMarket] == 4);
  CHECK(prices[Refusal::kUnknownOutcome] == 2);
  CHECK(prices[Refusal::kDuplicate] == 4);
}

TEST_CASE("soccer's parts know a draw, and draw no bet has none", "[odds_api]") {
  const OddsSheet sheet = Parsed("event_odds_soccer", {{}, Period::kRegulation});
  const auto offered = Offered(sheet.games[0].books[0]);
  CHECK(sheet.refused.empty());
  CHECK(offered.count("three_way.regulation.excluded.-.-.- draw") == 1);
  CHECK(offered.count("moneyline.regulation.excluded.-.-.- away") == 1);
  CHECK(offered.count("three_way.first_half.excluded.-.-.- draw") == 1);
  CHECK(offered.count("total.second_half.excluded.-.-.6 over") == 1);
  CHECK(offered.count("prop.regulation.excluded.Fast_Winger.shots_on_target.6 over") == 1);
}

TEST_CASE("a historical answer says what it is the state of", "[odds_api]") {
  const OddsSheet odds = Parsed("historical_event_odds");
  REQUIRE(odds.snapshot.has_value());
  CHECK(absl::FormatTime(absl::RFC3339_sec, odds.snapshot->time, absl::UTCTimeZone()) ==
        "2026-05-01T20:55:38+00:00");
  CHECK(odds.snapshot->previous.has_value());
  CHECK_FALSE(odds.snapshot->next.has_value());
  CHECK(odds.PricesKept() == 2);
  const OddsSheet events = Parsed("historical_events");
  CHECK(events.games.size() == 1);
  CHECK(events.snapshot->next.has_value());
  CHECK_FALSE(Parsed("event_odds_props").snapshot.has_value());
  const auto bad = ParseOdds(testing::ReadSourceFile("services/collector/sources/testdata/"
                                                     "the_odds_api/historical_bad_stamp.json"),
                             {});
  CHECK(bad.status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("market keys that say nothing we can settle are unknown", "[odds_api]") {
  const auto key = GENERATE("", "btts", "alternate_h2h", "spreads_1st_3_innings", "totals_corners",
                            "alternate_", "player_", "outrights", "double_chance", "h2h_s1");
  CAPTURE(key);
  CHECK_FALSE(ReadMarketName(key).has_value());
}

}  // namespace
}  // namespace overround::collector::the_odds_api
