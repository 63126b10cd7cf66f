#include "libs/models/elo.h"

#include <algorithm>
#include <cmath>
#include <map>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/domain/settlement.h"
#include "libs/models/margin_distribution.h"
#include "libs/models/model_test_fixtures.h"
#include "libs/testing/external_data.h"

namespace overround::models {
namespace {

using Row = std::map<std::string, std::string>;

double Number(const std::string& text) {
  double value = 0;
  REQUIRE(absl::SimpleAtod(text, &value));
  return value;
}

// Ratings the file starts a season with against its own rule, by team and season.
const std::map<std::string, double> kOddStarts = {
    {"CBD 1925", 1502.032}, {"RAC 1926", 1403.384}, {"LOU 1926", 1307.201}, {"CIB 1927", 1362.919},
    {"MNN 1929", 1306.702}, {"BFF 1929", 1331.943}, {"LAR 1944", 1373.977}, {"PHI 1944", 1497.988},
    {"ARI 1945", 1353.939}, {"PIT 1945", 1353.939}, {"CLE 1999", 1300.0}};

// Follows the file's seasons; gives each team its published first rating and the odd starts.
class PublishedRatings {
 public:
  explicit PublishedRatings(const std::vector<Row>& initial)
      : ratings_(KnownSports().at("nfl").elo) {
    for (const Row& row : initial) first_[row.at("team")] = Number(row.at("elo"));
  }

  double ForecastAndUpdate(const Row& row) {
    const auto season = static_cast<int32_t>(Number(row.at("season")));
    const EloRatings::Fixture fixture{TeamNamed(row.at("team1")), TeamNamed(row.at("team2")),
                                      season, row.at("neutral") == "1"};
    for (const char* column : {"team1", "team2"}) Arrive(row.at(column), season);
    ratings_.Enter(fixture);
    for (const char* column : {"team1", "team2"}) StartOddly(row.at(column), season);
    const double forecast = ratings_.Expectancy(fixture);
    ratings_.Update(fixture, {static_cast<int32_t>(Number(row.at("score1"))),
                              static_cast<int32_t>(Number(row.at("score2")))});
    return forecast;
  }

 private:
  void Arrive(const std::string& team, int32_t season) {
    if (ratings_.Find(TeamNamed(team)) == nullptr) {
      ratings_.Set(TeamNamed(team), first_.at(team), season);
    }
  }
  void StartOddly(const std::string& team, int32_t season) {
    const auto odd = kOddStarts.find(absl::StrCat(team, " ", season));
    if (odd == kOddStarts.end() || used_[odd->first]) return;
    used_[odd->first] = true;
    ratings_.Set(TeamNamed(team), odd->second, season);
  }

  EloRatings ratings_;
  std::map<std::string, double> first_;
  std::map<std::string, bool> used_;
};

TEST_CASE("the ratings give FiveThirtyEight's published NFL probabilities on every game",
          "[elo][data]") {
  const auto games = testing::ExternalFile("nfl_538_elo/nfl_games_1920_2018.csv");
  const auto initial = testing::ExternalFile("nfl_538_elo/initial_elos.csv");
  if (!games || !initial) {
    WARN("skipped: the published NFL ratings need OVERROUND_DATA_DIR");
    return;
  }
  PublishedRatings ratings(testing::ReadPlainCsv(*initial));
  size_t count = 0;
  double worst = 0;
  for (const Row& row : testing::ReadPlainCsv(*games)) {
    const double forecast = ratings.ForecastAndUpdate(row);
    worst = std::max(worst, std::abs(forecast - Number(row.at("elo_prob1"))));
    ++count;
  }
  CAPTURE(worst);
  CHECK(count == 16'274);
  CHECK(worst < 1e-5);
}

TEST_CASE("what one side gains the other loses, and an upset moves more", "[elo]") {
  EloRatings ratings(EloParameters{});
  const EloRatings::Fixture fixture{TeamNamed("A"), TeamNamed("B"), 2020, true};
  ratings.Enter(fixture);
  ratings.Set(fixture.home, 1600, 2020);
  ratings.Set(fixture.away, 1400, 2020);
  EloRatings upset = ratings;
  ratings.Update(fixture, {24, 21});
  upset.Update(fixture, {21, 24});
  const auto sum = [&](const EloRatings& of) {
    return of.Find(fixture.home)->rating + of.Find(fixture.away)->rating;
  };
  CHECK(sum(ratings) == Approx(3000).epsilon(1e-14));
  CHECK(sum(upset) == Approx(3000).epsilon(1e-14));
  CHECK(1600 - upset.Find(fixture.home)->rating > ratings.Find(fixture.home)->rating - 1600);
}

TEST_CASE("a new season draws ratings to the mean, once", "[elo]") {
  EloRatings ratings(EloParameters{});
  EloRatings::Fixture fixture{TeamNamed("A"), TeamNamed("B"), 2020, false};
  ratings.Enter(fixture);
  ratings.Set(fixture.home, 1805, 2020);
  fixture.season = 2021;
  ratings.Enter(fixture);
  ratings.Enter(fixture);
  CHECK(ratings.Find(fixture.home)->rating == Approx(1705));
}

TEST_CASE("the NBA rule has its published form", "[elo]") {
  EloParameters parameters = KnownSports().at("nba").elo;
  EloRatings ratings(parameters);
  const EloRatings::Fixture fixture{TeamNamed("A"), TeamNamed("B"), 2020, false};
  ratings.Enter(fixture);
  const double before = ratings.Find(fixture.home)->rating;
  ratings.Update(fixture, {110, 100});
  const double expected =
      20 * std::pow(13, 0.8) / (7.5 + 0.006 * 100) * (1 - 1 / (1 + std::pow(10, -0.25)));
  CHECK(ratings.Find(fixture.home)->rating - before == Approx(expected));
}

TEST_CASE("a side with few rated games makes the model abstain, with its name", "[elo]") {
  League league("nfl");
  league.PlayRounds(9);
  const GameId next = league.Schedule(0, 1);
  const auto verdict = EloModel(KnownSports()).Judge(league.AsOfNow(), next);
  REQUIRE(verdict.ok());
  const auto& abstention = std::get<Abstention>(*verdict);
  CHECK(abstention.reason == "few_games");
  CHECK(abstention.message == "Team 0 has 9 rated games, 10 are needed");
}

TEST_CASE("a sport without parameters makes the model abstain", "[elo]") {
  League league("curling");
  const auto verdict = EloModel(KnownSports()).Judge(league.AsOfNow(), league.Schedule(0, 1));
  CHECK(std::get<Abstention>(*verdict).reason == "unknown_sport");
}

TEST_CASE("a game nobody told of is not found", "[elo]") {
  League league("nfl");
  CHECK(EloModel(KnownSports()).Judge(league.AsOfNow(), GameId()).status().code() ==
        absl::StatusCode::kNotFound);
}

TEST_CASE("the forecast's markets are the ratings' expectancy, in every sport", "[elo]") {
  const auto sport = GENERATE("nfl", "ncaaf", "nba", "wnba", "ncaab", "mlb", "nhl", "epl");
  CAPTURE(sport);
  League league(sport);
  league.PlayRounds(30);
  const GameId next = league.Schedule(0, 1);
  const auto verdict = EloModel(KnownSports()).Judge(league.AsOfNow(), next);
  const auto& forecast = std::get<Forecast>(*verdict);
  const auto expectancy = std::find_if(forecast.features.begin(), forecast.features.end(),
                                       [](const Feature& f) { return f.feature == "expectancy"; });
  CHECK(ExpectancyOf(forecast.distribution.margin) == Approx(expectancy->value).epsilon(1e-9));
  CHECK(expectancy->value > 0.5);  // Team 0 is the strongest, at home
  const auto cover =
      ChancesOf(forecast.distribution, FullGameSpread(EvenSpreadQuarters(forecast.distribution)),
                Side::kHome);
  CHECK(cover->win + cover->loss == Approx(1));
}

}  // namespace
}  // namespace overround::models
