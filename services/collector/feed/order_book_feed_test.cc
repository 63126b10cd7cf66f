#include "services/collector/feed/order_book_feed.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <catch2/catch.hpp>

#include "services/collector/feed/recovery.h"
#include "services/collector/fixture_test.h"
#include "services/collector/sources/kalshi.h"

namespace overround::collector {
namespace {

std::string Body(const std::string& name) {
  return testing::ReadSourceFile("services/collector/sources/testdata/" + name + ".json");
}

// A game of River City Otters at 23:05 with its two contracts, and Kalshi, which answers as told.
struct OrderBookFixture : CollectorFixture {
  SettableClock world{At("2026-05-01T21:00:00Z")};
  std::vector<std::string> urls;
  http::Response next;
  // The end of the paths nobody answers.
  std::optional<std::string> failing;
  Asker asker{{[this](const http::Request& request) -> absl::StatusOr<http::Response> {
                 urls.push_back(request.url);
                 if (failing && absl::EndsWith(request.url, *failing)) {
                   return absl::UnavailableError("nobody answers");
                 }
                 return next;
               },
               database.pool(), intake, Clocks{world, testing::Wall()}}};

  OrderBookFixture() {
    Take(Answer(Body("the_odds_api/odds_american"), world.Now()));
    RawDocument events;
    events.source = kalshi::kSource;
    events.sport = "KXMLBGAME";
    events.request = kalshi::EventsPath("KXMLBGAME", kalshi::StatusFilter::kOpen, "");
    events.receive_time = world.Now();
    events.body = Body("kalshi/events_winner");
    Take(events);
    next.status = 200;
    next.body = Body("kalshi/order_book");
  }

  absl::Status Poll(OrderBookFeed& feed, absl::Time time, std::optional<absl::Time>* next_run) {
    world.Set(time);
    schedule::TaskRun run = RunAt(absl::StrCat("poll", urls.size()), time);
    const absl::Status polled = feed.Poll(run);
    *next_run = run.next_run_time;
    return polled;
  }
  std::optional<absl::Time> PollAt(OrderBookFeed& feed, absl::Time time) {
    std::optional<absl::Time> next_run;
    REQUIRE(IsOk(Poll(feed, time, &next_run)));
    return next_run;
  }
};

OrderBookOptions AnHourAhead() {
  OrderBookOptions options;
  options.url = "http://kalshi";
  options.ahead = absl::Hours(1);
  options.interval_min = absl::Seconds(10);
  options.idle = absl::Hours(2);
  return options;
}

TEST_CASE("order books are asked for shortly before a start, and the oftener the nearer",
          "[feed][depth][pg]") {
  OrderBookFixture collector;
  OrderBookFeed feed(AnHourAhead(), collector.asker);
  CHECK(collector.PollAt(feed, At("2026-05-01T21:30:00Z")) == At("2026-05-01T22:05:00Z"));
  CHECK(collector.urls.empty());
  // A sixth of the hour later again.
  CHECK(collector.PollAt(feed, At("2026-05-01T22:05:00Z")) == At("2026-05-01T22:15:00Z"));
  REQUIRE(collector.urls.size() == 2);
  CHECK(collector.urls[0] ==
        "http://kalshi/trade-api/v2/markets/KXMLBGAME-26MAY011905GULOTT-X1/orderbook");
  CHECK(absl::EndsWith(collector.urls[1], "-X2/orderbook"));
  CHECK(collector.Number("SELECT count(*) FROM collector.order_books") == 2);
  collector.PollAt(feed, At("2026-05-01T22:10:00Z"));
  CHECK(collector.urls.size() == 2);
  CHECK(collector.PollAt(feed, At("2026-05-01T23:04:30Z")) == At("2026-05-01T23:04:40Z"));
  CHECK(collector.urls.size() == 4);
  // Two more answers, which said nothing new.
  CHECK(collector.Number("SELECT count(*) FROM collector.order_books") == 2);
  // It has begun: nobody asks any more.
  collector.PollAt(feed, At("2026-05-01T23:05:00Z"));
  CHECK(collector.urls.size() == 4);
}

TEST_CASE("a run asks about so many contracts, and the next one goes on", "[feed][depth][pg]") {
  OrderBookFixture collector;
  OrderBookOptions options = AnHourAhead();
  options.run_max = 1;
  OrderBookFeed feed(options, collector.asker);
  CHECK(collector.PollAt(feed, At("2026-05-01T22:10:00Z")) == At("2026-05-01T22:10:10Z"));
  CHECK(collector.urls.size() == 1);
  collector.PollAt(feed, At("2026-05-01T22:10:10Z"));
  REQUIRE(collector.urls.size() == 2);
  CHECK(collector.urls[0] != collector.urls[1]);
}

TEST_CASE("who wants to be left alone about order books is", "[feed][depth][pg]") {
  OrderBookFixture collector;
  OrderBookFeed feed(AnHourAhead(), collector.asker);
  collector.next.status = 429;
  collector.next.headers.Add("Retry-After", "90");
  collector.next.body = Body("kalshi/error_flat");
  std::optional<absl::Time> next;
  CHECK(Fails(collector.Poll(feed, At("2026-05-01T22:10:00Z"), &next),
              absl::StatusCode::kResourceExhausted));
  CHECK(collector.urls.size() == 1);
  CHECK(collector.PollAt(feed, At("2026-05-01T22:10:01Z")) == At("2026-05-01T22:11:30Z"));
  CHECK(collector.urls.size() == 1);
}

TEST_CASE("a contract that Kalshi knows no more keeps none waiting", "[feed][depth][pg]") {
  OrderBookFixture collector;
  OrderBookFeed feed(AnHourAhead(), collector.asker);
  collector.next.status = 404;
  collector.next.body = Body("kalshi/error_wrapped");
  CHECK(collector.PollAt(feed, At("2026-05-01T22:05:00Z")) == At("2026-05-01T22:15:00Z"));
  CHECK(collector.urls.size() == 2);
}

TEST_CASE("a contract that gets no answer keeps none waiting, and is asked about again",
          "[feed][depth][pg]") {
  OrderBookFixture collector;
  OrderBookFeed feed(AnHourAhead(), collector.asker);
  collector.failing = "-X1/orderbook";
  CHECK(collector.PollAt(feed, At("2026-05-01T22:05:00Z")) == At("2026-05-01T22:05:10Z"));
  CHECK(collector.urls.size() == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.order_books") == 1);
  collector.failing.reset();
  collector.PollAt(feed, At("2026-05-01T22:05:10Z"));
  REQUIRE(collector.urls.size() == 3);
  CHECK(absl::EndsWith(collector.urls[2], "-X1/orderbook"));
}

TEST_CASE("a run without an answer has failed", "[feed][depth][pg]") {
  OrderBookFixture collector;
  OrderBookFeed feed(AnHourAhead(), collector.asker);
  collector.failing = "/orderbook";
  std::optional<absl::Time> next;
  CHECK(Fails(collector.Poll(feed, At("2026-05-01T22:05:00Z"), &next),
              absl::StatusCode::kUnavailable));
  CHECK(collector.urls.size() == 2);
}

TEST_CASE("who has waited longest is asked about first", "[feed][depth][pg]") {
  OrderBookFixture collector;
  OrderBookOptions options = AnHourAhead();
  options.run_max = 1;
  OrderBookFeed feed(options, collector.asker);
  // Ten seconds before the start both are due again in every run.
  for (int second = 0; second < 40; second += 10) {
    collector.PollAt(feed, At("2026-05-01T23:04:20Z") + absl::Seconds(second));
  }
  REQUIRE(collector.urls.size() == 4);
  CHECK(collector.urls[0] != collector.urls[1]);
  CHECK(collector.urls[0] == collector.urls[2]);
  CHECK(collector.urls[1] == collector.urls[3]);
}

TEST_CASE("an order book that was archived alone is recovered", "[feed][depth][recovery][pg]") {
  OrderBookFixture collector;
  RawDocument document;
  document.source = kalshi::kSource;
  document.kind = DocumentKind::kOrderBook;
  document.sport = "KXMLBGAME";
  document.request = kalshi::OrderBookPath("KXMLBGAME-26MAY011905GULOTT-X1");
  document.receive_time = At("2026-05-01T22:05:00Z");
  document.body = Body("kalshi/order_book");
  REQUIRE(IsOk(collector.archive.Store(document)));
  collector.world.Set(At("2026-05-01T22:06:00Z"));
  Closer closer(collector.database.pool(), collector.games, collector.quotes, testing::Wall());
  Recovery recovery({collector.database.pool(), collector.archive, collector.intake, closer,
                     Clocks{collector.world, testing::Wall()}});
  REQUIRE(IsOk(recovery.Settle(collector.RunAt("recover", collector.world.Now()))));
  CHECK(collector.Number("SELECT count(*) FROM collector.order_books WHERE receive_time = "
                         "'2026-05-01T22:05:00Z'") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.event_polls") == 1);
}

}  // namespace
}  // namespace overround::collector
