#include "services/collector/feed/espn_feed.h"

#include <algorithm>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <catch2/catch.hpp>

#include "services/collector/archive/replay_listing.h"
#include "services/collector/feed/replay_feed.h"
#include "services/collector/fixture_test.h"

namespace overround::collector {
namespace {

std::string Body(absl::string_view name) {
  return testing::ReadSourceFile(
      absl::StrCat("services/collector/sources/testdata/espn/", name, ".json"));
}

// ESPN, of which nothing but baseball is collected.
struct EspnFeedFixture : CollectorFixture {
  SettableClock world{At("2026-05-01T20:56:00Z")};
  std::vector<std::string> urls;
  // No two answers in one instant.
  bool is_ticking = false;
  std::string summary = Body("summary");
  // After so many good answers.
  int good_answers = 0;
  int status = 200;
  EspnFeed feed{
      {"http://espn", {}, {absl::Minutes(1), absl::Hours(4)}, absl::Minutes(30), absl::Hours(24)},
      [this](const http::Request& request) { return Reply(request.url); },
      database.pool(),
      intake,
      Clocks{world, testing::Wall()}};

  EspnFeedFixture() {
    Take(Answer(testing::ReadSourceFile(
                    "services/collector/sources/testdata/the_odds_api/odds_american.json"),
                At("2026-05-01T20:00:00Z")));
  }

  absl::StatusOr<http::Response> Reply(const std::string& url) {
    urls.push_back(url);
    http::Response response;
    response.status = good_answers-- > 0 ? 200 : status;
    if (is_ticking || response.status != 200) world.Advance(absl::Milliseconds(1));
    if (response.status != 200) return response;
    const char* name = absl::StrContains(url, "/scoreboard")   ? "scoreboard"
                       : absl::StrContains(url, "/injuries")   ? "injuries"
                       : absl::StrContains(url, "/statistics") ? "team_statistics"
                                                               : "";
    response.body = *name != '\0' ? Body(name) : summary;
    return response;
  }

  using Task = absl::Status (EspnFeed::*)(schedule::TaskRun&);
  absl::Status Run(Task task) {
    schedule::TaskRun run = RunAt(absl::StrCat("poll_espn_", ++runs), world.Now());
    absl::Status status = (feed.*task)(run);
    next = run.next_run_time;
    return status;
  }
  int runs = 0;
  std::optional<absl::Time> next;
};

TEST_CASE("only what is collected is asked for, and only when it is due", "[feed][espn][pg]") {
  EspnFeedFixture collector;
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollScoreboards)));
  CHECK(collector.urls ==
        std::vector<std::string>{
            "http://espn/apis/site/v2/sports/baseball/mlb/scoreboard?dates=20260501"});
  // The game starts in 129 minutes: asked again after a sixth of it.
  CHECK(collector.next == collector.world.Now() + absl::Minutes(129) / 6);
  collector.world.Advance(absl::Minutes(5));
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollScoreboards)));
  CHECK(collector.urls.size() == 1);
}

TEST_CASE("a game that goes on past midnight is looked up on its own day", "[feed][espn][pg]") {
  EspnFeedFixture collector;
  collector.world.Set(At("2026-05-02T10:00:00Z"));
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollScoreboards)));
  REQUIRE(collector.urls.size() == 2);
  CHECK(absl::EndsWith(collector.urls[0], "dates=20260501"));
  CHECK(absl::EndsWith(collector.urls[1], "dates=20260502"));
}

TEST_CASE("the injured are asked for every half an hour", "[feed][espn][pg]") {
  EspnFeedFixture collector;
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollInjuries)));
  collector.world.Advance(absl::Minutes(29));
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollInjuries)));
  CHECK(collector.urls.size() == 1);
  collector.world.Advance(absl::Minutes(1));
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollInjuries)));
  CHECK(collector.urls.size() == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.injuries") == 3);
}

TEST_CASE("teams are asked for by the ids ESPN gives them", "[feed][espn][pg]") {
  EspnFeedFixture collector;
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollStatistics)));
  CHECK(collector.urls.empty());
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollScoreboards)));
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollStatistics)));
  REQUIRE(collector.urls.size() == 3);
  CHECK(absl::EndsWith(collector.urls[1], "/baseball/mlb/teams/1/statistics"));
  collector.world.Set(At("2026-05-01T23:59:00Z"));
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollStatistics)));
  CHECK(collector.urls.size() == 3);
  collector.world.Set(At("2026-05-02T00:00:00Z"));
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollStatistics)));
  CHECK(collector.urls.size() == 5);
}

TEST_CASE("an ESPN that wants rest is left alone, then asked on where it ended",
          "[feed][espn][pg]") {
  EspnFeedFixture collector;
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollScoreboards)));
  collector.status = GENERATE(429, 503, 403);
  const auto code = collector.status == 503   ? absl::StatusCode::kUnavailable
                    : collector.status == 429 ? absl::StatusCode::kResourceExhausted
                                              : absl::StatusCode::kPermissionDenied;
  collector.good_answers = 1;
  CHECK(Fails(collector.Run(&EspnFeed::PollStatistics), code));
  // Of two teams the first has been told, and the second refused.
  REQUIRE(collector.urls.size() == 3);
  CHECK(collector.Number("SELECT count(*) FROM collector.team_statistics") == 2);
  collector.status = 200;
  collector.world.Advance(absl::Minutes(4));
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollStatistics)));
  CHECK(collector.urls.size() == 3);
  collector.world.Advance(absl::Minutes(1));
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollStatistics)));
  REQUIRE(collector.urls.size() == 4);
  CHECK(collector.urls[3] == collector.urls[2]);
}

TEST_CASE("a list that failed is asked for again after a rest, not a whole interval",
          "[feed][espn][pg]") {
  EspnFeedFixture collector;
  collector.status = 500;
  CHECK(Fails(collector.Run(&EspnFeed::PollInjuries), absl::StatusCode::kUnavailable));
  collector.status = 200;
  collector.world.Advance(absl::Minutes(5));
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollInjuries)));
  CHECK(collector.Number("SELECT count(*) FROM collector.injuries") == 3);
}

// Every fact ESPN tells, with its id and stamps.
std::string FactsOf(CollectorFixture& collector) {
  std::string facts;
  for (const char* what :
       {"player_facts f", "venue_facts f", "game_venues f", "seasons f", "injury_facts f",
        "team_statistics f", "box_score_lines f", "results f", "game_facts f"}) {
    facts += collector.Do([&](pg::Transaction& tx) -> absl::StatusOr<std::string> {
      const auto rows = tx.Query(absl::StrCat(
          "SELECT coalesce(string_agg(f::TEXT, '|' ORDER BY f::TEXT), '') FROM collector.", what));
      if (!rows.ok()) return rows.status();
      return rows->front().Get<std::string>(0);
    });
  }
  return facts;
}

TEST_CASE("what ESPN told is told again, fact for fact, by the archive alone", "[feed][espn][pg]") {
  EspnFeedFixture collector;
  collector.is_ticking = true;
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollScoreboards)));
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollInjuries)));
  collector.world.Advance(absl::Minutes(1));
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollStatistics)));
  collector.world.Advance(absl::Minutes(30));
  collector.status = 500;
  CHECK_FALSE(collector.Run(&EspnFeed::PollInjuries).ok());
  collector.status = 200;
  collector.world.Advance(absl::Minutes(30));
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollInjuries)));

  CollectorFixture again;
  ReplayFeed replay(*ListReplay(collector.folder.path()), {}, "mlb",
                    {again.database.pool(), again.intake, again.games, again.ids, testing::Wall()});
  std::optional<absl::Time> due = replay.FirstDocument();
  for (int step = 0; due && step < 100; ++step) {
    schedule::TaskRun run = again.RunAt(absl::StrCat("replay_", step), *due);
    REQUIRE(IsOk(replay.PlayDocuments(run)));
    due = run.next_run_time;
  }
  CHECK(again.Number("SELECT count(*) FROM collector.raw_documents") ==
        collector.Number("SELECT count(*) FROM collector.raw_documents"));
  const std::string facts = FactsOf(collector);
  CHECK(facts.size() > 1000);
  CHECK(FactsOf(again) == facts);
}

TEST_CASE("the summary of a game that is over is asked for until it has a box score",
          "[feed][espn][pg]") {
  EspnFeedFixture collector;
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollScoreboards)));
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollBoxScores)));
  CHECK(collector.urls.size() == 1);
  collector.world.Set(At("2026-05-02T02:31:00Z"));
  collector.Take(CollectorFixture::Answer(
      testing::ReadSourceFile("services/collector/sources/testdata/the_odds_api/scores.json"),
      collector.world.Now(), DocumentKind::kScores));
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollBoxScores)));
  REQUIRE(collector.urls.size() == 2);
  CHECK(absl::EndsWith(collector.urls[1], "/baseball/mlb/summary?event=5001"));
  // The answer was about another game. Not to have one is no failure, and is asked again for half a
  // day.
  collector.status = 404;
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollBoxScores)));
  CHECK(collector.urls.size() == 3);
  collector.world.Advance(absl::Hours(13));
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollBoxScores)));
  CHECK(collector.urls.size() == 3);
}

TEST_CASE("a box score is asked for once more six hours later, and then no more",
          "[feed][espn][pg]") {
  EspnFeedFixture collector;
  REQUIRE(IsOk(collector.Run(&EspnFeed::PollScoreboards)));
  collector.world.Set(At("2026-05-02T02:31:00Z"));
  collector.Take(CollectorFixture::Answer(
      testing::ReadSourceFile("services/collector/sources/testdata/the_odds_api/scores.json"),
      collector.world.Now(), DocumentKind::kScores));
  const std::string told =
      R"({"header":{"id":"5001"},"boxscore":{"teams":[{"team":{"displayName":"Harbor Gulls"},)"
      R"("statistics":[{"name":"hits","displayValue":"3"}]}]}})";
  collector.summary = told;
  const auto asked_after = [&](absl::Duration wait) {
    const size_t before = collector.urls.size();
    collector.world.Advance(wait);
    REQUIRE(IsOk(collector.Run(&EspnFeed::PollBoxScores)));
    return collector.urls.size() - before;
  };
  CHECK(asked_after(absl::Minutes(1)) == 1);
  CHECK(asked_after(absl::Hours(5)) == 0);
  collector.summary = absl::StrReplaceAll(told, {{"3", "4"}});
  CHECK(asked_after(absl::Hours(1)) == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.box_score_lines WHERE revision = 2 AND "
                         "value_texts = ARRAY['4']") == 1);
  CHECK(asked_after(absl::Minutes(10)) == 0);
  CHECK(asked_after(absl::Hours(12)) == 0);
}

}  // namespace
}  // namespace overround::collector
