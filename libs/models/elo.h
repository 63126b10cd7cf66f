#pragma once

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

#include <absl/container/flat_hash_map.h>

#include "libs/history/as_of.h"
#include "libs/models/model.h"
#include "libs/models/sport_parameters.h"

namespace overround::models {

// Ratings of one sport's teams, moved game by game. With FiveThirtyEight's parameters it gives
// their published NFL probabilities.
class EloRatings {
 public:
  explicit EloRatings(const EloParameters& parameters) : parameters_(parameters) {}

  struct Fixture {
    TeamId home;
    TeamId away;
    int32_t season = 0;
    bool neutral_site = false;
  };

  // Takes both sides into the fixture's season: ratings of a new season move towards the mean, new
  // teams get a first one.
  void Enter(const Fixture& fixture);

  // P(home wins) + P(tie) / 2. Requires: the fixture was entered.
  double Expectancy(const Fixture& fixture) const;

  // Requires: the fixture was entered.
  void Update(const Fixture& fixture, const Score& score);

  // Overrides a rating; the team counts as seen in `season`.
  void Set(const TeamId& team, double rating, int32_t season);

  struct Rating {
    double rating = 0;
    int32_t season = 0;  // the last it was seen in
    int32_t games = 0;   // rated ones
  };
  // None for a team never seen.
  const Rating* Find(const TeamId& team) const;
  const absl::flat_hash_map<TeamId, Rating>& all() const { return ratings_; }

 private:
  double Lead(const Fixture& fixture) const;
  double MarginMultiplier(int32_t margin, double lead) const;

  EloParameters parameters_;
  absl::flat_hash_map<TeamId, Rating> ratings_;
  std::optional<int32_t> first_season_;
};

// What a rating difference of 400 means: ten to one.
double EloExpectancy(double lead);

// A game as the ratings saw it coming.
struct RatedGame {
  EloRatings::Fixture fixture;
  Score score;
  double expectancy = 0.5;
};

struct RatedSport {
  EloRatings ratings;
  std::vector<RatedGame> games;  // in order of start
};

// Rates the finished games of a sport as then known, walkovers left out.
RatedSport RateSport(const history::AsOf& as_of, absl::string_view sport,
                     const EloParameters& parameters);

// Rates every finished game of the sport that was known, in order of start, and reads the game to
// come from the ratings: the margin's mean is the one that gives the expectancy, the deviation and
// the total are those of the results so far, shrunk towards the sport's starting values.
//
// Abstains with "unknown_sport" for a sport without parameters and with "few_games" while either
// side has fewer than EloParameters::games_min rated games.
class EloModel final : public Model {
 public:
  explicit EloModel(SportTable sports) : sports_(std::move(sports)) {}

  absl::string_view key() const override { return "elo"; }
  absl::string_view version() const override { return "1"; }
  absl::StatusOr<Verdict> Judge(const history::AsOf& as_of, const GameId& game) const override;

 private:
  SportTable sports_;
};

}  // namespace overround::models
