#include "services/collector/quotes/series.h"

#include <catch2/catch.hpp>

namespace overround::collector {
namespace {

using quotes::PriceChange;

const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);

PriceChange ChangeAt(int minutes_before, std::optional<int32_t> line, int american,
                     QuoteState state = QuoteState::kOffered) {
  return {"pinnacle",
          "spread.full_game.included.-.-",
          "home",
          false,
          line,
          state,
          *Odds::FromAmerican(american),
          "",
          QuoteFormat::kAmerican,
          std::nullopt,
          kStart - absl::Minutes(minutes_before)};
}

TEST_CASE("a line that moved is one point at the new line", "[series]") {
  const auto series = SeriesOf(
      {ChangeAt(90, -6, -110), ChangeAt(60, -6, -110, QuoteState::kGone), ChangeAt(60, -8, -105),
       ChangeAt(30, -10, 100), ChangeAt(30, -8, -105, QuoteState::kGone)},
      kStart);
  REQUIRE(series.size() == 1);
  REQUIRE(series[0].points.size() == 3);
  CHECK(series[0].points[1].line_quarters == -8);
  CHECK(series[0].points[2].line_quarters == -10);
}

TEST_CASE("an end that nothing follows is a point, and so is what comes back", "[series]") {
  const auto series = SeriesOf(
      {ChangeAt(90, -6, -110), ChangeAt(60, -6, -110, QuoteState::kGone), ChangeAt(30, -6, -110)},
      kStart);
  REQUIRE(series[0].points.size() == 3);
  CHECK(series[0].points[1].state == QuoteState::kGone);
}

TEST_CASE("a series ends with the close unless play is wanted too", "[series]") {
  std::vector<PriceChange> changes = {ChangeAt(90, -6, -110), ChangeAt(-5, -6, -150)};
  PriceChange stamped = ChangeAt(1, -6, -160);
  stamped.provider_time = kStart;
  changes.insert(changes.begin() + 1, stamped);
  CHECK(SeriesOf(changes, kStart)[0].points.size() == 1);
  CHECK(SeriesOf(changes, std::nullopt)[0].points.size() == 3);
}

TEST_CASE("books, sides and prices to lay have series of their own", "[series]") {
  PriceChange other = ChangeAt(80, -6, -110);
  other.sportsbook = "betfair_ex_eu";
  PriceChange lay = other;
  lay.is_lay = true;
  PriceChange away = ChangeAt(80, -6, -110);
  away.side = "away";
  const auto series = SeriesOf({ChangeAt(90, -6, -110), other, lay, away}, kStart);
  REQUIRE(series.size() == 4);
  CHECK(series[0].side == "away");
  CHECK(series[1].sportsbook == "betfair_ex_eu");
  CHECK(series[2].is_lay);
}

}  // namespace
}  // namespace overround::collector
