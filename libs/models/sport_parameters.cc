#include "libs/models/sport_parameters.h"

#include <cmath>

namespace overround::models {
namespace {

using Scoring = SportParameters::Scoring;
using Multiplier = EloParameters::Multiplier;
using Overtime = GoalParameters::Overtime;

// A draw moves ratings like a win by one.
const double kPlainTie = std::log(2.0);

EloParameters AmericanFootballElo() {
  EloParameters elo;
  elo.mean = 1505;
  elo.newcomer = 1300;
  elo.tie_multiplier = std::log(2.0) * 2.2;
  return elo;
}

EloParameters BasketballElo(double home_advantage, double carry) {
  EloParameters elo;
  elo.home_advantage = home_advantage;
  elo.carry = carry;
  elo.newcomer = 1300;
  elo.multiplier = Multiplier::kPower;
  return elo;
}

// Baseball and hockey: much luck in one game, so ratings move slowly.
EloParameters SlowElo(double k, double home_advantage) {
  EloParameters elo;
  elo.k = k;
  elo.home_advantage = home_advantage;
  elo.newcomer = 1450;
  elo.tie_multiplier = kPlainTie;
  return elo;
}

// Clubs keep most of their strength over a summer; a promoted one starts below the mean.
EloParameters SoccerElo() {
  EloParameters elo;
  elo.home_advantage = 60;
  elo.carry = 0.9;
  elo.newcomer = 1400;
  elo.tie_multiplier = kPlainTie;
  return elo;
}

SportParameters Points(double total, double total_deviation, double margin_deviation,
                       const EloParameters& elo) {
  SportParameters sport;
  sport.total_mean = total;
  sport.total_deviation = total_deviation;
  sport.margin.deviation = margin_deviation;
  sport.elo = elo;
  return sport;
}

SportParameters Goals(double total, const GoalParameters& goals, const EloParameters& elo) {
  SportParameters sport;
  sport.scoring = Scoring::kGoals;
  sport.total_mean = total;
  sport.goals = goals;
  sport.elo = elo;
  return sport;
}

GoalParameters SoccerGoals() {
  GoalParameters goals;
  goals.rho = -0.06;
  return goals;
}

GoalParameters HockeyGoals() {
  GoalParameters goals;
  goals.overtime = Overtime::kOneGoal;
  return goals;
}

GoalParameters BaseballRuns() {
  GoalParameters runs;
  runs.dispersion = 0.26;
  runs.overtime = Overtime::kInnings;
  return runs;
}

}  // namespace

SportTable KnownSports() {
  SportTable sports;
  // About three NFL games in a thousand end level; other football plays until it is decided.
  sports["nfl"] = Points(45, 13.8, 13.2, AmericanFootballElo());
  sports["nfl"].margin.tie_weight = 0.1;
  sports["ncaaf"] = Points(54, 17, 16.5, AmericanFootballElo());
  sports["nba"] = Points(222, 19, 12.5, BasketballElo(100, 0.75));
  sports["wnba"] = Points(163, 17, 12, BasketballElo(80, 0.6));
  sports["ncaab"] = Points(142, 17.5, 11.5, BasketballElo(90, 0.6));
  sports["mlb"] = Goals(8.8, BaseballRuns(), SlowElo(4, 24));
  sports["nhl"] = Goals(6.1, HockeyGoals(), SlowElo(6, 50));
  for (const char* league : {"epl", "laliga", "ligue1"}) {
    sports[league] = Goals(2.7, SoccerGoals(), SoccerElo());
  }
  // The leagues of tools/simbook: scores are sums of independent Poisson draws.
  sports["sim_basketball"] = Points(164, 12.8, 12.8, BasketballElo(60, 1));
  sports["sim_football"] = Points(43.6, 16.1, 16.1, AmericanFootballElo());
  sports["sim_soccer"] = Goals(2.8, GoalParameters(), SoccerElo());
  return sports;
}

}  // namespace overround::models
