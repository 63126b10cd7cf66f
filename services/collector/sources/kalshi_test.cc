#include "services/collector/sources/kalshi.h"

#include <algorithm>
#include <map>

#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/testing/golden.h"
#include "services/collector/sources/player_name.h"

namespace overround::collector::kalshi {
namespace {

std::string Body(absl::string_view name) {
  return testing::ReadSourceFile(
      absl::StrCat("services/collector/sources/testdata/kalshi/", name, ".json"));
}

EventsPage Events(absl::string_view name) {
  const auto page = ParseEvents(Body(name));
  INFO(page.status());
  REQUIRE(page.ok());
  CHECK(page->prices_read == page->PricesKept() + page->PricesRefused());
  return *page;
}

std::string PriceOf(const std::optional<Ask>& ask) {
  return ask ? absl::StrCat(ask->text, " = ", ask->odds.ToFractionText()) : "none";
}

TEST_CASE("a team is backed by its own market or against the other's, whichever is cheaper",
          "[kalshi]") {
  const EventsPage page = Events("events_winner");
  REQUIRE(page.events.size() == 2);
  const EventSheet& game = page.events[0];
  CHECK(game.teams[0].team == "River City");
  CHECK(game.teams[1].team == "Harbor");
  // YES of River City costs 0.59, NO of Harbor 0.58.
  CHECK(PriceOf(game.teams[0].ask) == "0.5800 = 21/29");
  CHECK(game.teams[0].ask->count_hundredths == 1'000);
  CHECK(PriceOf(game.teams[1].ask) == "0.4200 = 29/21");
  CHECK(page.refused.empty());
}

TEST_CASE("six decimals are exact, and nobody sells at nothing or at a dollar", "[kalshi]") {
  const EventSheet game = Events("events_winner").events[1];
  CHECK(PriceOf(game.teams[0].ask) == "0.333335 = 133333/66667");
  CHECK(PriceOf(game.teams[1].ask) == "0.666667 = 333333/666667");
}

TEST_CASE("what an event is about is near its end, and so no start", "[kalshi]") {
  CHECK(absl::FormatTime(absl::RFC3339_sec, Events("events_winner").events[0].end,
                         absl::UTCTimeZone()) == "2026-05-02T02:05:00+00:00");
}

TEST_CASE("a player's counts are over and under a floor, each line by itself", "[kalshi]") {
  const EventsPage page = Events("events_props");
  REQUIRE(page.events.size() == 1);
  const EventSheet& event = page.events[0];
  CHECK(event.teams[0].team == "Harbor");
  CHECK(page.cursor == "abc=");
  // Of six plus nobody sells the under; the second five plus is a duplicate of two prices.
  REQUIRE(event.props.size() == 5);
  CHECK(event.props[0].market.ToString() ==
        "prop.full_game.included.Jose_ONunez_Jr.pitcher_strikeouts.14");
  CHECK(event.props[0].side == Side::kOver);
  CHECK(event.props[1].odds == *Odds::ParseProbability("0.39"));
  CHECK(event.props[4].odds_text == "0.1900");
  REQUIRE(page.refused.size() == 1);
  CHECK(page.refused[0].reason == Refusal::kDuplicate);
  CHECK(page.refused[0].count == 2);
}

TEST_CASE("each fault costs its market or its event and is counted", "[kalshi]") {
  const EventsPage page = Events("events_quirks");
  std::map<Refusal, int> prices;
  for (const Refused& refused : page.refused) prices[refused.reason] += refused.count;
  // A paused market's prices are none, but NO of the other team still backs this one.
  CHECK(prices[Refusal::kNotOpen] == 2);
  REQUIRE(page.events.size() == 2);
  CHECK(PriceOf(page.events[0].teams[0].ask) == "0.5200 = 12/13");
  CHECK(prices[Refusal::kUnknownMarket] == 2);
  // One market; three; two of one name; one left by a wrong market (twice; in one event both are).
  CHECK(prices[Refusal::kWrongOutcomes] == 2 + 6 + 4 + 2 + 2);
  CHECK_FALSE(page.is_whole);
}

TEST_CASE("a page of markets ends with a cursor, and the last with none", "[kalshi]") {
  const auto page = ParseMarkets(Body("markets_page"));
  REQUIRE(page.ok());
  CHECK(page->cursor == "CgsIpKa20gYQ/w+=");
  CHECK(page->markets_read == 4);
  REQUIRE(page->markets.size() == 3);
  CHECK(page->refused.size() == 1);
  CHECK(page->markets[1].status == MarketStatus::kFinalized);
  CHECK(page->markets[1].result == "no");
  CHECK_FALSE(page->markets[1].yes.has_value());
  CHECK(page->markets[2].result == "void");
  CHECK(page->markets[2].end > page->markets[1].end);
  CHECK(ParseMarkets(Body("market_single"))->cursor.empty());
}

TEST_CASE("whole cents of older answers are the same prices", "[kalshi]") {
  const auto page = ParseMarkets(Body("market_legacy_cents"));
  REQUIRE(page.ok());
  REQUIRE(page->markets.size() == 1);
  CHECK(PriceOf(page->markets[0].yes) == "0.6800 = 8/17");
  CHECK(PriceOf(page->markets[0].no) == "0.3500 = 13/7");
  CHECK(page->markets[0].status == MarketStatus::kActive);
}

TEST_CASE("an order book of bids is what both sides cost, whatever its order", "[kalshi]") {
  const auto book = ParseOrderBook(Body("order_book"));
  REQUIRE(book.ok());
  REQUIRE(book->yes.size() == 3);
  CHECK(PriceOf(book->yes[0]) == "0.5900 = 41/59");
  CHECK(book->yes[0].count_hundredths == 3'327);
  CHECK(book->yes[1].text == "0.5988");
  CHECK(book->yes[2].text == "0.9900");
  CHECK(PriceOf(book->no[0]) == "0.4200 = 29/21");
  CHECK(book->no[0].count_hundredths == 22'727);
}

TEST_CASE("a side of a book may be empty, null or in whole cents", "[kalshi]") {
  const auto one = ParseOrderBook(Body("order_book_one_side"));
  REQUIRE(one.ok());
  CHECK(one->yes[0].text == "0.187655");
  CHECK(one->no.empty());
  const auto legacy = ParseOrderBook(Body("order_book_legacy"));
  REQUIRE(legacy.ok());
  CHECK(legacy->yes.empty());
  CHECK(PriceOf(legacy->no[0]) == "0.3500 = 13/7");
  CHECK(legacy->no[0].count_hundredths == 20'000);
}

TEST_CASE("a level that is no price spoils the book", "[kalshi]") {
  const auto level = GENERATE(R"(["0.0000","1.00"])", R"(["1.0000","1.00"])", R"(["0.5"])",
                              R"(["0.1234567","1.00"])", R"([0.5,1])", R"([100,1])", R"({})",
                              R"(["0.5","1.005"])");
  const auto book =
      ParseOrderBook(absl::StrCat(R"({"orderbook_fp":{"yes_dollars":[)", level, "]}}"));
  CHECK(book.status().code() == absl::StatusCode::kInvalidArgument);
}

TEST_CASE("the path that asks for an order book tells whose", "[kalshi]") {
  CHECK(TickerIn(OrderBookPath("KXNFLGAME-26SEP14DENKC-KC")) == "KXNFLGAME-26SEP14DENKC-KC");
  CHECK(TickerIn("/trade-api/v2/markets/A.5/orderbook?depth=5") == "A.5");
  const auto* const other = GENERATE(
      "", "/trade-api/v2/markets/A", "/trade-api/v2/markets//orderbook",
      "/trade-api/v2/markets/A/B/orderbook", "/trade-api/v2/markets/%20/orderbook", "A/orderbook");
  CHECK_FALSE(TickerIn(other).has_value());
}

TEST_CASE("both shapes of an error tell their code", "[kalshi]") {
  const auto wrapped = ReadAnswer(400, {}, Body("error_wrapped"), absl::UnixEpoch());
  CHECK(wrapped.kind == the_odds_api::AnswerKind::kBadRequest);
  CHECK(wrapped.error_code == "bad_request");
  CHECK(wrapped.message == "bad request: invalid status filter");
  const auto flat = ReadAnswer(429, {{"Retry-After", "2"}}, Body("error_flat"), absl::UnixEpoch());
  CHECK(flat.kind == the_odds_api::AnswerKind::kTooFast);
  CHECK(flat.error_code == "too_many_requests");
  CHECK(flat.message == "slow down");
  CHECK(flat.retry_after == absl::Seconds(2));
  CHECK(ReadAnswer(200, {}, "", absl::UnixEpoch()).kind == the_odds_api::AnswerKind::kGood);
}

TEST_CASE("what is asked for by status is not what the status says", "[kalshi]") {
  CHECK(Answers(StatusFilter::kSettled, MarketStatus::kFinalized));
  CHECK(Answers(StatusFilter::kOpen, MarketStatus::kActive));
  CHECK_FALSE(Answers(StatusFilter::kSettled, MarketStatus::kDetermined));
  CHECK(EventsPath("KXNFLGAME", StatusFilter::kSettled, "a/b=") ==
        "/trade-api/v2/events?series_ticker=KXNFLGAME&status=settled&with_nested_markets=true"
        "&limit=200&cursor=a%2Fb%3D");
}

TEST_CASE("a player is one subject however a provider writes the name", "[kalshi]") {
  CHECK(*PlayerSubject("A'ja Wilson") == "Aja_Wilson");
  CHECK(*PlayerSubject("José Ramírez Jr.") == "Jose_Ramirez_Jr");
  CHECK(*PlayerSubject("Karl-Anthony Towns ") == "Karl_Anthony_Towns");
  CHECK(*PlayerSubject("Nikola Jokić") == "Nikola_Jokic");
  CHECK_FALSE(PlayerSubject("...").ok());
  CHECK_FALSE(PlayerSubject(std::string(65, 'a')).ok());
}

}  // namespace
}  // namespace overround::collector::kalshi
