#include "services/collector/import/price_history.h"

#include <catch2/catch.hpp>

namespace overround::collector {
namespace {

const absl::Time kMonday = absl::FromUnixSeconds(1'780'000'000);
const absl::Time kTuesday = kMonday + absl::Hours(24);

// A document of one event's own markets.
const char kLadder[] = "nfl/2026/05/01/raw-odds_api_event_odds-20260501T000000Z.json.gz";

Quote At(absl::Time time, int32_t american, int32_t line) {
  return {GameId(),
          "book",
          FullGameSpread(line),
          Side::kHome,
          false,
          true,
          QuoteState::kOffered,
          *Odds::FromAmerican(american),
          "",
          QuoteFormat::kAmerican,
          false,
          std::nullopt,
          "",
          "",
          {Uuid(), time, time, Basis::kAssumed}};
}

TEST_CASE("an unchanged price is no news, a changed one is", "[import]") {
  CHECK(NewsOf({}, {At(kMonday, -110, -14), At(kTuesday, -110, -14)}).size() == 1);
  CHECK(NewsOf({At(kMonday, -110, -14)}, {At(kTuesday, -110, -14)}).empty());
  CHECK(NewsOf({At(kMonday, -110, -14)}, {At(kTuesday, -115, -14)}).size() == 1);
  CHECK(NewsOf({At(kTuesday, -110, -14)}, {At(kMonday, -110, -14)}).size() == 1);
}

TEST_CASE("a moved line is the old one gone and a new one", "[import]") {
  const auto news = NewsOf({At(kMonday, -110, -14)}, {At(kTuesday, -110, -12)});
  REQUIRE(news.size() == 2);
  CHECK(news[0].state == QuoteState::kGone);
  CHECK(news[0].market.line_quarters == -14);
  CHECK(news[0].stamp.known_time == kTuesday);
  CHECK(news[1].market.line_quarters == -12);
}

TEST_CASE("two lines shown at once both stand, and a line may come back", "[import]") {
  const auto both = NewsOf({}, {At(kMonday, -110, -14), At(kMonday, -150, -10)});
  REQUIRE(both.size() == 2);
  CHECK(both[1].state == QuoteState::kOffered);
  const auto back = NewsOf({}, {At(kMonday, -110, -14), At(kTuesday, -110, -12),
                                At(kTuesday + absl::Hours(1), -110, -14)});
  CHECK(back.size() == 5);
}

TEST_CASE("what another source shows, or an event's own ladder, is not gone for an archive",
          "[import]") {
  const auto told = At(kTuesday, -110, -12);
  Quote other = At(kMonday, -110, -14);
  other.source = "other";
  CHECK(NewsOf({other}, {told}).size() == 1);
  Quote ladder = At(kMonday, -150, -10);
  ladder.raw_document = kLadder;
  CHECK(NewsOf({ladder}, {told}).size() == 1);
  const auto news = NewsOf({ladder, At(kMonday, -110, -14), other}, {told});
  REQUIRE(news.size() == 1);
  CHECK(news[0].state == QuoteState::kOffered);
  CHECK(NewsOf({ladder, other, At(kMonday, -110, -16)}, {told}).size() == 2);
}

TEST_CASE("the layer's price is a slot of its own", "[import]") {
  Quote lay = At(kTuesday, -110, -12);
  lay.is_lay = true;
  CHECK(NewsOf({At(kMonday, -110, -14)}, {lay}).size() == 1);
}

}  // namespace
}  // namespace overround::collector
