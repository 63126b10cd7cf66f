#include "libs/models/consensus.h"

#include <algorithm>

#include <catch2/catch.hpp>

#include "libs/models/model_test_fixtures.h"

namespace overround::models {
namespace {

MarketKey Regulation(MarketKey market) {
  market.period = Period::kRegulation;
  market.overtime = OvertimeRule::kExcluded;
  return market;
}

// Two sides of one market from one book, in American odds.
void OfferBoth(League& league, const GameId& game, absl::string_view book, const MarketKey& market,
               int32_t first, int32_t second) {
  const std::span<const Side> sides = SidesOf(market);
  league.Offer(game, book, market, sides[0], *Odds::FromAmerican(first));
  league.Offer(game, book, market, sides[1], *Odds::FromAmerican(second));
}

double FeatureNamed(const Forecast& forecast, absl::string_view name) {
  for (const Feature& feature : forecast.features) {
    if (feature.feature == name) return feature.value;
  }
  FAIL("no feature " << name);
  return 0;
}

double DecidedIn(const Forecast& forecast, const MarketKey& market, Side side) {
  const auto chances = ChancesOf(forecast.distribution, market, side);
  REQUIRE(chances.ok());
  return DecidedWinChance(*chances);
}

Forecast ForecastOf(const League& league, const GameId& game) {
  const auto verdict = ConsensusModel(KnownSports()).Judge(league.AsOfNow(), game);
  REQUIRE(verdict.ok());
  REQUIRE(std::holds_alternative<Forecast>(*verdict));
  return std::get<Forecast>(*verdict);
}

TEST_CASE("each book is de-vigged by its margin and the median is blended", "[consensus]") {
  League league("nfl");
  const GameId game = league.Schedule(0, 1);
  OfferBoth(league, game, "soft", FullGameMoneyline(), -160, 130);
  OfferBoth(league, game, "sharp", FullGameMoneyline(), -142, 138);
  OfferBoth(league, game, "third", FullGameMoneyline(), -150, 130);
  const auto markets = ConsensusOf(league.AsOfNow(), game, ConsensusOptions{});
  REQUIRE(markets.size() == 1);
  const std::vector<BookOpinion>& home = markets[0].books[0];
  REQUIRE(home.size() == 3);
  CHECK(home[0].sportsbook == "sharp");
  CHECK(home[0].method == DevigMethod::kMultiplicative);
  CHECK(home[1].method == DevigMethod::kPower);
  CHECK(home[1].margin == Approx(0.0502).margin(1e-4));
  std::vector<double> fair = {home[0].fair, home[1].fair, home[2].fair};
  std::sort(fair.begin(), fair.end());
  CHECK(markets[0].fair[0] == Approx(fair[1]));
  CHECK(markets[0].fair[0] + markets[0].fair[1] == Approx(1));
}

TEST_CASE("what cannot be taken, or is not whole, has no voice", "[consensus]") {
  League league("nfl");
  const GameId game = league.Schedule(0, 1);
  OfferBoth(league, game, "one", FullGameMoneyline(), -110, -110);
  OfferBoth(league, game, "two", FullGameMoneyline(), -110, -110);
  league.Offer(game, "half", FullGameMoneyline(), Side::kHome, *Odds::FromAmerican(300));
  history::QuoteFact quote{.stamp = league.Stamp(league.now()),
                           .game = game,
                           .sportsbook = "average",
                           .market = FullGameMoneyline(),
                           .side = Side::kHome,
                           .odds = *Odds::FromAmerican(300),
                           .bettable = false};
  league.Apply(quote);
  const auto markets = ConsensusOf(league.AsOfNow(), game, ConsensusOptions{});
  REQUIRE(markets.size() == 1);
  CHECK(markets[0].books[0].size() == 2);
  CHECK(markets[0].fair[0] == Approx(0.5));
  CHECK(ConsensusOf(league.AsOfNow(), game, {.without_book = "one"}).empty());
}

TEST_CASE("the main line is what most books quote, then the most even", "[consensus]") {
  League league("nfl");
  const GameId game = league.Schedule(0, 1);
  for (const char* book : {"one", "two"}) {
    OfferBoth(league, game, book, FullGameSpread(-14), 120, -140);
    OfferBoth(league, game, book, FullGameSpread(-12), -110, -110);
  }
  const auto even = ConsensusOf(league.AsOfNow(), game, ConsensusOptions{});
  CHECK(MainLine(even, SlotOf(FullGameSpread(0)))->market == FullGameSpread(-12));
  OfferBoth(league, game, "three", FullGameSpread(-14), 120, -140);
  const auto most = ConsensusOf(league.AsOfNow(), game, ConsensusOptions{});
  CHECK(MainLine(most, SlotOf(FullGameSpread(0)))->market == FullGameSpread(-14));
  CHECK(MainLine(most, SlotOf(FullGameTotal(0))) == nullptr);
}

TEST_CASE("the distribution agrees with the market on all three main markets", "[consensus]") {
  const auto [sport, spread, total] = GENERATE(table<const char*, int32_t, int32_t>(
      {{"nfl", -14, 190}, {"nfl", -12, 188}, {"nba", -10, 890}, {"mlb", -6, 34}, {"nhl", -6, 24}}));
  CAPTURE(sport, spread, total);
  League league(sport);
  league.PlayRounds(2);
  const GameId game = league.Schedule(0, 1);
  const bool run_line = spread == -6;
  for (const char* book : {"one", "two", "three"}) {
    OfferBoth(league, game, book, FullGameMoneyline(), -170, 145);
    OfferBoth(league, game, book, FullGameSpread(spread), run_line ? 135 : -108,
              run_line ? -160 : -112);
    OfferBoth(league, game, book, FullGameTotal(total), -105, -115);
  }
  const Forecast forecast = ForecastOf(league, game);
  CHECK(DecidedIn(forecast, FullGameMoneyline(), Side::kHome) ==
        Approx(FeatureNamed(forecast, "moneyline_share")).margin(1e-9));
  CHECK(DecidedIn(forecast, FullGameSpread(spread), Side::kHome) ==
        Approx(FeatureNamed(forecast, "spread_share")).margin(1e-9));
  CHECK(DecidedIn(forecast, FullGameTotal(total), Side::kOver) ==
        Approx(FeatureNamed(forecast, "total_share")).margin(1e-9));
  CHECK(FeatureNamed(forecast, "spread_line") == spread / 4.0);
}

TEST_CASE("a soccer market is met in all three sides, quarter handicap included", "[consensus]") {
  League league("epl");
  const GameId game = league.Schedule(0, 1);
  for (const char* book : {"one", "two"}) {
    league.Offer(game, book, RegulationThreeWay(), Side::kHome, *Odds::ParseDecimal("2.10"));
    league.Offer(game, book, RegulationThreeWay(), Side::kDraw, *Odds::ParseDecimal("3.40"));
    league.Offer(game, book, RegulationThreeWay(), Side::kAway, *Odds::ParseDecimal("3.60"));
    OfferBoth(league, game, book, Regulation(FullGameSpread(-3)), 148, -172);
    OfferBoth(league, game, book, Regulation(FullGameTotal(10)), -105, -115);
  }
  const Forecast forecast = ForecastOf(league, game);
  const auto markets = ConsensusOf(league.AsOfNow(), game, ConsensusOptions{});
  const MarketConsensus* three_way = MainLine(markets, SlotOf(RegulationThreeWay()));
  for (size_t side = 0; side < 3; ++side) {
    const auto chances =
        ChancesOf(forecast.distribution, RegulationThreeWay(), SidesOf(RegulationThreeWay())[side]);
    CHECK(chances->win == Approx(three_way->fair[side]).margin(1e-9));
  }
  CHECK(DecidedIn(forecast, Regulation(FullGameSpread(-3)), Side::kHome) ==
        Approx(FeatureNamed(forecast, "spread_share")).margin(1e-9));
  CHECK(forecast.distribution.margin == forecast.distribution.regulation_margin);
}

TEST_CASE("a spread that contradicts the winner is left out, and said so", "[consensus]") {
  League league("nba");
  const GameId game = league.Schedule(0, 1);
  for (const char* book : {"one", "two"}) {
    OfferBoth(league, game, book, FullGameMoneyline(), -110, -110);
    OfferBoth(league, game, book, FullGameSpread(0), -150, 130);
  }
  const Forecast forecast = ForecastOf(league, game);
  CHECK(FeatureNamed(forecast, "spread_left_out") == 1);
  CHECK(DecidedIn(forecast, FullGameMoneyline(), Side::kHome) == Approx(0.5).margin(1e-9));
}

TEST_CASE("too few quotes, or an unknown sport, make the model abstain", "[consensus]") {
  League league("nfl");
  const GameId game = league.Schedule(0, 1);
  OfferBoth(league, game, "one", FullGameMoneyline(), -110, -110);
  const ConsensusModel model(KnownSports());
  CHECK(std::get<Abstention>(*model.Judge(league.AsOfNow(), game)).reason == "few_quotes");
  League other("curling");
  CHECK(std::get<Abstention>(*model.Judge(other.AsOfNow(), other.Schedule(0, 1))).reason ==
        "unknown_sport");
  CHECK_FALSE(model.Judge(league.AsOfNow(), GameId()).ok());
}

}  // namespace
}  // namespace overround::models
