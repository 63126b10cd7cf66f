#include <absl/strings/str_replace.h>
#include <catch2/catch.hpp>

#include "services/collector/feed/closer.h"
#include "services/collector/fixture_test.h"

namespace overround::collector {
namespace {

constexpr char kQuestion[] =
    "/v4/sports/baseball_mlb/events/00000000000000000000000000abc001/odds?regions=us&markets="
    "batter_hits,pitcher_strikeouts&oddsFormat=american";

// The event's players, of the game that odds_american.json tells of.
RawDocument Event(std::string body, absl::Time received, const std::string& request = kQuestion) {
  RawDocument document =
      CollectorFixture::Answer(std::move(body), received, DocumentKind::kEventOdds);
  document.request = request;
  return document;
}

std::string Props() {
  return absl::StrReplaceAll(
      testing::ReadSourceFile(
          "services/collector/sources/testdata/the_odds_api/event_odds_props.json"),
      {{"abc101", "abc001"}});
}

std::string Mains() {
  return testing::ReadSourceFile(
      "services/collector/sources/testdata/the_odds_api/odds_american.json");
}

TEST_CASE("an event's players are props, and its main lines stand", "[intake][pg]") {
  CollectorFixture collector;
  collector.Take(CollectorFixture::Answer(Mains(), At("2026-05-01T21:00:00Z")));
  const Taken taken = collector.Take(Event(Props(), At("2026-05-01T21:01:00Z")));
  CHECK(taken.counts.changed == 16);
  CHECK(taken.counts.gone == 0);
  CHECK(taken.counts.read == taken.counts.changed + taken.counts.refused);
  CHECK(collector.Number("SELECT count(*) FROM collector.games") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE slot LIKE 'prop.%'") == 16);
  // Nor do the main lines say anything of the players.
  const Taken mains = collector.Take(CollectorFixture::Answer(Mains(), At("2026-05-01T21:02:00Z")));
  CHECK(mains.counts.gone == 0);
  CHECK(mains.counts.unchanged == 8);
}

TEST_CASE("what was asked for and is missing is gone, what was not asked for stays",
          "[intake][pg]") {
  CollectorFixture collector;
  collector.Take(CollectorFixture::Answer(Mains(), At("2026-05-01T21:00:00Z")));
  collector.Take(Event(Props(), At("2026-05-01T21:01:00Z")));
  // The pitcher's line moves; the double double is another question.
  const std::string moved = absl::StrReplaceAll(Props(), {{"6.5", "7.5"}});
  const Taken taken = collector.Take(Event(moved, At("2026-05-01T21:02:00Z")));
  CHECK(taken.counts.changed == 2);
  CHECK(taken.counts.gone == 2);
  const std::string other = absl::StrReplaceAll(kQuestion, {{"batter_hits,", "player_points,"}});
  const std::string empty =
      absl::StrReplaceAll(moved, {{"batter_hits\"", "btts\""}, {"player_double_double", "btts"}});
  CHECK(collector.Take(Event(empty, At("2026-05-01T21:03:00Z"), other)).counts.gone == 0);
}

TEST_CASE("a player's line is as fresh as its own question, not as the main lines'",
          "[intake][pg]") {
  CollectorFixture collector;
  Closer closer(collector.database.pool(), collector.games, collector.quotes, testing::Wall());
  collector.Take(CollectorFixture::Answer(Mains(), At("2026-05-01T22:00:00Z")));
  collector.Take(Event(Props(), At("2026-05-01T22:30:00Z")));
  collector.Take(CollectorFixture::Answer(Mains(), At("2026-05-01T23:00:00Z")));
  schedule::TaskRun run = collector.RunAt("close_lines", At("2026-05-01T23:05:00Z"));
  REQUIRE(IsOk(closer.CloseDue(run)));
  CHECK(collector.Number("SELECT count(*) FROM collector.closing_lines WHERE state = 'CLOSED' "
                         "AND slot NOT LIKE 'prop.%'") == 8);
  CHECK(collector.Number("SELECT count(*) FROM collector.closing_lines WHERE state = 'STALE' "
                         "AND slot LIKE 'prop.%'") == 16);
}

TEST_CASE("of two events' answers neither is late", "[intake][pg]") {
  CollectorFixture collector;
  collector.Take(Event(Props(), At("2026-05-01T21:01:00Z")));
  const std::string other = absl::StrReplaceAll(
      Props(), {{"abc001", "abc002"}, {"River City Otters", "Mill Town Millers"}});
  CHECK(collector.Take(Event(other, At("2026-05-01T21:00:59Z"))).counts.changed == 16);
}

TEST_CASE("what is offered on a game that is over is gone with the next answer", "[intake][pg]") {
  CollectorFixture collector;
  collector.Take(CollectorFixture::Answer(Mains(), At("2026-05-01T21:00:00Z")));
  collector.Take(Event(Props(), At("2026-05-01T21:01:00Z")));
  collector.Take(CollectorFixture::Answer(
      testing::ReadSourceFile("services/collector/sources/testdata/the_odds_api/scores.json"),
      At("2026-05-02T02:31:00Z"), DocumentKind::kScores));
  REQUIRE(collector.Number("SELECT count(*) FROM collector.games WHERE status = 'FINAL'") == 1);
  // The main answers leave the game out; nobody asks about its players any more.
  collector.Take(CollectorFixture::Answer("[]", At("2026-05-02T03:00:00Z")));
  CHECK(collector.Number("SELECT count(*) FROM collector.offered_boards") == 0);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE state = 'GONE'") == 24);
}

}  // namespace
}  // namespace overround::collector
