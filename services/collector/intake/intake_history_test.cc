#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <catch2/catch.hpp>

#include "services/collector/feed/closer.h"
#include "services/collector/fixture_test.h"
#include "services/collector/games/store.h"
#include "services/collector/quotes/store.h"

namespace overround::collector {
namespace {

std::string Mains() {
  return testing::ReadSourceFile(
      "services/collector/sources/testdata/the_odds_api/odds_american.json");
}

// The state of odds_american.json's game at a time, asked for days later.
RawDocument Past(const std::string& timestamp, const std::string& body, absl::Time received) {
  RawDocument document = CollectorFixture::Answer(
      absl::StrCat(R"({"timestamp":")", timestamp, R"(","data":)", body, "}"), received,
      DocumentKind::kHistoricalOdds);
  document.request = "/v4/historical/sports/baseball_mlb/odds?markets=h2h,spreads,totals";
  return document;
}

TEST_CASE("the past is history known at its time, and nobody's offer", "[intake][pg]") {
  CollectorFixture collector;
  collector.Take(CollectorFixture::Answer(Mains(), At("2026-05-01T21:30:00Z")));
  const std::string earlier = absl::StrReplaceAll(Mains(), {{"-140", "-145"}});
  const Taken taken =
      collector.Take(Past("2026-05-01T21:00:00Z", earlier, At("2026-05-05T12:00:00Z")));
  CHECK(taken.counts.read == 8);
  CHECK(taken.counts.changed == 8);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE basis = 'STATED' "
                         "AND known_time = '2026-05-01T21:00:00Z' "
                         "AND receive_time = '2026-05-05T12:00:00Z'") == 8);
  CHECK(collector.Number("SELECT count(*) FROM collector.current_quotes "
                         "WHERE odds_text = '-145'") == 0);
  CHECK(collector.Number("SELECT count(*) FROM collector.sightings") == 2);
  // A price that stood already is no news.
  const Taken again =
      collector.Take(Past("2026-05-01T21:10:00Z", earlier, At("2026-05-05T12:00:01Z")));
  CHECK(again.counts.unchanged == 8);
  // Nor does the order matter in which one asks.
  CHECK(collector.Take(Past("2026-05-01T20:50:00Z", earlier, At("2026-05-05T12:00:02Z")))
            .counts.changed == 8);
}

TEST_CASE("of what we saw of a game only what came since a time is listed", "[intake][pg]") {
  CollectorFixture collector;
  collector.Take(CollectorFixture::Answer(Mains(), At("2026-04-30T21:30:00Z")));
  collector.Take(CollectorFixture::Answer(Mains(), At("2026-05-01T21:30:00Z")));
  const auto seen_since = [&](absl::string_view since) {
    return collector.Do([&](pg::Transaction& tx) {
      const auto known =
          games::FindByExternalIds(tx, "odds_api", {"00000000000000000000000000abc001"});
      REQUIRE(known->size() == 1);
      return quotes::ListLastSightings(tx, known->front().game.id, At(since));
    });
  };
  REQUIRE(seen_since("2026-05-01T21:30:00Z").size() == 2);
  CHECK(seen_since("2026-04-01T00:00:00Z").begin()->second == At("2026-05-01T21:30:00Z"));
  CHECK(seen_since("2026-05-01T21:30:01Z").empty());
}

TEST_CASE("what was offered shortly before the start closes the game anew", "[intake][pg]") {
  CollectorFixture collector;
  Closer closer(collector.database.pool(), collector.games, collector.quotes, testing::Wall());
  collector.Take(CollectorFixture::Answer(Mains(), At("2026-05-01T21:30:00Z")));
  schedule::TaskRun run = collector.RunAt("close_lines", At("2026-05-01T23:05:00Z"));
  REQUIRE(IsOk(closer.CloseDue(run)));
  CHECK(collector.Number("SELECT count(*) FROM collector.closing_lines WHERE state = 'STALE'") ==
        8);
  const Taken taken =
      collector.Take(Past("2026-05-01T23:00:00Z", Mains(), At("2026-05-05T12:00:00Z")));
  // Nothing is stored twice: the books were seen, and so the prices that stood were the close.
  CHECK(taken.counts.unchanged == 8);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes") == 8);
  CHECK(collector.Number("SELECT count(*) FROM collector.imported_sightings") == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.closing_lines WHERE state = 'CLOSED' "
                         "AND revision = 2") == 8);
  // After the start it is in play, and no close.
  collector.Take(Past("2026-05-01T23:10:00Z", absl::StrReplaceAll(Mains(), {{"-140", "-145"}}),
                      At("2026-05-05T12:00:01Z")));
  CHECK(collector.Number("SELECT max(close_revision) FROM collector.games") == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE is_in_play "
                         "AND odds_text = '-145'") == 1);
}

// The same answer without one book's totals.
std::string WithoutTotals() {
  std::string body = Mains();
  const size_t totals = body.find(R"("key": "totals")");
  const size_t begin = body.rfind(",", body.rfind("{", totals));
  int depth = 0;
  size_t end = body.rfind("{", totals);
  do {
    depth += body[end] == '{' ? 1 : body[end] == '}' ? -1 : 0;
    ++end;
  } while (depth > 0);
  return body.erase(begin, end - begin);
}

TEST_CASE("what a book in the past shows no more is gone from then on", "[intake][pg]") {
  CollectorFixture collector;
  // The game is known; whatever was offered is long gone.
  collector.Take(CollectorFixture::Answer(Mains(), At("2026-05-01T12:00:00Z")));
  const std::string other = absl::StrReplaceAll(Mains(), {{"-140", "-145"}});
  collector.Take(Past("2026-05-01T21:00:00Z", other, At("2026-05-05T12:00:00Z")));
  const Taken taken =
      collector.Take(Past("2026-05-01T21:10:00Z", WithoutTotals(), At("2026-05-05T12:00:01Z")));
  CHECK(taken.counts.gone == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE state = 'GONE' "
                         "AND known_time = '2026-05-01T21:10:00Z' AND basis = 'STATED'") == 2);
  // It is back; and gone where the history ends is not gone from what is offered now.
  CHECK(collector.Take(Past("2026-05-01T21:20:00Z", Mains(), At("2026-05-05T12:00:02Z")))
            .counts.changed == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.current_quotes") == 8);
}

TEST_CASE("where we saw a book ourselves later on, its past ends nothing", "[intake][pg]") {
  CollectorFixture collector;
  collector.Take(CollectorFixture::Answer(Mains(), At("2026-05-01T21:00:00Z")));
  collector.Take(CollectorFixture::Answer(Mains(), At("2026-05-01T21:30:00Z")));
  const Taken taken =
      collector.Take(Past("2026-05-01T21:10:00Z", WithoutTotals(), At("2026-05-05T12:00:01Z")));
  CHECK(taken.counts.gone == 0);
}

TEST_CASE("a past without its time is no present", "[intake][pg]") {
  CollectorFixture collector;
  RawDocument document = Past("", "", At("2026-05-05T12:00:00Z"));
  document.body = Mains();
  const Taken taken = collector.Take(document);
  CHECK(taken.answer.kind != the_odds_api::AnswerKind::kGood);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes") == 0);
}

TEST_CASE("the past of games nobody named is refused and counted", "[intake][pg]") {
  CollectorFixture collector;
  const Taken taken =
      collector.Take(Past("2026-05-01T21:00:00Z", Mains(), At("2026-05-05T12:00:00Z")));
  CHECK(taken.counts.read == 8);
  CHECK(taken.counts.refused == 8);
  CHECK(collector.Number("SELECT count(*) FROM collector.games") == 0);
}

}  // namespace
}  // namespace overround::collector
