#include "libs/models/elo.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/models/sport_shape.h"

namespace overround::models {
namespace {

// The winner's lead enters here: negative for an upset, which therefore counts more.
double LogarithmicMultiplier(int32_t margin, double winner_lead) {
  return std::log(std::abs(margin) + 1.0) * 2.2 / (0.001 * winner_lead + 2.2);
}

double PowerMultiplier(int32_t margin, double winner_lead) {
  return std::pow(std::abs(margin) + 3.0, 0.8) / (7.5 + 0.006 * winner_lead);
}

EloRatings::Fixture FixtureOf(const history::Game& game) {
  return {game.home, game.away, game.season, game.neutral_site};
}

std::string NameOf(const history::AsOf& as_of, const TeamId& team) {
  const std::optional<history::Team> found = as_of.FindTeam(team);
  return found ? found->name : team.ToString();
}

// None where both sides are known well enough.
std::optional<Abstention> TooFewGames(const history::AsOf& as_of, const history::Game& game,
                                      const EloRatings& ratings, int32_t games_min) {
  for (const TeamId& team : {game.home, game.away}) {
    const EloRatings::Rating* rating = ratings.Find(team);
    const int32_t games = rating == nullptr ? 0 : rating->games;
    if (games < games_min) {
      return Abstention{"few_games", absl::StrCat(NameOf(as_of, team), " has ", games,
                                                  " rated games, ", games_min, " are needed")};
    }
  }
  return std::nullopt;
}

// A certainty has no distribution of scores.
constexpr double kExpectancyMin = 1e-4;

ScoreDistribution DistributionFor(double expectancy, const SportParameters& sport) {
  expectancy = std::clamp(expectancy, kExpectancyMin, 1 - kExpectancyMin);
  if (sport.scoring == SportParameters::Scoring::kGoals) {
    return GoalDistribution(GoalsForExpectancy(expectancy, sport.total_mean, sport.goals));
  }
  PointsParameters points;
  points.margin_mean = MeanForExpectancy(expectancy, sport.margin);
  points.shape = sport.margin;
  points.total_mean = sport.total_mean;
  points.total_deviation = sport.total_deviation;
  return PointsDistribution(points);
}

}  // namespace

double EloExpectancy(double lead) { return 1 / (1 + std::pow(10, -lead / 400)); }

void EloRatings::Enter(const Fixture& fixture) {
  if (!first_season_) first_season_ = fixture.season;
  for (const TeamId& team : {fixture.home, fixture.away}) {
    const auto [found, added] = ratings_.try_emplace(team);
    Rating& rating = found->second;
    if (added) {
      const bool founder = fixture.season == *first_season_;
      rating = {founder ? parameters_.mean : parameters_.newcomer, fixture.season, 0};
    } else if (rating.season != fixture.season) {
      rating.rating = parameters_.mean + (rating.rating - parameters_.mean) * parameters_.carry;
      rating.season = fixture.season;
    }
  }
}

double EloRatings::Lead(const Fixture& fixture) const {
  const Rating* home = Find(fixture.home);
  const Rating* away = Find(fixture.away);
  OVERROUND_CHECK(home != nullptr && away != nullptr);
  return home->rating - away->rating + (fixture.neutral_site ? 0 : parameters_.home_advantage);
}

double EloRatings::Expectancy(const Fixture& fixture) const { return EloExpectancy(Lead(fixture)); }

double EloRatings::MarginMultiplier(int32_t margin, double lead) const {
  if (margin == 0) return parameters_.tie_multiplier;
  const double winner_lead = margin > 0 ? lead : -lead;
  if (parameters_.multiplier == EloParameters::Multiplier::kPower) {
    return PowerMultiplier(margin, winner_lead);
  }
  return LogarithmicMultiplier(margin, winner_lead);
}

void EloRatings::Update(const Fixture& fixture, const Score& score) {
  const int32_t margin = score.home - score.away;
  const double lead = Lead(fixture);
  const double result = margin > 0 ? 1 : margin == 0 ? 0.5 : 0;
  const double shift =
      parameters_.k * MarginMultiplier(margin, lead) * (result - EloExpectancy(lead));
  Rating& home = ratings_.at(fixture.home);
  Rating& away = ratings_.at(fixture.away);
  home.rating += shift;
  away.rating -= shift;
  ++home.games;
  ++away.games;
}

void EloRatings::Set(const TeamId& team, double rating, int32_t season) {
  Rating& set = ratings_[team];
  set.rating = rating;
  set.season = season;
}

const EloRatings::Rating* EloRatings::Find(const TeamId& team) const {
  const auto found = ratings_.find(team);
  return found == ratings_.end() ? nullptr : &found->second;
}

RatedSport RateSport(const history::AsOf& as_of, absl::string_view sport,
                     const EloParameters& parameters) {
  RatedSport rated{EloRatings(parameters), {}};
  for (const history::FinishedGame& finished : as_of.FinishedGames(sport)) {
    if (finished.ending == history::Ending::kWalkover) continue;
    const EloRatings::Fixture fixture = FixtureOf(finished.game);
    rated.ratings.Enter(fixture);
    rated.games.push_back({fixture, finished.score, rated.ratings.Expectancy(fixture)});
    rated.ratings.Update(fixture, finished.score);
  }
  return rated;
}

absl::StatusOr<Verdict> EloModel::Judge(const history::AsOf& as_of, const GameId& game) const {
  const std::optional<history::Game> found = as_of.FindGame(game);
  if (!found) {
    return absl::NotFoundError(absl::StrCat("game: ", game.ToString(), ", want one known by then"));
  }
  const auto sport = sports_.find(found->sport);
  if (sport == sports_.end()) {
    return Abstention{"unknown_sport", absl::StrCat("nothing is known of ", found->sport)};
  }
  const EloParameters& parameters = sport->second.elo;
  RatedSport rated = RateSport(as_of, found->sport, parameters);
  const std::optional<Abstention> too_few =
      TooFewGames(as_of, *found, rated.ratings, parameters.games_min);
  if (too_few) return *too_few;
  const EloRatings::Fixture fixture = FixtureOf(*found);
  rated.ratings.Enter(fixture);
  const double expectancy = rated.ratings.Expectancy(fixture);
  const SportParameters shaped = ShapedBy(rated.games, sport->second);
  Forecast forecast;
  forecast.distribution = DistributionFor(expectancy, shaped);
  forecast.features = {
      {"home_rating", rated.ratings.Find(found->home)->rating},
      {"away_rating", rated.ratings.Find(found->away)->rating},
      {"home_advantage", found->neutral_site ? 0 : parameters.home_advantage},
      {"home_rated_games", static_cast<double>(rated.ratings.Find(found->home)->games)},
      {"away_rated_games", static_cast<double>(rated.ratings.Find(found->away)->games)},
      {"expectancy", expectancy},
      {"total_mean", shaped.total_mean}};
  return forecast;
}

}  // namespace overround::models
