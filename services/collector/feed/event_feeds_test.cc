#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <catch2/catch.hpp>

#include "services/collector/feed/backfill_feed.h"
#include "services/collector/feed/event_odds_feed.h"
#include "services/collector/feed/event_poll.h"
#include "services/collector/feed/kalshi_feed.h"
#include "services/collector/feed/recovery.h"
#include "services/collector/fixture_test.h"

namespace overround::collector {
namespace {

// A provider that answers as told, and a game of River City Otters at 23:05.
struct AskerFixture : CollectorFixture {
  SettableClock world{At("2026-05-01T21:00:00Z")};
  std::vector<std::string> urls;
  http::Response next;
  Asker asker{{[this](const http::Request& request) -> absl::StatusOr<http::Response> {
                 urls.push_back(request.url);
                 return next;
               },
               database.pool(), intake, Clocks{world, testing::Wall()}}};

  AskerFixture() {
    RunAsAdmin(database, "UPDATE collector.provider_sports SET is_in_season = TRUE");
    Take(Answer(Body("the_odds_api/odds_american"), world.Now()));
    next.status = 200;
  }
  static std::string Body(const std::string& name) {
    return testing::ReadSourceFile("services/collector/sources/testdata/" + name + ".json");
  }
  // The next run a feed asks for, at a time.
  template <typename Feed>
  std::optional<absl::Time> PollAt(Feed& feed, absl::Time time) {
    world.Set(time);
    schedule::TaskRun run = RunAt("poll", time);
    REQUIRE(IsOk(feed.Poll(run)));
    return run.next_run_time;
  }
};

EventOddsOptions Players() {
  EventOddsOptions options;
  options.url = "http://provider";
  options.key = "secret";
  options.wanted = {{"us"}, {}, {"batter_hits", "pitcher_strikeouts"}};
  options.credits = 500;
  options.ahead = absl::Hours(2);
  options.interval_min = absl::Seconds(60);
  options.idle = absl::Hours(1);
  return options;
}

TEST_CASE("an event is asked about only shortly before its start, and the oftener the nearer",
          "[feed][pg]") {
  AskerFixture collector;
  EventOddsFeed feed(Players(), collector.asker);
  collector.next.body = absl::StrReplaceAll(AskerFixture::Body("the_odds_api/event_odds_props"),
                                            {{"abc101", "abc001"}});
  CHECK(collector.PollAt(feed, At("2026-05-01T21:01:00Z")) == At("2026-05-01T21:05:00Z"));
  CHECK(collector.urls.empty());
  // Asked at 21:05, two hours ahead; again after a quarter of the way.
  CHECK(collector.PollAt(feed, At("2026-05-01T21:05:00Z")) == At("2026-05-01T21:35:00Z"));
  REQUIRE(collector.urls.size() == 1);
  CHECK(collector.urls[0] ==
        "http://provider/v4/sports/baseball_mlb/events/00000000000000000000000000abc001/odds"
        "?regions=us&markets=batter_hits,pitcher_strikeouts&oddsFormat=american&dateFormat=iso"
        "&apiKey=secret");
  CHECK(collector.Number("SELECT spent_count FROM collector.provider_budgets") == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE slot LIKE 'prop.%'") == 16);
  CHECK(collector.PollAt(feed, At("2026-05-01T21:06:00Z")) == At("2026-05-01T21:34:45Z"));
  CHECK(collector.urls.size() == 1);
  // It has begun: nobody asks any more.
  collector.PollAt(feed, At("2026-05-01T23:06:00Z"));
  CHECK(collector.urls.size() == 1);
}

TEST_CASE("an event without credits is asked about again in an hour", "[feed][pg]") {
  AskerFixture collector;
  EventOddsFeed feed(Players(), collector.asker);
  collector.next.status = 401;
  collector.next.body = R"({"error_code":"OUT_OF_USAGE_CREDITS","message":"x"})";
  collector.world.Set(At("2026-05-01T22:00:00Z"));
  schedule::TaskRun run = collector.RunAt("poll", collector.world.Now());
  CHECK(Fails(feed.Poll(run), absl::StatusCode::kResourceExhausted));
  CHECK(collector.PollAt(feed, At("2026-05-01T22:40:00Z")) == At("2026-05-01T23:00:00Z"));
  CHECK(collector.urls.size() == 1);
}

TEST_CASE("an event the provider knows no more fails nobody else", "[feed][pg]") {
  AskerFixture collector;
  EventOddsFeed feed(Players(), collector.asker);
  collector.next.status = 404;
  collector.next.body = R"({"error_code":"UNKNOWN_EVENT","message":"x"})";
  collector.PollAt(feed, At("2026-05-01T22:05:00Z"));
  CHECK(collector.urls.size() == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.event_polls") == 1);
}

BackfillOptions AnHour() {
  BackfillOptions options;
  options.url = "http://provider";
  options.key = "secret";
  options.wanted = {{"us"}, {}, {"h2h"}};
  options.credits = 500;
  options.sports = {"baseball_mlb"};
  options.past = *Backfill::Parse("2026-05-01T20:00:00Z/2026-05-01T21:00:00Z/30m");
  return options;
}

std::string PastBody() {
  return absl::StrCat(R"({"timestamp":"2026-05-01T19:58:00Z","data":)",
                      AskerFixture::Body("the_odds_api/odds_american"), "}");
}

TEST_CASE("a stretch of the past is asked for step by step, and gone on with", "[feed][pg]") {
  AskerFixture collector;
  const BackfillOptions options = AnHour();
  CHECK(BackfillFeed::CostOf(options) == 30);
  collector.next.body = PastBody();
  BackfillFeed feed(options, collector.asker);
  CHECK(collector.PollAt(feed, At("2026-05-02T12:00:00Z")) == At("2026-05-02T12:00:01Z"));
  REQUIRE(collector.urls.size() == 1);
  CHECK(absl::EndsWith(collector.urls[0], "&date=2026-05-01T20:00:00Z&apiKey=secret"));
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE basis = 'STATED' "
                         "AND known_time = '2026-05-01T19:58:00Z'") == 8);
  // Another process goes on where this one ended, to the last step and no further.
  BackfillFeed other(options, collector.asker);
  collector.PollAt(other, At("2026-05-02T12:00:01Z"));
  collector.PollAt(other, At("2026-05-02T12:00:02Z"));
  CHECK(collector.PollAt(other, At("2026-05-02T12:00:03Z")) == std::nullopt);
  REQUIRE(collector.urls.size() == 3);
  CHECK(absl::StrContains(collector.urls[2], "&date=2026-05-01T21:00:00Z"));
  CHECK_FALSE(Backfill::Parse("2026-05-01T20:00:00Z/2026-05-01T21:00:00Z/1m").ok());
  CHECK_FALSE(Backfill::Parse("2026-05-02T20:00:00Z/2026-05-01T21:00:00Z/1h").ok());
}

TEST_CASE("what was paid for is not asked again, though the process died before its facts",
          "[feed][pg]") {
  AskerFixture collector;
  collector.world.Set(At("2026-05-02T12:00:00Z"));
  // As the process before left it: archived, and nothing more.
  RawDocument paid = CollectorFixture::Answer(PastBody(), At("2026-05-02T11:59:50Z"),
                                              DocumentKind::kHistoricalOdds);
  paid.request = "/v4/historical/sports/baseball_mlb/odds?markets=h2h&date=2026-05-01T20:00:00Z";
  REQUIRE(IsOk(collector.archive.Store(paid)));
  Closer closer(collector.database.pool(), collector.games, collector.quotes, testing::Wall());
  Recovery recovery({collector.database.pool(), collector.archive, collector.intake, closer,
                     Clocks{collector.world, testing::Wall()}});
  REQUIRE(IsOk(recovery.Settle(collector.RunAt("settle", collector.world.Now()))));
  collector.next.body = PastBody();
  BackfillFeed feed(AnHour(), collector.asker);
  collector.PollAt(feed, At("2026-05-02T12:00:01Z"));
  REQUIRE(collector.urls.size() == 1);
  CHECK(absl::StrContains(collector.urls[0], "&date=2026-05-01T20:30:00Z"));
}

TEST_CASE("an answer about an event that is found late changes nothing of a newer one's",
          "[feed][pg]") {
  AskerFixture collector;
  collector.world.Set(At("2026-05-01T21:20:00Z"));
  const std::string body = absl::StrReplaceAll(AskerFixture::Body("the_odds_api/event_odds_props"),
                                               {{"abc101", "abc001"}});
  RawDocument older =
      CollectorFixture::Answer(body, At("2026-05-01T21:12:00Z"), DocumentKind::kEventOdds);
  older.request =
      "/v4/sports/baseball_mlb/events/00000000000000000000000000abc001/odds?regions=us&"
      "markets=batter_hits,pitcher_strikeouts&oddsFormat=american";
  RawDocument newer = older;
  newer.receive_time = At("2026-05-01T21:15:00Z");
  REQUIRE(IsOk(collector.archive.Store(older)));
  IntakeHooks hooks;
  hooks.end = [&](pg::Transaction& tx) { return RecordPoll(tx, newer); };
  REQUIRE(IsOk(collector.intake.TakeIn(newer, testing::Soon(), hooks)));
  Closer closer(collector.database.pool(), collector.games, collector.quotes, testing::Wall());
  Recovery recovery({collector.database.pool(), collector.archive, collector.intake, closer,
                     Clocks{collector.world, testing::Wall()}});
  REQUIRE(IsOk(recovery.Settle(collector.RunAt("settle", collector.world.Now()))));
  CHECK(collector.Number("SELECT count(*) FROM collector.raw_documents WHERE document_kind = "
                         "'event_odds' AND answer_kind = 'late'") == 1);
  // Nor is it asked about as if nobody had since.
  CHECK(collector.Number("SELECT count(*) FROM collector.event_polls "
                         "WHERE ask_time = '2026-05-01T21:15:00Z'") == 1);
}

TEST_CASE("a question about the past that is found late does not have later ones paid again",
          "[feed][pg]") {
  AskerFixture collector;
  BackfillFeed feed(AnHour(), collector.asker);
  collector.next.body = PastBody();
  collector.PollAt(feed, At("2026-05-02T12:00:00Z"));
  collector.PollAt(feed, At("2026-05-02T12:00:01Z"));
  RawDocument first = CollectorFixture::Answer(PastBody(), At("2026-05-02T11:59:50Z"),
                                               DocumentKind::kHistoricalOdds);
  first.request = "/v4/historical/sports/baseball_mlb/odds?markets=h2h&date=2026-05-01T20:00:00Z";
  REQUIRE(IsOk(collector.archive.Store(first)));
  Closer closer(collector.database.pool(), collector.games, collector.quotes, testing::Wall());
  Recovery recovery({collector.database.pool(), collector.archive, collector.intake, closer,
                     Clocks{collector.world, testing::Wall()}});
  REQUIRE(IsOk(recovery.Settle(collector.RunAt("settle", collector.world.Now()))));
  collector.PollAt(feed, At("2026-05-02T12:00:02Z"));
  REQUIRE(collector.urls.size() == 3);
  CHECK(absl::StrContains(collector.urls[2], "&date=2026-05-01T21:00:00Z"));
}

TEST_CASE("what was paid for is not asked again, though nobody can take it in", "[feed][pg]") {
  AskerFixture collector;
  RunAsAdmin(collector.database,
             "ALTER TABLE collector.raw_documents ADD CONSTRAINT nothing_past "
             "CHECK (document_kind <> 'historical_odds')");
  collector.next.body = PastBody();
  BackfillFeed feed(AnHour(), collector.asker);
  collector.world.Set(At("2026-05-02T12:00:00Z"));
  schedule::TaskRun run = collector.RunAt("poll", collector.world.Now());
  CHECK(Fails(feed.Poll(run), absl::StatusCode::kInternal));
  collector.world.Set(At("2026-05-02T12:00:10Z"));
  schedule::TaskRun again = collector.RunAt("again", collector.world.Now());
  CHECK_FALSE(feed.Poll(again).ok());
  REQUIRE(collector.urls.size() == 2);
  CHECK(absl::StrContains(collector.urls[1], "&date=2026-05-01T20:30:00Z"));
}

TEST_CASE("a page that is no answer settles nothing", "[feed]") {
  RawDocument portal =
      CollectorFixture::Answer("<html>", At("2026-05-02T12:00:00Z"), DocumentKind::kHistoricalOdds);
  portal.request = "/v4/historical/sports/baseball_mlb/odds?markets=h2h&date=2026-05-01T20:00:00Z";
  CHECK_FALSE(PollOf(portal).has_value());
  // But where it was charged it was paid for.
  portal.headers = {{"x-requests-last", "10"}};
  REQUIRE(PollOf(portal).has_value());
  CHECK(PollOf(portal)->external_id == "history/baseball_mlb");
  CHECK(PollOf(portal)->ask_time == At("2026-05-01T20:00:00Z"));
  portal.headers.clear();
  portal.status = 429;
  portal.body = "{}";
  CHECK_FALSE(PollOf(portal).has_value());
  portal.kind = DocumentKind::kEventOdds;
  portal.status = 200;
  portal.request = "/v4/sports/baseball_mlb/events/abc/odds?regions=us";
  CHECK(PollOf(portal)->external_id == "abc");
  portal.kind = DocumentKind::kOdds;
  CHECK_FALSE(PollOf(portal).has_value());
}

TEST_CASE("events and the past stop at their share of the month, and leave the rest",
          "[feed][pg]") {
  AskerFixture collector;
  collector.next.body = PastBody();
  BackfillOptions past = AnHour();
  past.share_of_month = 0.05;  // of 500: two questions at ten each
  BackfillFeed feed(past, collector.asker);
  collector.PollAt(feed, At("2026-05-02T12:00:00Z"));
  collector.PollAt(feed, At("2026-05-02T12:00:01Z"));
  CHECK(collector.PollAt(feed, At("2026-05-02T12:00:02Z")) == At("2026-06-01T00:00:00Z"));
  CHECK(collector.urls.size() == 2);
  CHECK(collector.Number("SELECT backfill_spent_count FROM collector.provider_budgets") == 20);
  // A question about an event costs two; ten are theirs, and earned by the day.
  EventOddsOptions events = Players();
  events.share_of_month = 0.02;
  EventOddsFeed players(events, collector.asker);
  collector.next.body = AskerFixture::Body("the_odds_api/event_odds_props");
  REQUIRE(collector.PollAt(players, At("2026-05-01T22:05:00Z")).has_value());
  CHECK(collector.urls.size() == 2);
}

TEST_CASE("only events of the sports named are asked about", "[feed][pg]") {
  AskerFixture collector;
  EventOddsOptions others = Players();
  others.sports = {"icehockey_nhl"};
  EventOddsFeed none(others, collector.asker);
  collector.PollAt(none, At("2026-05-01T22:05:00Z"));
  CHECK(collector.urls.empty());
  // Named, it is asked about in season or not.
  RunAsAdmin(collector.database, "UPDATE collector.provider_sports SET is_in_season = FALSE");
  others.sports = {"baseball_mlb"};
  EventOddsFeed ours(others, collector.asker);
  collector.next.body = absl::StrReplaceAll(AskerFixture::Body("the_odds_api/event_odds_props"),
                                            {{"abc101", "abc001"}});
  collector.PollAt(ours, At("2026-05-01T22:06:00Z"));
  CHECK(collector.urls.size() == 1);
}

TEST_CASE("who has no game to ask about looks again in a minute", "[feed][pg]") {
  AskerFixture collector;
  EventOddsOptions options = Players();
  options.idle = absl::Minutes(1);
  EventOddsFeed events(options, collector.asker);
  CHECK(collector.PollAt(events, At("2026-05-01T21:01:00Z")) == At("2026-05-01T21:02:00Z"));
  KalshiFeed kalshi({"http://kalshi", absl::Seconds(10), absl::Minutes(30)}, collector.asker);
  CHECK(collector.PollAt(kalshi, At("2026-05-02T21:01:00Z")) == At("2026-05-02T21:02:00Z"));
  CHECK(collector.urls.empty());
}

KalshiOptions EveryTenSeconds() {
  return {"http://kalshi", absl::Seconds(10), absl::Minutes(30), absl::Minutes(30)};
}

TEST_CASE("Kalshi is asked series by series, of sports with games to come", "[feed][pg]") {
  AskerFixture collector;
  KalshiFeed feed(EveryTenSeconds(), collector.asker);
  collector.next.body = R"({"events":[],"cursor":""})";
  const auto next = collector.PollAt(feed, At("2026-05-01T22:05:00Z"));
  // Five series about baseball; the start is an hour away.
  CHECK(collector.urls.size() == 5);
  CHECK(next == At("2026-05-01T22:15:00Z"));
  for (const std::string& url : collector.urls) {
    CHECK(absl::StrContains(url, "series_ticker=KXMLB"));
    CHECK(absl::StrContains(url, "&status=open&with_nested_markets=true"));
  }
  collector.PollAt(feed, At("2026-05-01T22:06:00Z"));
  CHECK(collector.urls.size() == 5);
  collector.PollAt(feed, At("2026-05-01T22:15:00Z"));
  CHECK(collector.urls.size() == 10);
}

TEST_CASE("Kalshi's pages are asked for to the last", "[feed][pg]") {
  AskerFixture collector;
  int answers = 0;
  Asker asker(
      {[&](const http::Request& request) -> absl::StatusOr<http::Response> {
         collector.urls.push_back(request.url);
         http::Response response;
         response.status = 200;
         const bool is_winner = absl::StrContains(request.url, "KXMLBGAME");
         response.body = is_winner && ++answers == 1
                             ? absl::StrReplaceAll(AskerFixture::Body("kalshi/events_winner"),
                                                   {{R"("cursor": "")", R"("cursor": "a/b")"}})
                             : R"({"events":[],"cursor":""})";
         return response;
       },
       collector.database.pool(), collector.intake, Clocks{collector.world, testing::Wall()}});
  KalshiFeed feed(EveryTenSeconds(), asker);
  collector.PollAt(feed, At("2026-05-01T22:05:00Z"));
  CHECK(collector.urls.size() == 6);
  CHECK(std::count_if(collector.urls.begin(), collector.urls.end(), [](const std::string& url) {
          return absl::EndsWith(url, "&cursor=a%2Fb");
        }) == 1);
  // An empty last page takes nothing down: the first one was not it.
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE sportsbook_key = 'kalshi'") ==
        2);
}

TEST_CASE("Kalshi's wish to be left alone is heard", "[feed][pg]") {
  AskerFixture collector;
  KalshiFeed feed(EveryTenSeconds(), collector.asker);
  collector.next.status = 429;
  collector.next.headers.Add("Retry-After", "90");
  collector.next.body = AskerFixture::Body("kalshi/error_flat");
  collector.world.Set(At("2026-05-01T22:05:00Z"));
  schedule::TaskRun run = collector.RunAt("poll", collector.world.Now());
  CHECK(Fails(feed.Poll(run), absl::StatusCode::kResourceExhausted));
  CHECK(collector.urls.size() == 1);
  schedule::TaskRun again = collector.RunAt("again", collector.world.Now());
  REQUIRE(IsOk(feed.Poll(again)));
  CHECK(collector.urls.size() == 1);
  CHECK(again.next_run_time == At("2026-05-01T22:06:30Z"));
}

}  // namespace
}  // namespace overround::collector
