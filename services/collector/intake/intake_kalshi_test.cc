#include <absl/strings/str_replace.h>
#include <catch2/catch.hpp>

#include "services/collector/fixture_test.h"
#include "services/collector/intake/intake.h"
#include "services/collector/intake/kalshi_matching.h"

namespace overround::collector {
namespace {

std::string Body(const std::string& name) {
  return testing::ReadSourceFile("services/collector/sources/testdata/" + name + ".json");
}

RawDocument Kalshi(std::string body, absl::Time received, const std::string& series = "KXMLBGAME") {
  RawDocument document;
  document.source = kalshi::kSource;
  document.sport = series;
  document.request = kalshi::EventsPath(series, kalshi::StatusFilter::kOpen, "");
  document.receive_time = received;
  document.body = std::move(body);
  return document;
}

// River City Otters against Harbor Gulls, told by a book.
void Schedule(CollectorFixture& collector) {
  collector.Take(
      CollectorFixture::Answer(Body("the_odds_api/odds_american"), At("2026-05-01T21:00:00Z")));
}

TEST_CASE("Kalshi's short names mean teams", "[kalshi]") {
  CHECK(IsTeamCalled("Cincinnati", "Cincinnati Bengals"));
  CHECK(IsTeamCalled("Los Angeles C", "Los Angeles Chargers"));
  CHECK_FALSE(IsTeamCalled("Los Angeles C", "Los Angeles Rams"));
  CHECK(IsTeamCalled("Chicago WS", "Chicago White Sox"));
  CHECK_FALSE(IsTeamCalled("Chicago WS", "Chicago Cubs"));
  CHECK(IsTeamCalled("Michigan St.", "Michigan State Spartans"));
  CHECK_FALSE(IsTeamCalled("", "Chicago Cubs"));
}

TEST_CASE("an event is the one game of its teams that ends by its time", "[kalshi]") {
  kalshi::EventSheet event;
  event.end = At("2026-05-02T02:05:00Z");
  event.teams = {{"Harbor", std::nullopt}, {"River City", std::nullopt}};
  Game game;
  game.start = event.end - absl::Hours(3);
  game.home_name = "River City Otters";
  game.away_name = "Harbor Gulls";
  REQUIRE(MatchKalshi(event, {game}).has_value());
  CHECK_FALSE(MatchKalshi(event, {game})->is_first_home);
  Game second = game;
  second.start = event.end + absl::Hours(3);
  Game before = game;
  before.start = event.end - absl::Hours(24);
  CHECK(MatchKalshi(event, {before, game, second}).has_value());
  CHECK_FALSE(MatchKalshi(event, {before, second}).has_value());
  CHECK_FALSE(MatchKalshi(event, {game, game}).has_value());
}

TEST_CASE("Kalshi's prices are a book's of the game that others told of", "[kalshi][pg]") {
  CollectorFixture collector;
  Schedule(collector);
  const Taken taken =
      collector.Take(Kalshi(Body("kalshi/events_winner"), At("2026-05-01T21:01:00Z")));
  CHECK(taken.counts.read == 4);
  CHECK(taken.counts.changed == 2);
  CHECK(taken.counts.refused == 2);  // The other pairing is nobody's.
  CHECK(collector.Number("SELECT count(*) FROM collector.games") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE sportsbook_key = 'kalshi' "
                         "AND side = 'home' AND profit = 21 AND stake = 29 "
                         "AND odds_text = '0.5800' AND odds_format = 'probability'") == 1);
  CHECK(collector.Number("SELECT count(*) FROM collector.game_external_ids "
                         "WHERE source = 'kalshi'") == 1);
  // The start stays the book's own.
  CHECK(collector.Number("SELECT count(*) FROM collector.games "
                         "WHERE start_time = '2026-05-01T23:05:00Z' AND fact_count = 1") == 1);
}

TEST_CASE("a price that Kalshi sells no more is gone, and the books' stay", "[kalshi][pg]") {
  CollectorFixture collector;
  Schedule(collector);
  const std::string body = Body("kalshi/events_winner");
  collector.Take(Kalshi(body, At("2026-05-01T21:01:00Z")));
  const std::string closed = absl::StrReplaceAll(body, {{"\"0.5900\"", "\"1.0000\""},
                                                        {"\"0.4200\"", "\"0.0000\""},
                                                        {"\"0.5800\"", "\"0.0000\""},
                                                        {"\"0.4300\"", "\"1.0000\""},
                                                        {"\"0.4100\"", "\"0.0000\""},
                                                        {"\"0.5700\"", "\"0.0000\""}});
  const Taken taken = collector.Take(Kalshi(closed, At("2026-05-01T21:02:00Z")));
  CHECK(taken.counts.gone == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE state = 'GONE'") == 2);
}

// Another game of the same two, told by the book at that time.
void ScheduleAnother(CollectorFixture& collector, const std::string& start,
                     const std::string& received) {
  collector.Take(CollectorFixture::Answer(
      absl::StrReplaceAll(Body("the_odds_api/odds_american"),
                          {{"2026-05-01T23:05:00Z", start}, {"abc001", "abc002"}}),
      At(received)));
}

// How many of Kalshi's tickers name the game that starts then.
int64_t TickersOf(CollectorFixture& collector, const std::string& start) {
  return collector.Number(
      "SELECT count(*) FROM collector.game_external_ids i JOIN collector.games g USING (game_id) "
      "WHERE i.source = 'kalshi' AND g.start_time = '" +
      start + "'");
}

TEST_CASE("a ticker names another game until the one it named begins", "[kalshi][pg]") {
  CollectorFixture collector;
  // The game that is meant is told of last, when the other turns out to be too early.
  ScheduleAnother(collector, "2026-05-01T19:30:00Z", "2026-05-01T15:00:00Z");
  const std::string body = Body("kalshi/events_winner");
  CHECK(collector.Take(Kalshi(body, At("2026-05-01T15:01:00Z"))).counts.changed == 2);
  ScheduleAnother(collector, "2026-05-01T18:30:00Z", "2026-05-01T15:02:00Z");
  const bool is_on = GENERATE(false, true);
  collector.Take(
      CollectorFixture::Answer(Body("the_odds_api/odds_american"), At("2026-05-01T15:03:00Z")));
  const Taken taken =
      collector.Take(Kalshi(body, At(is_on ? "2026-05-01T18:31:00Z" : "2026-05-01T15:04:00Z")));
  CHECK(taken.counts.changed == (is_on ? 0 : 2));
  CHECK(taken.counts.gone == (is_on ? 0 : 2));
  CHECK(TickersOf(collector, "2026-05-01T23:05:00Z") == (is_on ? 0 : 1));
  CHECK(TickersOf(collector, "2026-05-01T18:30:00Z") == (is_on ? 1 : 0));
}

TEST_CASE("two tickers of one game name none: the second game is not known yet", "[kalshi][pg]") {
  CollectorFixture collector;
  Schedule(collector);
  const std::string twice = absl::StrReplaceAll(
      Body("kalshi/events_winner"), {{"Mill Town", "Harbor"}, {"Port P", "River City"}});
  const Taken taken = collector.Take(Kalshi(twice, At("2026-05-01T21:01:00Z")));
  CHECK(taken.counts.read == 4);
  CHECK(taken.counts.refused == 4);
  CHECK(collector.Number("SELECT count(*) FROM collector.game_external_ids "
                         "WHERE source = 'kalshi'") == 0);
}

int64_t OfferedByKalshi(CollectorFixture& collector) {
  return collector.Number(
      "SELECT count(*) FROM collector.current_quotes WHERE sportsbook_key = 'kalshi'");
}

TEST_CASE("of a ticker that could be two games' nothing stays on offer", "[kalshi][pg]") {
  CollectorFixture collector;
  ScheduleAnother(collector, "2026-05-01T19:30:00Z", "2026-05-01T15:00:00Z");
  const std::string body = Body("kalshi/events_winner");
  collector.Take(Kalshi(body, At("2026-05-01T15:01:00Z")));
  REQUIRE(OfferedByKalshi(collector) == 2);
  collector.Take(
      CollectorFixture::Answer(Body("the_odds_api/odds_american"), At("2026-05-01T15:03:00Z")));
  REQUIRE(collector.Number("SELECT count(*) FROM collector.games") == 2);
  // Once the game it named is on, it is that one's: what was shown there stays.
  const bool is_on = GENERATE(false, true);
  const Taken taken =
      collector.Take(Kalshi(body, At(is_on ? "2026-05-01T19:31:00Z" : "2026-05-01T15:04:00Z")));
  CHECK(taken.counts.refused == 4);
  CHECK(taken.counts.gone == (is_on ? 0 : 2));
  CHECK(OfferedByKalshi(collector) == (is_on ? 2 : 0));
  CHECK(TickersOf(collector, "2026-05-01T19:30:00Z") == (is_on ? 1 : 0));
}

TEST_CASE("of two tickers that could be one game's neither stays on offer", "[kalshi][pg]") {
  CollectorFixture collector;
  Schedule(collector);
  const std::string body = Body("kalshi/events_winner");
  collector.Take(Kalshi(body, At("2026-05-01T21:01:00Z")));
  const std::string twice =
      absl::StrReplaceAll(body, {{"Mill Town", "Harbor"}, {"Port P", "River City"}});
  const Taken taken = collector.Take(Kalshi(twice, At("2026-05-01T21:02:00Z")));
  CHECK(taken.counts.gone == 2);
  CHECK(OfferedByKalshi(collector) == 0);
}

TEST_CASE("a ticker may leave a game for another of its page", "[kalshi][pg]") {
  CollectorFixture collector;
  ScheduleAnother(collector, "2026-05-01T19:30:00Z", "2026-05-01T15:00:00Z");
  const std::string body = Body("kalshi/events_winner");
  collector.Take(Kalshi(body, At("2026-05-01T15:01:00Z")));
  ScheduleAnother(collector, "2026-05-01T18:30:00Z", "2026-05-01T15:02:00Z");
  collector.Take(
      CollectorFixture::Answer(Body("the_odds_api/odds_american"), At("2026-05-01T15:03:00Z")));
  // The second event ends when only the earlier game does.
  const size_t second = body.find("KXMLBGAME-26MAY012105MILPIL");
  const std::string both =
      body.substr(0, second) +
      absl::StrReplaceAll(body.substr(second), {{"Mill Town", "Harbor"},
                                                {"Port P", "River City"},
                                                {"2026-05-02T02:05:00Z", "2026-05-01T21:30:00Z"}});
  const Taken taken = collector.Take(Kalshi(both, At("2026-05-01T15:04:00Z")));
  CHECK(taken.counts.changed == 4);
  CHECK(taken.counts.gone == 0);
  CHECK(OfferedByKalshi(collector) == 4);
  CHECK(TickersOf(collector, "2026-05-01T23:05:00Z") == 1);
  CHECK(TickersOf(collector, "2026-05-01T18:30:00Z") == 1);
}

TEST_CASE("a thin market of Kalshi's is counted, neither kept nor held for a person",
          "[kalshi][pg]") {
  CollectorFixture collector;
  Schedule(collector);
  const std::string body = Body("kalshi/events_winner");
  collector.Take(Kalshi(body, At("2026-05-01T21:01:00Z")));
  const std::string thin = absl::StrReplaceAll(body, {{"\"0.5900\"", "\"0.9000\""},
                                                      {"\"0.4200\"", "\"0.8000\""},
                                                      {"\"0.5800\"", "\"0.9000\""},
                                                      {"\"0.4300\"", "\"0.8000\""},
                                                      {"\"0.4100\"", "\"0.1000\""},
                                                      {"\"0.5700\"", "\"0.2000\""}});
  const Taken taken = collector.Take(Kalshi(thin, At("2026-05-01T21:02:00Z")));
  CHECK(taken.counts.read == 4);
  CHECK(taken.counts.refused == 4);
  // Nobody sells at the old prices any more.
  CHECK(taken.counts.gone == 2);
  CHECK(collector.Number("SELECT count(*) FROM collector.quarantined_batches") == 0);
  CHECK(collector.Number("SELECT failed_count FROM collector.data_quality_checks WHERE "
                         "check_type = 'thin_market'") == 2);
}

TEST_CASE("players' counts of Kalshi are props of the game", "[kalshi][pg]") {
  CollectorFixture collector;
  Schedule(collector);
  collector.Take(Kalshi(Body("kalshi/events_winner"), At("2026-05-01T21:01:00Z")));
  const Taken taken =
      collector.Take(Kalshi(Body("kalshi/events_props"), At("2026-05-01T21:02:00Z"), "KXMLBKS"));
  CHECK(taken.counts.changed == 5);
  CHECK(taken.counts.refused == 2);
  // It is another question than who wins.
  CHECK(taken.counts.gone == 0);
  CHECK(collector.Number("SELECT count(*) FROM collector.quotes WHERE slot = "
                         "'prop.full_game.included.Jose_ONunez_Jr.pitcher_strikeouts'") == 5);
}

TEST_CASE("an error of Kalshi's is archived and no fact", "[kalshi][pg]") {
  CollectorFixture collector;
  RawDocument document = Kalshi(Body("kalshi/error_wrapped"), At("2026-05-01T21:01:00Z"));
  document.status = 400;
  const Taken taken = collector.Take(document);
  CHECK(taken.answer.kind == the_odds_api::AnswerKind::kBadRequest);
  CHECK(taken.answer.error_code == "bad_request");
  const Taken cut = collector.Take(Kalshi("{\"events\":[", At("2026-05-01T21:02:00Z")));
  CHECK(cut.answer.kind == the_odds_api::AnswerKind::kTruncated);
  CHECK(collector.Number("SELECT count(*) FROM collector.raw_documents") == 2);
}

}  // namespace
}  // namespace overround::collector
