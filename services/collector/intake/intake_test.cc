#include "services/collector/intake/intake.h"

#include <map>

#include <absl/strings/str_replace.h>
#include <catch2/catch.hpp>

#include "libs/testing/catalogue.h"
#include "services/collector/archive/replay_listing.h"
#include "services/collector/fixture_test.h"
#include "services/collector/games/store.h"
#include "services/collector/quotes/store.h"

namespace overround::collector {
namespace {

const char kOdds[] = "services/collector/sources/testdata/the_odds_api/odds_american.json";
const char kScores[] = "services/collector/sources/testdata/the_odds_api/scores.json";

int64_t CountOf(const std::vector<std::string>& types, const std::string& type) {
  return std::count(types.begin(), types.end(), type);
}

TEST_CASE("the schema keeps the rules that let it outgrow one machine", "[collector][pg]") {
  const CollectorFixture collector;
  CHECK(testing::CatalogueFaults(collector.database, "collector") == std::vector<std::string>{});
}

TEST_CASE("an answer becomes a game, its quotes, sightings and events", "[collector][pg]") {
  CollectorFixture collector;
  const Taken taken = collector.Take(
      CollectorFixture::Answer(testing::ReadSourceFile(kOdds), At("2026-05-01T21:00:00Z")));
  CHECK(taken.counts.read == 8);
  CHECK(taken.counts.changed == 8);
  CHECK(taken.counts.refused == 0);
  CHECK(collector.Number("SELECT count(*) FROM collector.games WHERE sport_key = 'mlb'") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes") == 8);
  CHECK(collector.Number("SELECT count(*) FROM collector.current_quotes") == 8);
  CHECK(collector.Number("SELECT count(*) FROM collector.sightings") == 2);
  CHECK(collector.Events() ==
        std::vector<std::string>{"GameScheduled", "QuotesChanged", "QuotesChanged"});
}

TEST_CASE("an unchanged answer adds a sighting and rewrites nothing", "[collector][pg]") {
  CollectorFixture collector;
  const std::string body = testing::ReadSourceFile(kOdds);
  collector.Take(CollectorFixture::Answer(body, At("2026-05-01T21:00:00Z")));
  const Taken again = collector.Take(CollectorFixture::Answer(body, At("2026-05-01T21:05:00Z")));
  CHECK(again.counts.unchanged == 8);
  CHECK(again.counts.changed == 0);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes") == 8);
  CHECK(collector.Number("SELECT count(*) FROM collector.sightings") == 4);
  CHECK(collector.Events().size() == 3);
}

TEST_CASE("the same document taken in twice has its effect once", "[collector][pg]") {
  CollectorFixture collector;
  const RawDocument answer =
      CollectorFixture::Answer(testing::ReadSourceFile(kOdds), At("2026-05-01T21:00:00Z"));
  CHECK_FALSE(collector.Take(answer).is_known);
  CHECK(collector.Take(answer).is_known);
  CHECK(collector.Number("SELECT count(*) FROM collector.sightings") == 2);
}

TEST_CASE("a price that moves is kept with the one before, a line that moves is gone and new",
          "[collector][pg]") {
  CollectorFixture collector;
  const std::string body = testing::ReadSourceFile(kOdds);
  collector.Take(CollectorFixture::Answer(body, At("2026-05-01T21:00:00Z")));
  const std::string moved = absl::StrReplaceAll(body, {{"-140", "-145"}, {"8.5", "9"}});
  const Taken taken = collector.Take(CollectorFixture::Answer(moved, At("2026-05-01T21:05:00Z")));
  CHECK(taken.counts.changed == 3);
  CHECK(taken.counts.gone == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE state = 'GONE'") == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.current_quotes WHERE odds_text = '-145' "
                         "AND previous_odds_text = '-140'") == 1);
  CHECK(CountOf(collector.Events(), "QuoteGone") == 1);
}

TEST_CASE("a book missing from a game that others still have is gone there", "[collector][pg]") {
  CollectorFixture collector;
  const std::string one = testing::ReadSourceFile(kOdds);
  const std::string two = absl::StrReplaceAll(one, {{"River City Otters", "Mill Town Millers"},
                                                    {"Harbor Gulls", "Port Pilots"},
                                                    {"abc001", "abc002"}});
  const std::string both = "[" + one.substr(one.find('{'), one.rfind('}') - one.find('{') + 1) +
                           "," + two.substr(two.find('{'), two.rfind('}') - two.find('{') + 1) +
                           "]";
  collector.Take(CollectorFixture::Answer(both, At("2026-05-01T21:00:00Z")));
  const Taken taken = collector.Take(CollectorFixture::Answer(one, At("2026-05-01T21:05:00Z")));
  CHECK(taken.counts.gone == 8);
  CHECK(taken.counts.unchanged == 8);
  // Nobody answered at all: nothing is concluded.
  CHECK(collector.Take(CollectorFixture::Answer("[]", At("2026-05-01T21:06:00Z"))).counts.gone ==
        0);
}

TEST_CASE("an answer older than one already taken in changes nothing", "[collector][pg]") {
  CollectorFixture collector;
  const std::string body = testing::ReadSourceFile(kOdds);
  collector.Take(CollectorFixture::Answer(body, At("2026-05-01T21:05:00Z")));
  const std::string older = absl::StrReplaceAll(body, {{"-140", "-145"}});
  const Taken late = collector.Take(CollectorFixture::Answer(older, At("2026-05-01T21:00:00Z")));
  CHECK(late.counts.refused == 8);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes") == 8);
}

TEST_CASE("errors are archived and counted, and are no facts", "[collector][pg]") {
  CollectorFixture collector;
  RawDocument answer = CollectorFixture::Answer("[{\"id\":", At("2026-05-01T21:00:00Z"));
  CHECK(collector.Take(answer).answer.kind == the_odds_api::AnswerKind::kTruncated);
  answer = CollectorFixture::Answer(R"({"error_code":"OUT_OF_USAGE_CREDITS","message":"x"})",
                                    At("2026-05-01T21:01:00Z"));
  answer.status = 401;
  const Taken taken = collector.Take(answer);
  CHECK(taken.answer.kind == the_odds_api::AnswerKind::kOutOfCredits);
  CHECK(collector.archive.Load(taken.raw_document)->status == 401);
  CHECK(collector.Number("SELECT count(*) FROM collector.raw_documents") == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.games") == 0);
}

TEST_CASE("the gate's prices wait in quarantine and are counted", "[collector][pg]") {
  CollectorFixture collector;
  const std::string body = absl::StrReplaceAll(testing::ReadSourceFile(kOdds), {{"-140", "250"}});
  const Taken taken = collector.Take(CollectorFixture::Answer(body, At("2026-05-01T21:00:00Z")));
  CHECK(taken.counts.refused == 2);
  CHECK(taken.counts.changed == 6);
  CHECK(collector.Number("SELECT count(*) FROM collector.quarantined_batches "
                         "WHERE check_type = 'overround_range' AND row_count = 2") == 1);
  CHECK(collector.Number("SELECT failed_count FROM collector.data_quality_checks "
                         "WHERE check_type = 'overround_range'") == 2);
}

TEST_CASE("an event named twice in an answer is taken once, also a new one", "[collector][pg]") {
  CollectorFixture collector;
  const std::string body = testing::ReadSourceFile(kOdds);
  const size_t end = body.rfind(']');
  const std::string twice = absl::StrCat(body.substr(0, end), ",", body.substr(1));
  const Taken taken = collector.Take(CollectorFixture::Answer(twice, At("2026-05-01T21:00:00Z")));
  CHECK(taken.counts.read == 16);
  CHECK(taken.counts.changed == 8);
  CHECK(collector.Number("SELECT failed_count FROM collector.data_quality_checks "
                         "WHERE check_type = 'duplicate'") == 8);
  const std::string scores = testing::ReadSourceFile(kScores);
  const std::string scores_twice =
      absl::StrCat(scores.substr(0, scores.rfind(']')), ",", scores.substr(1));
  collector.Take(
      CollectorFixture::Answer(scores_twice, At("2026-05-02T02:31:00Z"), DocumentKind::kScores));
  CHECK(collector.Number("SELECT count(*) FROM collector.results") == 1);
}

TEST_CASE("a score starts the game at its actual start, closes its lines and ends it",
          "[collector][pg]") {
  CollectorFixture collector;
  collector.Take(
      CollectorFixture::Answer(testing::ReadSourceFile(kOdds), At("2026-05-01T23:00:00Z")));
  const Taken taken = collector.Take(CollectorFixture::Answer(
      testing::ReadSourceFile(kScores), At("2026-05-02T02:31:00Z"), DocumentKind::kScores));
  CHECK(taken.counts.changed == 1);
  CHECK(taken.counts.refused == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.results WHERE home_score = 5") == 1);
  // Two sightings at 23:00, the game began at 23:07:12: a close of seven minutes.
  CHECK(collector.Number("SELECT count(*) FROM collector.closing_lines WHERE state = 'CLOSED'") ==
        8);
  const std::vector<std::string> events = collector.Events();
  CHECK(std::vector<std::string>(events.begin() + 3, events.begin() + 7) ==
        std::vector<std::string>{"GameStarted", "LineClosed", "GameFinal", "GameScheduled"});
}

TEST_CASE("a corrected score is a new result", "[collector][pg]") {
  CollectorFixture collector;
  const std::string body = testing::ReadSourceFile(kScores);
  collector.Take(CollectorFixture::Answer(body, At("2026-05-02T02:31:00Z"), DocumentKind::kScores));
  const std::string corrected =
      absl::StrReplaceAll(body, {{"\"score\": \"5\"", "\"score\": \"6\""}});
  collector.Take(
      CollectorFixture::Answer(corrected, At("2026-05-02T03:00:00Z"), DocumentKind::kScores));
  CHECK(collector.Number("SELECT count(*) FROM collector.results") == 2);
  CHECK(CountOf(collector.Events(), "ResultCorrected") == 1);
}

TEST_CASE("two processes that take turns keep one board", "[collector][pg]") {
  CollectorFixture collector;
  Quotes other_quotes(collector.ids, collector.events);
  Intake other(collector.database.pool(), collector.archive, collector.games, other_quotes,
               collector.ids);
  const std::string body = testing::ReadSourceFile(kOdds);
  const std::string moved = absl::StrReplaceAll(body, {{"-140", "-145"}});
  collector.Take(CollectorFixture::Answer(body, At("2026-05-01T21:00:00Z")));
  REQUIRE(IsOk(
      other.TakeIn(CollectorFixture::Answer(moved, At("2026-05-01T21:01:00Z")), testing::Soon())));
  const Taken back = collector.Take(CollectorFixture::Answer(body, At("2026-05-01T21:02:00Z")));
  CHECK(back.counts.changed == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE odds_text = '-140'") == 2);
}

TEST_CASE("a batch that fails leaves nothing, not even in memory", "[collector][pg]") {
  CollectorFixture collector;
  const std::string body = testing::ReadSourceFile(kOdds);
  const IntakeHooks failing{nullptr, [](pg::Transaction&) { return absl::AbortedError("lost"); }};
  CHECK(Fails(collector.intake.TakeIn(CollectorFixture::Answer(body, At("2026-05-01T21:00:00Z")),
                                      testing::Soon(), failing),
              absl::StatusCode::kAborted));
  const Taken taken = collector.Take(CollectorFixture::Answer(body, At("2026-05-01T21:01:00Z")));
  CHECK(taken.counts.changed == 8);
}

TEST_CASE("the captured baseball responses are taken in whole", "[collector][pg]") {
  const auto dir = testing::DataDir();
  if (!dir) {
    WARN("skipped: the captured baseball responses need OVERROUND_DATA_DIR");
    return;
  }
  CollectorFixture collector;
  const auto listing = ListReplay(*dir + "/mlb_snapshots_2026/raw");
  REQUIRE(IsOk(listing));
  intake::DocumentCounts sum;
  for (const ReplayEntry& entry : listing->entries) {
    const intake::DocumentCounts counts = collector.Take(*LoadReplay(entry)).counts;
    CHECK(counts.read == counts.changed + counts.unchanged + counts.refused);
    sum.read += counts.read;
    sum.changed += counts.changed;
    sum.unchanged += counts.unchanged;
    sum.refused += counts.refused;
    sum.gone += counts.gone;
  }
  WARN("read " << sum.read << ", changed " << sum.changed << ", unchanged " << sum.unchanged
               << ", refused " << sum.refused << ", gone " << sum.gone);
  CHECK(sum.read == 40160);
  CHECK(collector.Number("SELECT count(*) FROM collector.games") == 250);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE state = 'OFFERED'") ==
        sum.changed);
}

TEST_CASE("a source that takes our away for home is read from the other side", "[intake][pg]") {
  CollectorFixture collector;
  const GameId id = collector.Do([&](pg::Transaction& tx) -> absl::StatusOr<GameId> {
    const auto sport = games::FindSport(tx, "mlb");
    auto teams = Teams::Load(tx, **sport, collector.ids);
    Described described{
        {"other", "x"}, "Harbor Gulls", "River City Otters", At("2026-05-01T23:05:00Z")};
    described.is_neutral_site = true;
    const absl::Time now = At("2026-05-01T20:00:00Z");
    const auto game =
        collector.games.Adopt(tx, **sport, *teams, described, {"other", "", now, now});
    if (!game.ok()) return game.status();
    return game->id;
  });
  const std::string body = testing::ReadSourceFile(
      "services/collector/sources/testdata/the_odds_api/odds_american.json");
  collector.Take(CollectorFixture::Answer(body, At("2026-05-01T21:00:00Z")));
  CHECK(collector.Number("SELECT count(*) FROM collector.games") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE side = 'away' AND "
                         "odds_text = '-140'") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE side = 'home' AND "
                         "odds_text = '-170' AND line_quarters = 6") == 1);
  const Taken again = collector.Take(CollectorFixture::Answer(body, At("2026-05-01T21:05:00Z")));
  CHECK(again.counts.changed == 0);
  collector.Take(CollectorFixture::Answer(
      testing::ReadSourceFile("services/collector/sources/testdata/the_odds_api/scores.json"),
      At("2026-05-02T03:00:00Z"), DocumentKind::kScores));
  CHECK(collector.Number("SELECT count(*) FROM collector.results WHERE home_score = 3 AND "
                         "away_score = 5") == 1);
  CHECK(collector.Do([&](pg::Transaction& tx) { return games::FindGame(tx, id); })->status ==
        GameStatus::kFinal);
}

}  // namespace
}  // namespace overround::collector
