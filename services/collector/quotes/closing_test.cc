#include "services/collector/quotes/closing.h"

#include <catch2/catch.hpp>

#include "services/collector/quotes/board.h"
#include "services/collector/quotes/consensus.h"

namespace overround::collector {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);
const GameId kGame;

absl::Time Before(int minutes) { return kStart - absl::Minutes(minutes); }

Quote QuoteAt(absl::Time known, int american, QuoteState state = QuoteState::kOffered,
              const std::string& book = "a", const MarketKey& market = FullGameMoneyline()) {
  return {kGame,
          book,
          market,
          Side::kHome,
          false,
          true,
          state,
          *Odds::FromAmerican(american),
          "",
          QuoteFormat::kAmerican,
          false,
          std::nullopt,
          "odds_api",
          "",
          {Uuid(), known, known, Basis::kObserved}};
}

TEST_CASE("the close is the last price before the start, as old as its last sighting", "[close]") {
  const auto lines = ComputeCloses({QuoteAt(Before(300), -110), QuoteAt(Before(60), -120),
                                    QuoteAt(kStart + absl::Minutes(5), -300)},
                                   {{kGame, "a", Before(60), {}},
                                    {kGame, "a", Before(4), {}},
                                    {kGame, "a", kStart + absl::Minutes(5), {}}},
                                   kStart, StartPrecision::kMinute);
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].quote.odds == *Odds::FromAmerican(-120));
  CHECK(lines[0].state == CloseState::kClosed);
  CHECK(lines[0].sight_time == Before(4));
}

TEST_CASE("over fifteen minutes old is no close", "[close]") {
  const auto minutes = GENERATE(14, 15, 16, 300);
  const auto lines =
      ComputeCloses({QuoteAt(Before(400), -110)}, {{kGame, "a", Before(minutes), {}}}, kStart,
                    StartPrecision::kMinute);
  CHECK(lines[0].state == (minutes > 15 ? CloseState::kStale : CloseState::kClosed));
}

TEST_CASE("what the book took down has no close, and tells its last price", "[close]") {
  const auto lines = ComputeCloses(
      {QuoteAt(Before(60), -110), QuoteAt(Before(10), -110, QuoteState::kGone)},
      {{kGame, "a", Before(60), {}}, {kGame, "a", Before(5), {}}}, kStart, StartPrecision::kMinute);
  CHECK(lines[0].state == CloseState::kGone);
  CHECK(lines[0].sight_time == Before(60));
}

TEST_CASE("a price stamped after the start is none, however early it came", "[close]") {
  Quote live = QuoteAt(Before(1), -110);
  live.provider_time = kStart + absl::Seconds(1);
  CHECK(ComputeCloses({live}, {}, kStart, StartPrecision::kMinute).empty());
}

TEST_CASE("a start known to the day has no close", "[close]") {
  const auto lines = ComputeCloses({QuoteAt(Before(1), -110)}, {}, kStart, StartPrecision::kDay);
  CHECK(lines[0].state == CloseState::kStartUnknown);
}

TEST_CASE("the median is a price that was quoted, at the line most books have", "[consensus]") {
  const auto medians =
      MediansOf({QuoteAt(Before(9), -110, QuoteState::kOffered, "a"),
                 QuoteAt(Before(8), -120, QuoteState::kOffered, "b"),
                 QuoteAt(Before(7), -130, QuoteState::kOffered, "c"),
                 QuoteAt(Before(6), 100, QuoteState::kOffered, "d"),
                 QuoteAt(Before(5), -110, QuoteState::kOffered, "a", FullGameTotal(34)),
                 QuoteAt(Before(5), -110, QuoteState::kOffered, "b", FullGameTotal(34)),
                 QuoteAt(Before(5), -105, QuoteState::kOffered, "c", FullGameTotal(36))});
  REQUIRE(medians.size() == 2);
  CHECK(medians[0].median.odds == *Odds::FromAmerican(-120));
  CHECK(medians[0].book_count == 4);
  CHECK(medians[0].latest.known_time == Before(6));
  CHECK(medians[1].market == FullGameTotal(34));
  CHECK(medians[1].book_count == 2);
}

TEST_CASE("what stands at a time is the last known before it", "[consensus]") {
  const std::vector<Quote> quotes = {QuoteAt(Before(90), -110), QuoteAt(Before(60), -120),
                                     QuoteAt(Before(30), -120, QuoteState::kGone)};
  CHECK(StandingAt(quotes, Before(70)).front().odds == *Odds::FromAmerican(-110));
  CHECK(StandingAt(quotes, Before(60)).front().odds == *Odds::FromAmerican(-110));
  CHECK(StandingAt(quotes, Before(20)).empty());
  CHECK(FirstOf(quotes, kStart).front().odds == *Odds::FromAmerican(-110));
}

TEST_CASE("what stands is judged by the start known now, not by the flag of then", "[consensus]") {
  // Flagged in play while an earlier start was planned.
  std::vector<Quote> delayed = {QuoteAt(Before(30), -110)};
  delayed[0].is_in_play = true;
  CHECK(StandingAt(delayed, Before(20)).size() == 1);
  CHECK(FirstOf(delayed, kStart).size() == 1);
  // Not flagged, while a later one was.
  CHECK(FirstOf({QuoteAt(kStart + absl::Minutes(5), -110)}, kStart).empty());
}

}  // namespace
}  // namespace overround::collector
