#include "tools/simbook/sport.h"

namespace overround::simbook {
namespace {

Sport Basketball() {
  return {.key = "sim_basketball",
          .group = "Basketball",
          .title = "Sim Basketball",
          .description = "Simulated basketball: a game a few minutes long",
          .draws = false,
          .scoring = {{1, 82}},
          .overtime_points = 9,
          .overtime_margin = 3,
          .home_edge = 0.015,
          .strength_spread = 0.038,
          .news_spread = 0.035,
          .line_step_quarters = 2,
          .teams = {"Ashford Anvils", "Brookhaven Bears", "Calder Comets", "Dunmore Drifters",
                    "Eastlake Embers", "Fairmont Falcons", "Glenwood Giants", "Harrow Hawks",
                    "Irondale Ibex", "Juniper Jets", "Kingsport Kites", "Lakemont Lynx"}};
}

Sport Soccer() {
  return {.key = "sim_soccer",
          .group = "Soccer",
          .title = "Sim Soccer",
          .description = "Simulated soccer: a game a few minutes long",
          .draws = true,
          .scoring = {{1, 1.4}},
          .overtime_points = 0,
          .overtime_margin = 0,
          .home_edge = 0.11,
          .strength_spread = 0.36,
          .news_spread = 0.20,
          .line_step_quarters = 2,
          .teams = {"Alderbrook Athletic", "Barrow Vale", "Castleton City", "Denholm Dynamo",
                    "Elmswick Rovers", "Ferrybridge United", "Greystone Albion", "Holmfirth Town",
                    "Inverleith", "Jarrow Wanderers", "Kelmscott County", "Lindenhurst Union"}};
}

Sport Football() {
  return {.key = "sim_football",
          .group = "American Football",
          .title = "Sim Football",
          .description = "Simulated American football: a game a few minutes long",
          .draws = false,
          .scoring = {{7, 2.3}, {3, 1.9}},
          .overtime_points = 0,
          .overtime_margin = 3,
          .home_edge = 0.05,
          .strength_spread = 0.2,
          .news_spread = 0.13,
          .line_step_quarters = 2,
          .teams = {"Arden Archers", "Bayport Breakers", "Cedar City Colts", "Delmont Dragoons",
                    "Easton Express", "Fort Hale Foxes", "Granite Bay Grizzlies", "Hudson Herons",
                    "Iverton Ironmen", "Jasper Jackals", "Keystone Knights", "Langley Lions"}};
}

}  // namespace

const std::array<Sport, kSports>& Sports() {
  // Never destroyed: threads may still read it while the process ends.
  static const auto* sports = new std::array<Sport, kSports>{Basketball(), Soccer(), Football()};
  return *sports;
}

const Sport* FindSport(absl::string_view key) {
  for (const Sport& sport : Sports()) {
    if (sport.key == key) return &sport;
  }
  return nullptr;
}

}  // namespace overround::simbook
