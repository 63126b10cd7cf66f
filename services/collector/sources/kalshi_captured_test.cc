#include <algorithm>
#include <map>
#include <optional>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/json/json.h"
#include "libs/testing/golden.h"
#include "services/collector/sources/captured_test.h"
#include "services/collector/sources/kalshi.h"

namespace overround::collector::kalshi {
namespace {

// The captured data's folder; nothing, and said so, where it is not there.
std::optional<std::string> DataDirOrSkip() {
  auto dir = testing::DataDir();
  if (!dir) WARN("skipped: captured answers of Kalshi need OVERROUND_DATA_DIR");
  return dir;
}

std::string Captured(const std::string& dir, absl::string_view name) {
  return CapturedFile(dir, absl::StrCat("payloads/kalshi/", name));
}

json::Document Parsed(std::string text) {
  auto document = json::Document::Parse(std::move(text));
  REQUIRE(document.ok());
  return *std::move(document);
}

EventsPage EventsIn(std::string body) {
  const auto page = ParseEvents(std::move(body));
  INFO(page.status());
  REQUIRE(page.ok());
  for (const Refused& each : page->refused) UNSCOPED_INFO(each.detail);
  CHECK(page->refused.empty());
  CHECK(page->prices_read == page->PricesKept());
  return *page;
}

TEST_CASE("a captured page of a season's games parses whole", "[kalshi]") {
  const auto dir = DataDirOrSkip();
  if (!dir) return;
  const EventsPage page = EventsIn(Captured(*dir, "events_nfl_nested_markets.json"));
  CHECK(page.events.size() == 32);
  WARN(page.events.size() << " games, " << page.prices_read << " prices");
  for (const EventSheet& event : page.events) {
    REQUIRE(event.teams.size() == 2);
    CHECK(event.teams[0].team != event.teams[1].team);
    for (const TeamPrice& team : event.teams) CHECK(team.ask.has_value());
  }
  // The cheapest way to back a side is rarely its own market alone: 0.49 for YES, 0.47 for NO of
  // the other.
  const auto chargers = std::find_if(page.events.begin(), page.events.end(), [](const auto& each) {
    return each.event_ticker == "KXNFLGAME-26AUG13LACHOU";
  });
  REQUIRE(chargers != page.events.end());
  CHECK(chargers->teams[1].team == "Los Angeles C");
  CHECK(chargers->teams[1].ask->text == "0.4700");
}

TEST_CASE("captured ladders of players' counts parse whole", "[kalshi]") {
  const auto dir = DataDirOrSkip();
  if (!dir) return;
  const auto wrapped = Parsed(Captured(*dir, "events_mlb_player_props_nested.json"));
  const json::Value by_series = *wrapped.root().Find("events_by_series");
  std::map<std::string, int> props;
  const json::Members members = *by_series.Object();
  for (const json::Member series : members) {
    const EventsPage page = EventsIn(absl::StrCat(R"({"events":)", Unwrapped(series.value), "}"));
    CHECK(page.events.size() == 4);
    for (const EventSheet& event : page.events) {
      for (const Offer& offer : event.props) {
        CHECK(offer.market.Validate().ok());
        ++props[std::string(series.key)];
      }
    }
  }
  WARN("KXMLBKS " << props["KXMLBKS"] << ", KXMLBTB " << props["KXMLBTB"] << " prices");
  CHECK(props["KXMLBKS"] > 60);
  CHECK(props["KXMLBTB"] > 200);
}

TEST_CASE("captured pages of markets and one market parse whole", "[kalshi]") {
  const auto dir = DataDirOrSkip();
  if (!dir) return;
  const auto page = ParseMarkets(Captured(*dir, "markets_page_wnba.json"));
  REQUIRE(page.ok());
  CHECK(page->refused.empty());
  CHECK(page->markets.size() == 3);
  CHECK(absl::StartsWith(page->cursor, "CgsIpKa20gYQ"));
  const auto single = Parsed(Captured(*dir, "market_single.json"));
  const auto market = ParseMarkets(Unwrapped(*single.root().Find("single")));
  REQUIRE(market.ok());
  REQUIRE(market->markets.size() == 1);
  CHECK(market->markets[0].yes->text == "0.9400");
  CHECK(market->markets[0].yes->count_hundredths == 64'100);
  // The book agrees with the market: it sells as much at the best price.
  const auto book = ParseOrderBook(Unwrapped(*single.root().Find("orderbook")));
  REQUIRE(book.ok());
  CHECK(book->yes.front().text == market->markets[0].yes->text);
  CHECK(book->yes.front().count_hundredths == market->markets[0].yes->count_hundredths);
  CHECK(book->no.front().text == market->markets[0].no->text);
}

TEST_CASE("markets captured as settled are finalized and sold by nobody", "[kalshi]") {
  const auto dir = DataDirOrSkip();
  if (!dir) return;
  const auto page = ParseMarkets(Captured(*dir, "markets_settled.json"));
  REQUIRE(page.ok());
  CHECK(page->refused.empty());
  std::map<std::string, int> results;
  for (const Contract& market : page->markets) {
    ++results[market.result];
    CHECK((Answers(StatusFilter::kSettled, market.status) || market.result.empty()));
    CHECK_FALSE(market.yes.has_value());
    CHECK_FALSE(market.no.has_value());
  }
  CHECK(results["yes"] == 21);
  CHECK(results["no"] == 21);
}

TEST_CASE("captured order books parse, of one side and of two", "[kalshi]") {
  const auto dir = DataDirOrSkip();
  if (!dir) return;
  const auto book = ParseOrderBook(Captured(*dir, "orderbook.json"));
  REQUIRE(book.ok());
  CHECK(book->yes.front().text == "0.2500");
  CHECK(book->no.front().text == "0.8000");
  const auto all = Parsed(Captured(*dir, "orderbooks_multivariate.json"));
  const json::Elements books = *all.root().Array();
  CHECK(books.size() == 20);
  int sold = 0;
  for (const json::Value each : books) {
    const auto parsed = ParseOrderBook(Unwrapped(each));
    REQUIRE(parsed.ok());
    sold += parsed->yes.empty() ? 0 : 1;
  }
  // Four are empty on both sides.
  CHECK(sold == 16);
  const auto legacy = Parsed(Captured(*dir, "from-docs/legacy_integer_cents.json"));
  const auto cents = ParseOrderBook(Unwrapped(legacy.root()));
  REQUIRE(cents.ok());
  CHECK(cents->yes.front().text == "0.6500");
  CHECK(cents->no.front().text == "0.3500");
}

TEST_CASE("captured errors tell their code in either shape", "[kalshi]") {
  const auto dir = DataDirOrSkip();
  if (!dir) return;
  const auto errors = Parsed(Captured(*dir, "from-docs/errors.json"));
  const json::Elements elements = *errors.root().Array();
  for (const json::Value each : elements) {
    const auto status = static_cast<int>(*each.Int64("http_status"));
    if (status < 400) continue;
    const auto answer = ReadAnswer(status, {}, Unwrapped(*each.Find("body")), absl::UnixEpoch());
    CHECK_FALSE(answer.error_code.empty());
    CHECK_FALSE(answer.message.empty());
  }
}

}  // namespace
}  // namespace overround::collector::kalshi
