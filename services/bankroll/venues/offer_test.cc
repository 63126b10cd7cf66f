#include "services/bankroll/venues/offer.h"

#include <catch2/catch.hpp>

#include "services/bankroll/test_ledger.h"

namespace overround::bankroll {
namespace {

Offer Fresh() {
  return {.price = {.odds = *Odds::FromAmerican(-110)},
          .quote = "games/g/quotes/q",
          .sight_time = TestTime() - absl::Minutes(10),
          .sport = "mlb",
          .game_title = "A at B",
          .game_start_time = TestTime() + absl::Seconds(1)};
}

std::vector<FillFault> FaultsOf(const Offer& offer, const Odds& asked) {
  std::vector<FillFault> faults;
  for (const FillFinding& found : FindFillFaults(offer, asked, TestTime())) {
    faults.push_back(found.fault);
  }
  return faults;
}

const Odds kAsked = *Odds::FromAmerican(-110);

TEST_CASE("paper fills at the price asked or a better one, ten minutes old at most") {
  CHECK(FaultsOf(Fresh(), kAsked).empty());
  CHECK(FaultsOf(Fresh(), *Odds::FromAmerican(-120)).empty());
  CHECK(FindFillFaults(Fresh(), std::nullopt, TestTime()).empty());
}

TEST_CASE("paper does not fill at a price that is worse than asked") {
  CHECK(FaultsOf(Fresh(), *Odds::FromAmerican(-109)) == std::vector{FillFault::kWorse});
}

TEST_CASE("paper does not fill at a price that is stale, gone, not bettable or in play") {
  Offer offer = Fresh();
  offer.sight_time -= absl::Microseconds(1);
  CHECK(FaultsOf(offer, kAsked) == std::vector{FillFault::kStale});
  offer = Fresh();
  offer.is_offered = false;
  CHECK(FaultsOf(offer, kAsked) == std::vector{FillFault::kNotOffered});
  offer = Fresh();
  offer.is_takeable = false;
  CHECK(FaultsOf(offer, kAsked) == std::vector{FillFault::kNotOffered});
}

TEST_CASE("paper does not fill from the start on") {
  Offer offer = Fresh();
  offer.game_start_time = TestTime();
  CHECK(FaultsOf(offer, kAsked) == std::vector{FillFault::kNotUpcoming});
  offer = Fresh();
  offer.is_upcoming = false;
  CHECK(FaultsOf(offer, kAsked) == std::vector{FillFault::kNotUpcoming});
}

}  // namespace
}  // namespace overround::bankroll
