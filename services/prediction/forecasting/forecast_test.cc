#include "services/prediction/forecasting/forecast.h"

#include <string>
#include <vector>

#include "migrations/prediction_migrations.h"
#include <catch2/catch.hpp>

#include "libs/models/consensus.h"
#include "libs/models/elo.h"
#include "libs/ops/run_service.h"
#include "libs/testing/catalogue.h"
#include "libs/testing/postgres.h"
#include "libs/testing/status_matchers.h"
#include "services/prediction/edges/edge.h"

namespace overround::prediction {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'785'000'000);
const absl::Time kNow = kStart - absl::Hours(3);
const IdSource kIds("test");
const std::string kSalt = "salt";
const GameId kGame(kIds.Derive(kStart, "game", "1"));

history::FactStamp Stamp(const std::string& key, int64_t position) {
  history::FactStamp stamp;
  stamp.fact_id = kIds.Derive(kStart, "fact", key);
  stamp.receive_time = stamp.known_time = kNow - absl::Hours(1) + absl::Seconds(position);
  stamp.log_position = position;
  return stamp;
}

// A game that three books quote, one of them at a better price on the favourite.
struct Fixture {
  history::History history;
  int64_t position = 0;

  Fixture() {
    history::GameFact game;
    game.stamp = Stamp("game", ++position);
    game.game = kGame;
    game.sport = "mlb";
    game.home = TeamId(kIds.Derive(kStart, "team", "home"));
    game.away = TeamId(kIds.Derive(kStart, "team", "away"));
    game.start_time = kStart;
    history.Apply(game);
    history.Name({game.home, "mlb", "New York"});
    history.Name({game.away, "mlb", "Boston"});
    for (const char* book : {"a", "b", "c"}) {
      Quote(book, Side::kHome, std::string(book) == "c" ? -140 : -160);
      Quote(book, Side::kAway, 140);
    }
  }

  void Quote(const std::string& book, Side side, int32_t american) {
    const int64_t at = ++position;
    history.Apply(history::QuoteFact{
        .stamp = Stamp(book + std::string(ToString(side)) + std::to_string(at), at),
        .game = kGame,
        .sportsbook = book,
        .market = FullGameMoneyline(),
        .side = side,
        .odds = *Odds::FromAmerican(american)});
  }

  Analysis Ask(const models::Model& model, absl::Time now = kNow) const {
    const auto as_of = history::AsOf::Live(history, position, now);
    return *Analyse(model, kGame,
                    {.as_of = as_of, .log_id = Uuid(), .ids = kIds, .salt_seed = kSalt});
  }
};

const models::ConsensusModel kConsensus(models::KnownSports());

TEST_CASE("prediction's tables follow the rules of distribution", "[prediction][pg]") {
  const testing::TestDatabase database("prediction",
                                       ops::MigrationSetsOf("prediction", kMigrations));
  CHECK_THAT(testing::CatalogueFaults(database, "prediction"),
             Catch::Equals(std::vector<std::string>()));
}

TEST_CASE("a forecast names the likelier side and its inverse the other", "[forecast]") {
  const Analysis analysis = Fixture().Ask(kConsensus);
  REQUIRE(analysis.predictions.size() >= 2);
  const Prediction& original = analysis.predictions[0];
  const Prediction& inverse = analysis.predictions[1];
  CHECK(analysis.game_title == "Boston at New York");
  CHECK(original.side == Side::kHome);
  CHECK(inverse.side == Side::kAway);
  CHECK(inverse.inverse);
  CHECK(original.counterpart == inverse.id);
  CHECK(inverse.counterpart == original.id);
  CHECK(original.probability + inverse.probability + original.push_probability == Approx(1));
}

TEST_CASE("the best price on offer is the one an edge is measured at", "[forecast]") {
  const Analysis analysis = Fixture().Ask(kConsensus);
  REQUIRE(analysis.predictions[0].price.has_value());
  CHECK(analysis.predictions[0].price->sportsbook == "c");
  CHECK(analysis.predictions[0].price->odds == *Odds::FromAmerican(-140));
  const std::vector<Edge> edges = EdgesOf(analysis, kIds);
  REQUIRE(edges.size() == 1);
  CHECK(edges[0].prediction.id == analysis.predictions[0].id);
  CHECK(edges[0].expire_time == kStart);
}

TEST_CASE("the same facts give the same ids, hashes and content at the same time", "[forecast]") {
  const Analysis first = Fixture().Ask(kConsensus);
  const Analysis second = Fixture().Ask(kConsensus);
  CHECK(first.id == second.id);
  CHECK(first.predictions[0].hash == second.predictions[0].hash);
  const Analysis later = Fixture().Ask(kConsensus, kNow + absl::Minutes(1));
  CHECK(later.id != first.id);
  CHECK(later.content_hash == first.content_hash);
}

TEST_CASE("a price that moves ends the edge that was found at it", "[edges]") {
  Fixture fixture;
  const Edge edge = EdgesOf(fixture.Ask(kConsensus), kIds).at(0);
  CHECK(StateAfter(edge, fixture.Ask(kConsensus)) == EdgeState::kOpen);
  fixture.Quote("c", Side::kHome, -165);
  CHECK(StateAfter(edge, fixture.Ask(kConsensus)) == EdgeState::kPriceGone);
}

TEST_CASE("a model that knows too little abstains with its reason and predicts nothing",
          "[forecast]") {
  const Analysis analysis = Fixture().Ask(models::EloModel(models::KnownSports()));
  REQUIRE(analysis.abstention.has_value());
  CHECK(analysis.abstention->reason == "few_games");
  CHECK(analysis.predictions.empty());
}

}  // namespace
}  // namespace overround::prediction
