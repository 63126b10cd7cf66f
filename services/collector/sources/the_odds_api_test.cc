#include "services/collector/sources/the_odds_api.h"

#include <algorithm>
#include <map>

#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/json/json.h"
#include "libs/testing/golden.h"
#include "services/collector/sources/captured_test.h"

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

const Offer& Find(const BookSheet& book, const MarketKey& market, Side side, bool lay = false) {
  const auto found = std::find_if(book.offers.begin(), book.offers.end(), [&](const Offer& offer) {
    return offer.market == market && offer.side == side && offer.lay == lay;
  });
  INFO(market.ToString() << " " << ToString(side));
  REQUIRE(found != book.offers.end());
  return *found;
}

absl::Time At(absl::string_view text) {
  absl::Time time;
  std::string error;
  REQUIRE(absl::ParseTime(absl::RFC3339_full, text, &time, &error));
  return time;
}

TEST_CASE("outcomes are matched by name, and lines are as added to the home side", "[odds_api]") {
  const OddsSheet sheet = Parsed("odds_american");
  REQUIRE(sheet.games.size() == 1);
  CHECK(sheet.games[0].home == "River City Otters");
  CHECK(sheet.games[0].start == At("2026-05-01T23:05:00Z"));
  const BookSheet& alpha = sheet.games[0].books[0];
  CHECK(Find(alpha, FullGameMoneyline(), Side::kHome).odds_text == "-140");
  CHECK(Find(alpha, FullGameMoneyline(), Side::kAway).odds == *Odds::FromAmerican(120));
  CHECK(Find(alpha, FullGameSpread(-6), Side::kAway).odds == *Odds::FromAmerican(-170));
  CHECK(Find(alpha, FullGameSpread(-6), Side::kHome).odds == *Odds::FromAmerican(145));
  CHECK(Find(alpha, FullGameTotal(34), Side::kOver).provider_time == At("2026-05-01T20:54:00Z"));
  CHECK(sheet.refused.empty());
}

TEST_CASE("soccer is three-way and ends with the whistle", "[odds_api]") {
  const OddsSheet sheet = Parsed("odds_decimal_three_way", {{}, Period::kRegulation});
  const BookSheet& alpha = sheet.games[0].books[0];
  CHECK(Find(alpha, RegulationThreeWay(), Side::kDraw).odds == *Odds::FromFraction(11, 4));
  MarketKey total = FullGameTotal(9);
  total.period = Period::kRegulation;
  total.overtime = OvertimeRule::kExcluded;
  CHECK(Find(alpha, total, Side::kUnder).odds_text == "2");
  CHECK(alpha.offers.size() == 7);
}

TEST_CASE("a soccer h2h without its draw is refused", "[odds_api]") {
  const OddsSheet sheet = Parsed("odds_unix_times", {{}, Period::kRegulation});
  REQUIRE(sheet.refused.size() == 1);
  CHECK(sheet.refused[0].reason == Refusal::kWrongOutcomes);
}

TEST_CASE("unix times are the same times", "[odds_api]") {
  const OddsSheet sheet = Parsed("odds_unix_times");
  CHECK(sheet.games[0].start == At("2026-05-01T23:05:00Z"));
  CHECK(sheet.games[0].books[0].offers[0].provider_time == At("2026-05-01T20:55:00Z"));
}

TEST_CASE("a lay price is kept apart", "[odds_api]") {
  const BookSheet exchange = Parsed("odds_exchange_lay").games[0].books[0];
  CHECK(exchange.offers.size() == 4);
  CHECK(Find(exchange, FullGameMoneyline(), Side::kHome, false).odds_text == "1.9");
  CHECK(Find(exchange, FullGameMoneyline(), Side::kHome, true).odds_text == "1.92");
}

TEST_CASE("outrights are refused and counted", "[odds_api]") {
  const OddsSheet sheet = Parsed("odds_outrights");
  CHECK(sheet.prices_read == 7);
  CHECK(sheet.PricesKept() == 2);
  for (const Refused& refused : sheet.refused) CHECK(refused.reason == Refusal::kOutright);
}

TEST_CASE("one event's answer and a historical one are read like a list", "[odds_api]") {
  const OddsSheet event = Parsed("odds_event_object_without_book_time");
  CHECK(event.games[0].books[0].offers[0].provider_time == At("2026-05-01T20:55:00Z"));
  CHECK(event.PricesKept() == 4);
  CHECK(Parsed("odds_historical_wrap").PricesKept() == 2);
  CHECK(Parsed("events").games.size() == 1);
  CHECK(Parsed("empty").games.empty());
}

TEST_CASE("each fault costs the smallest thing and is counted by its reason", "[odds_api]") {
  const OddsSheet sheet = Parsed("odds_quirks");
  std::map<Refusal, int> entries;
  for (const Refused& refused : sheet.refused) ++entries[refused.reason];
  CHECK(sheet.PricesKept() == 6);
  CHECK(entries[Refusal::kUnknownOutcome] == 1);
  CHECK(entries[Refusal::kWrongOutcomes] == 3);
  CHECK(entries[Refusal::kImpossiblePrice] == 1);
  CHECK(entries[Refusal::kImpossibleLine] == 3);
  CHECK(entries[Refusal::kDuplicate] == 2);
  CHECK(entries[Refusal::kUnknownMarket] == 1);
  CHECK(entries[Refusal::kMalformed] == 9);
  CHECK(sheet.games.size() == 2);
}

TEST_CASE("what is no list of events is refused whole", "[odds_api]") {
  const auto body = GENERATE("", "{}", "7", "\"x\"", "[", "<html>", R"({"message":"no"})");
  CHECK(ParseOdds(body, {}).status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("scores are text, absent before the start, and matched by name", "[odds_api]") {
  const auto sheet = ParseScores(
      testing::ReadSourceFile("services/collector/sources/testdata/the_odds_api/scores.json"));
  REQUIRE(sheet.ok());
  CHECK(sheet->games_read == 4);
  REQUIRE(sheet->games.size() == 2);
  CHECK(sheet->games[0].completed);
  CHECK(sheet->games[0].home_score == 5);
  CHECK(sheet->games[0].away_score == 3);
  CHECK(sheet->games[1].home_score == std::nullopt);
  CHECK(sheet->games[1].provider_time == std::nullopt);
  REQUIRE(sheet->refused.size() == 2);
  CHECK_THAT(sheet->refused[0].detail, Catch::Contains("[2].scores[0].score: number, want text"));
}

TEST_CASE("sports tell whether they are in season", "[odds_api]") {
  const auto sports = ParseSports(
      testing::ReadSourceFile("services/collector/sources/testdata/the_odds_api/sports.json"));
  REQUIRE(sports.ok());
  CHECK(sports->at(0).active);
  CHECK(sports->at(1).has_outrights);
}

TEST_CASE("a captured body is dated by its newest update", "[odds_api]") {
  const auto newest = NewestUpdate(testing::ReadSourceFile(
      "services/collector/sources/testdata/the_odds_api/odds_american.json"));
  REQUIRE(newest.ok());
  CHECK(*newest == At("2026-05-01T20:55:00Z"));
  CHECK(*NewestUpdate("[]") == std::nullopt);
}

TEST_CASE("captured answers parse without a refusal but for what we do not keep", "[odds_api]") {
  const auto dir = testing::DataDir();
  if (!dir) {
    WARN("skipped: captured answers of The Odds API need OVERROUND_DATA_DIR");
    return;
  }
  const auto parse = [&](absl::string_view name, const OddsRules& rules) {
    const auto sheet =
        ParseOdds(CapturedFile(*dir, absl::StrCat("payloads/the-odds-api/", name)), rules);
    INFO(name << sheet.status());
    REQUIRE(sheet.ok());
    CHECK(sheet->prices_read == sheet->PricesKept() + sheet->PricesRefused());
    for (const Refused& r : sheet->refused) UNSCOPED_INFO(r.detail);
    return *sheet;
  };
  CHECK(parse("odds_soccer_epl_h2h_decimal.json", {{}, Period::kRegulation}).refused.empty());
  CHECK(parse("odds_wnba_american.json", {}).refused.empty());
  CHECK(parse("historical_odds_wnba.json", {}).refused.empty());
  CHECK(parse("event_odds_player_props_wnba.json", {}).refused.empty());
  const OddsSheet past = parse("historical_event_odds_player_props_wnba.json", {});
  CHECK(past.refused.empty());
  REQUIRE(past.snapshot.has_value());
  CHECK(past.snapshot->time == At("2025-08-15T17:55:38Z"));
  CHECK(parse("from-docs/events.json", {}).games.size() == 1);
  CHECK(parse("from-docs/historical_events.json", {}).snapshot->next == At("2023-10-10T12:15:39Z"));
  CHECK(ParseScores(CapturedFile(*dir, "payloads/the-odds-api/scores_wnba.json"))->refused.empty());
  CHECK(ParseSports(CapturedFile(*dir, "payloads/the-odds-api/sports.json")).ok());
}

TEST_CASE("a captured answer of thirty books in decimal odds parses whole", "[odds_api]") {
  const auto dir = testing::DataDir();
  if (!dir) {
    WARN("skipped: a captured answer of thirty books need OVERROUND_DATA_DIR");
    return;
  }
  const auto wrapped = json::Document::Parse(
      CapturedFile(*dir, "payloads/the-odds-api/odds_mlb_h2h_spreads_totals_decimal_us_eu.json"));
  REQUIRE(wrapped.ok());
  const auto sheet = ParseOdds(Unwrapped(*wrapped->root().Find("events")), {});
  REQUIRE(sheet.ok());
  for (const Refused& r : sheet->refused) UNSCOPED_INFO(r.detail);
  CHECK(sheet->refused.empty());
  CHECK(sheet->games.size() == 15);
}

}  // namespace
}  // namespace overround::collector::the_odds_api
