#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "libs/models/goal_distribution.h"
#include "libs/models/margin_distribution.h"

namespace overround::models {

// How one game moves two ratings.
struct EloParameters {
  enum class Multiplier : uint8_t {
    kLogarithmic,  // FiveThirtyEight's NFL rule: ln(max(|margin|, 1) + 1) * 2.2 / (0.001 d + 2.2)
    kPower,        // its NBA rule: (|margin| + 3)^0.8 / (7.5 + 0.006 d)
  };
  double k = 20;
  double home_advantage = 65;  // rating points; none at a neutral site
  double mean = 1505;          // what ratings go back to between seasons
  double carry = 2.0 / 3;      // the part of a rating's distance to the mean that stays
  double newcomer = 1505;      // first rating of a team that joins after the first season
  Multiplier multiplier = Multiplier::kLogarithmic;
  double tie_multiplier = 1.525;  // of a tie: FiveThirtyEight's is ln(2) * 2.2, without a lead
  int32_t games_min = 10;         // rated games each side needs before the model speaks
};

// What the models must be told about a sport. It is data: a new sport is a new row.
struct SportParameters {
  enum class Scoring : uint8_t { kPoints, kGoals };
  Scoring scoring = Scoring::kPoints;
  // Starting values, which the results seen so far replace with weight n / (n + prior_games).
  double total_mean = 45;
  double total_deviation = 13.5;
  double prior_games = 100;
  MarginShape margin;    // kPoints
  GoalParameters goals;  // kGoals: rho, dispersion and overtime; the means are the models'
  EloParameters elo;
};

// By sport key. Ordered, so that nothing depends on a hash.
using SportTable = std::map<std::string, SportParameters>;

// nfl ncaaf nba wnba ncaab mlb nhl epl laliga ligue1, and the simulated leagues sim_basketball
// sim_football sim_soccer. Others abstain until a row is added.
SportTable KnownSports();

}  // namespace overround::models
