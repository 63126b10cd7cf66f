#include <absl/strings/match.h>
#include <absl/strings/str_replace.h>
#include <catch2/catch.hpp>

#include "services/collector/archive/file_system.h"
#include "services/collector/budget/budget.h"
#include "services/collector/feed/cadence.h"
#include "services/collector/feed/closer.h"
#include "services/collector/feed/odds_api_feed.h"
#include "services/collector/feed/replay_feed.h"
#include "services/collector/fixture_test.h"
#include "services/collector/history.h"

namespace overround::collector {
namespace {

const absl::Time kNoon = absl::FromUnixSeconds(1'790'000'000);
const CadenceBounds kBounds{absl::Seconds(10), absl::Hours(4)};

TEST_CASE("prices are asked for the oftener the nearer the next start", "[feed]") {
  const auto wait = [](absl::Duration ahead) {
    return NextOddsPoll({kNoon - absl::Hours(1), kNoon + ahead}, kNoon, kNoon, kBounds) - kNoon;
  };
  CHECK(wait(absl::Hours(48)) == absl::Hours(4));
  CHECK(wait(absl::Hours(6)) == absl::Hours(1));
  CHECK(wait(absl::Minutes(6)) == absl::Minutes(1));
  CHECK(wait(absl::Seconds(6)) == absl::Seconds(10));
  CHECK(NextOddsPoll({}, kNoon, kNoon, kBounds) == kNoon + absl::Hours(4));
}

TEST_CASE("scores are asked for only while games are on", "[feed]") {
  CHECK(NextScoresPoll({}, kNoon, kNoon, kBounds) == absl::InfiniteFuture());
  CHECK(NextScoresPoll({kNoon + absl::Hours(2)}, kNoon, kNoon, kBounds) ==
        kNoon + absl::Hours(2) + absl::Seconds(10));
  CHECK(NextScoresPoll({kNoon - absl::Hours(2)}, kNoon, kNoon, kBounds) ==
        kNoon + absl::Minutes(20));
  // What an outage missed is asked for slowly, for as long as the provider tells.
  CHECK(NextScoresPoll({kNoon - absl::Hours(20)}, kNoon, kNoon, kBounds) == kNoon + absl::Hours(2));
  CHECK(NextScoresPoll({kNoon - absl::Hours(73)}, kNoon, kNoon, kBounds) == absl::InfiniteFuture());
}

TEST_CASE("credits are never spent beyond what was granted, and spread over the month", "[feed]") {
  Budget budget;
  budget.period_start = kNoon;
  budget.period_end = kNoon + absl::Hours(240);
  budget.granted = 500;
  budget.spent = 100;
  CHECK(budget.CreditsWithin(absl::Hours(24), kNoon) == Approx(0));
  CHECK(budget.CreditsWithin(absl::Hours(24), kNoon + absl::Hours(48)) == Approx(50));
  CHECK(budget.CreditsWithin(absl::Hours(24), budget.period_end - absl::Hours(1)) == Approx(400));
  CHECK_FALSE(budget.WaitUntil(3, kNoon).has_value());
  budget.spent = 497;
  CHECK_FALSE(budget.WaitUntil(3, kNoon).has_value());
  budget.spent = 499;
  CHECK(budget.WaitUntil(3, kNoon) == budget.period_end);
  budget.spent = 0;
  budget.refused_until = kNoon + absl::Minutes(1);
  CHECK(budget.WaitUntil(3, kNoon) == kNoon + absl::Minutes(1));
}

struct FeedFixture : CollectorFixture {
  SettableClock world{At("2026-05-01T20:56:00Z")};
  std::vector<std::string> urls;
  http::Response next;
  OddsApiFeed feed{{"http://provider", "secret", {"baseball_mlb"}, "us", 20000, kBounds},
                   [this](const http::Request& request) -> absl::StatusOr<http::Response> {
                     urls.push_back(request.url);
                     return next;
                   },
                   database.pool(),
                   archive,
                   intake,
                   Clocks{world, testing::Wall()}};

  FeedFixture() {
    next.status = 200;
    next.body = testing::ReadSourceFile(
        "services/collector/sources/testdata/the_odds_api/odds_american.json");
    next.headers.Add("x-requests-remaining", "19997");
    next.headers.Add("x-requests-used", "3");
  }
};

TEST_CASE("a poll debits, asks with the key, and keeps the key out of the archive", "[feed][pg]") {
  FeedFixture collector;
  schedule::TaskRun run = collector.RunAt("poll_odds", collector.world.Now());
  REQUIRE(IsOk(collector.feed.PollOdds(run)));
  REQUIRE(collector.urls.size() == 1);
  CHECK(absl::EndsWith(collector.urls[0], "&apiKey=secret"));
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes") == 8);
  CHECK(collector.Number("SELECT spent_count FROM collector.provider_budgets") == 3);
  // The game starts in 129 minutes: asked again after a sixth of it.
  REQUIRE(run.next_run_time);
  CHECK(*run.next_run_time == collector.world.Now() + absl::Minutes(129) / 6);
  schedule::TaskRun early = collector.RunAt("poll_again", collector.world.Now());
  REQUIRE(IsOk(collector.feed.PollOdds(early)));
  CHECK(collector.urls.size() == 1);
}

TEST_CASE("a provider that is out of credits is asked again in an hour, for what is free at once",
          "[feed][pg]") {
  FeedFixture collector;
  collector.next.headers = {};
  collector.next.status = 401;
  collector.next.body = R"({"error_code":"OUT_OF_USAGE_CREDITS","message":"x"})";
  schedule::TaskRun run = collector.RunAt("poll_odds", collector.world.Now());
  CHECK(Fails(collector.feed.PollOdds(run), absl::StatusCode::kResourceExhausted));
  collector.world.Advance(absl::Minutes(10));
  schedule::TaskRun early = collector.RunAt("poll_odds", collector.world.Now());
  REQUIRE(IsOk(collector.feed.PollOdds(early)));
  CHECK(collector.urls.size() == 1);
  CHECK(early.next_run_time.value() == At("2026-05-01T21:56:00Z"));
  collector.next.status = 200;
  collector.next.body = "[]";
  schedule::TaskRun free = collector.RunAt("poll_sports", collector.world.Now());
  RunAsAdmin(
      collector.database,
      "INSERT INTO collector.scheduled_tasks (name, task_order, is_enabled, status, failures) "
      "VALUES ('poll_odds', 1, TRUE, 'NEVER', 0), "
      "('poll_events', 2, TRUE, 'NEVER', 0)");
  REQUIRE(IsOk(collector.feed.PollSports(free)));
  CHECK(collector.urls.size() == 2);
  // A free answer says nothing of credits.
  schedule::TaskRun still = collector.RunAt("poll_again", collector.world.Now());
  REQUIRE(IsOk(collector.feed.PollOdds(still)));
  CHECK(collector.urls.size() == 2);
  collector.world.Advance(absl::Minutes(50));
  schedule::TaskRun later = collector.RunAt("poll_odds", collector.world.Now());
  REQUIRE(IsOk(collector.feed.PollOdds(later)));
  CHECK(collector.urls.size() == 3);
}

TEST_CASE("games to come are learnt for nothing, and prices are then planned", "[feed][pg]") {
  FeedFixture collector;
  RunAsAdmin(
      collector.database,
      "INSERT INTO collector.scheduled_tasks (name, task_order, is_enabled, status, failures) "
      "VALUES ('poll_odds', 1, TRUE, 'NEVER', 0), "
      "('poll_events', 2, TRUE, 'NEVER', 0)");
  collector.next.headers = {};
  collector.next.body =
      testing::ReadSourceFile("services/collector/sources/testdata/the_odds_api/events.json");
  schedule::TaskRun run = collector.RunAt("poll_events", collector.world.Now());
  REQUIRE(IsOk(collector.feed.PollEvents(run)));
  REQUIRE(collector.urls.size() == 1);
  CHECK(absl::StrContains(collector.urls[0], "/v4/sports/baseball_mlb/events?"));
  CHECK(collector.Number("SELECT count(*) FROM collector.games WHERE status = 'SCHEDULED'") > 0);
  CHECK(collector.Number("SELECT spent_count FROM collector.provider_budgets") == 0);
}

TEST_CASE("an answer that says nothing is no reason to wait for the next", "[feed][pg]") {
  FeedFixture collector;
  const std::string good = collector.next.body;
  collector.next.status = 503;
  collector.next.body = "away";
  schedule::TaskRun run = collector.RunAt("poll_odds", collector.world.Now());
  CHECK(Fails(collector.feed.PollOdds(run), absl::StatusCode::kUnavailable));
  collector.world.Advance(absl::Seconds(5));
  collector.next.status = 200;
  collector.next.body = good;
  schedule::TaskRun again = collector.RunAt("poll_odds", collector.world.Now());
  REQUIRE(IsOk(collector.feed.PollOdds(again)));
  CHECK(collector.urls.size() == 2);
}

TEST_CASE("a poll that is asked to stop is not over", "[feed][pg]") {
  FeedFixture collector;
  schedule::TaskRun run = collector.RunAt("poll_odds", collector.world.Now());
  std::stop_source stopping;
  stopping.request_stop();
  run.stop = stopping.get_token();
  CHECK(Fails(collector.feed.PollOdds(run), absl::StatusCode::kCancelled));
  CHECK(collector.urls.empty());
}

TEST_CASE("a game starts as planned and closes, until the provider says otherwise", "[feed][pg]") {
  FeedFixture collector;
  Closer closer(collector.database.pool(), collector.games, collector.quotes, testing::Wall());
  collector.Take(CollectorFixture::Answer(collector.next.body, At("2026-05-01T23:00:00Z")));
  schedule::TaskRun run = collector.RunAt("close_lines", At("2026-05-01T23:05:00Z"));
  REQUIRE(IsOk(closer.CloseDue(run)));
  CHECK(collector.Number("SELECT count(*) FROM collector.closes WHERE revision = 1") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.closing_lines WHERE state = 'CLOSED'") ==
        8);
  // The start slips by half an hour: with the price last seen at 23:00 there is no close.
  const std::string slipped =
      absl::StrReplaceAll(collector.next.body, {{"2026-05-01T23:05:00Z", "2026-05-01T23:35:10Z"}});
  collector.Take(CollectorFixture::Answer(slipped, At("2026-05-01T23:36:00Z")));
  CHECK(collector.Number("SELECT count(*) FROM collector.closing_lines "
                         "WHERE revision = 2 AND state = 'STALE'") == 8);
  CHECK(collector.Number("SELECT count(*) FROM collector.games WHERE is_start_actual") == 1);
}

TEST_CASE("a game nobody tells the result of is void after two weeks", "[feed][pg]") {
  FeedFixture collector;
  Closer closer(collector.database.pool(), collector.games, collector.quotes, testing::Wall());
  collector.Take(CollectorFixture::Answer(collector.next.body, At("2026-05-01T23:00:00Z")));
  schedule::TaskRun early = collector.RunAt("void", At("2026-05-10T00:00:00Z"));
  REQUIRE(IsOk(closer.VoidAbandoned(early)));
  CHECK(collector.Number("SELECT count(*) FROM collector.games WHERE status = 'VOID'") == 0);
  schedule::TaskRun late = collector.RunAt("void", At("2026-05-16T00:00:00Z"));
  REQUIRE(IsOk(closer.VoidAbandoned(late)));
  CHECK(collector.Number("SELECT count(*) FROM collector.games WHERE status = 'VOID'") == 1);
}

TEST_CASE("only final rows of a results file are results, three hours after the start", "[feed]") {
  const auto file = ParseResultsFile(
      "game_pk,start_time_utc,home_team,away_team,status,home_score,away_score\n"
      "1,2026-08-01T00:10:00Z,Home,Away,Final,3.0,1.0\n"
      "2,2026-08-01T00:10:00Z,Other,Away,Live,2.0,2.0\n"
      "3,2026-08-01T00:10:00Z,Other,Away,Preview,,\n"
      "4,2026-08-01T00:10:00Z,Other,Away,Final,,\n");
  REQUIRE(IsOk(file));
  REQUIRE(file->results.size() == 1);
  CHECK(file->results[0].release_time == At("2026-08-01T03:10:00Z"));
  CHECK(file->results[0].score.home == 3);
  CHECK(file->refused.size() == 3);
  CHECK(file->rows == 4);
}

// What the conductor does, for this service alone: the next due of the three tasks, again and
// again.
void PlayToTheEnd(CollectorFixture& collector, ReplayFeed& replay, Closer& closer) {
  std::map<std::string, std::optional<absl::Time>> due = {{"b_documents", replay.FirstDocument()},
                                                          {"c_results", replay.FirstResult()}};
  for (int step = 0; step < 2000; ++step) {
    absl::Time next = absl::InfiniteFuture();
    for (const auto& [task, at] : due) next = std::min(next, at.value_or(next));
    if (next == absl::InfiniteFuture()) return;
    for (const std::string task : {"a_close", "b_documents", "c_results"}) {
      if (!due[task] || *due[task] > next) continue;
      schedule::TaskRun run = collector.RunAt(task + std::to_string(step), next);
      REQUIRE(IsOk(task == "a_close"       ? closer.CloseDue(run)
                   : task == "b_documents" ? replay.PlayDocuments(run)
                                           : replay.ReleaseResults(run)));
      due[task] = run.next_run_time;
    }
    due["a_close"] = collector.Do([](pg::Transaction& tx) { return games::FindNextStart(tx); });
  }
  FAIL("the replay has no end");
}

// The history holds every game and every result, whatever the games' state.
void CheckHistory(CollectorFixture& collector) {
  RunAsAdmin(collector.database,
             "INSERT INTO collector.log_head (head_id, log_id, position, pruned_position, epoch, "
             "fingerprint) VALUES (1, '00000000-0000-7000-8000-000000000001', 0, 0, 1, 'x')");
  int64_t finals = 0;
  int64_t prices = 0;
  v1::HistoryClosing closing;
  const auto write = [&](const v1::StreamHistoryResponse& part) {
    for (const v1::Fact& fact : part.facts().facts()) {
      finals += fact.has_game_final() ? 1 : 0;
      prices += fact.decision_prices().prices_size();
    }
    if (part.has_closing()) closing = part.closing();
    return absl::OkStatus();
  };
  REQUIRE(IsOk(collector.database.pool().InTransaction(
      testing::Soon(), pg::kReadSnapshot, [&](pg::Transaction& tx) {
        return StreamHistoryFrom(tx, {}, At("2026-08-18T00:00:00Z"), write);
      })));
  CHECK(finals == 221);
  CHECK(closing.game_count() == collector.Number("SELECT count(*) FROM collector.games"));
  WARN("history: " << closing.fact_count() << " facts, of them " << prices << " decision prices");
  CHECK(prices > 0);
}

TEST_CASE("the captured responses of August 2026 replay to their end", "[feed][pg]") {
  const auto dir = testing::DataDir();
  if (!dir) {
    WARN("skipped: the replay of captured responses needs OVERROUND_DATA_DIR");
    return;
  }
  CollectorFixture collector;
  Closer closer(collector.database.pool(), collector.games, collector.quotes, testing::Wall());
  const auto results =
      ParseResultsFile(*ReadFile(*dir + "/mlb_snapshots_2026/games_until_aug16.csv"));
  REQUIRE(IsOk(results));
  CHECK(results->results.size() == 221);
  ReplayFeed replay(*ListReplay(*dir + "/mlb_snapshots_2026/raw"), *results, "mlb",
                    {collector.database.pool(), collector.intake, collector.games, collector.ids,
                     testing::Wall()});
  PlayToTheEnd(collector, replay, closer);
  const auto tell = [&](const std::string& what, const std::string& sql) {
    WARN(what << ": " << collector.Number("SELECT count(*) FROM " + sql));
  };
  tell("games", "collector.games");
  tell("games named by both sources",
       "(SELECT game_id FROM collector.game_external_ids GROUP BY game_id HAVING count(*) = 2) t");
  tell("results", "collector.results");
  tell("quotes offered", "collector.quotes WHERE state = 'OFFERED'");
  tell("quotes in play", "collector.quotes WHERE state = 'OFFERED' AND is_in_play");
  tell("quotes gone", "collector.quotes WHERE state = 'GONE'");
  tell("sightings", "collector.sightings");
  tell("closes", "collector.closes");
  tell("closed again", "collector.closes WHERE revision > 1");
  for (const std::string state : {"CLOSED", "STALE", "GONE"}) {
    tell("latest closing lines " + state,
         "collector.closing_lines l JOIN collector.games g ON g.game_id = l.game_id "
         "AND g.close_revision = l.revision WHERE l.state = '" +
             state + "'");
  }
  tell("quarantined", "collector.quarantined_batches");
  tell("events", "collector.events_pending");
  CHECK(collector.Number("SELECT count(*) FROM collector.results") == 221);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE is_in_play "
                         "AND basis = 'OBSERVED'") == 0);
  CheckHistory(collector);
}

TEST_CASE("a damaged document of a replay is told of, and the others are played", "[feed][pg]") {
  CollectorFixture collector;
  TestFolder archived;
  const Archive archive(archived.path());
  const std::string body = testing::ReadSourceFile(
      "services/collector/sources/testdata/the_odds_api/odds_american.json");
  const auto first = archive.Store(CollectorFixture::Answer(body, At("2026-05-01T21:00:00Z")));
  REQUIRE(IsOk(archive.Store(CollectorFixture::Answer(body, At("2026-05-01T21:10:00Z")))));
  const auto listing = ListReplay(archived.path());
  REQUIRE(IsOk(listing));
  std::filesystem::resize_file(archived.path() + "/" + *first, 40);
  std::vector<std::string> unreadable;
  ReplayFeed replay(
      *listing, {}, "mlb",
      {collector.database.pool(), collector.intake, collector.games, collector.ids, testing::Wall(),
       [&](const std::string& file, const absl::Status&) { unreadable.push_back(file); }});
  schedule::TaskRun run = collector.RunAt("replay", At("2026-05-01T22:00:00Z"));
  REQUIRE(IsOk(replay.PlayDocuments(run)));
  CHECK(unreadable.size() == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes") == 8);
}

// Plays the first days and says all it told, in one digest.
std::string DigestOfReplay(const std::string& dir) {
  CollectorFixture collector;
  Closer closer(collector.database.pool(), collector.games, collector.quotes, testing::Wall());
  ReplayListing listing = *ListReplay(dir + "/mlb_snapshots_2026/raw");
  listing.entries.resize(12);
  ReplayFeed replay(listing, {}, "mlb",
                    {collector.database.pool(), collector.intake, collector.games, collector.ids,
                     testing::Wall()});
  PlayToTheEnd(collector, replay, closer);
  return collector.Do([](pg::Transaction& tx) -> absl::StatusOr<std::string> {
    const auto rows = tx.Query(
        "SELECT md5(string_agg(event_type || aggregate || encode(payload, 'hex') || world_time, "
        "'|' "
        "ORDER BY event_id)) FROM collector.events_pending");
    if (!rows.ok()) return rows.status();
    return rows->front().Get<std::string>(0);
  });
}

TEST_CASE("two replays tell the same, bit for bit", "[feed][pg]") {
  const auto dir = testing::DataDir();
  if (!dir) {
    WARN("skipped: two replays of captured responses need OVERROUND_DATA_DIR");
    return;
  }
  CHECK(DigestOfReplay(*dir) == DigestOfReplay(*dir));
}

}  // namespace
}  // namespace overround::collector
