#include "services/collector/games/games.h"

#include <catch2/catch.hpp>

#include "services/collector/fixture_test.h"
#include "services/collector/games/matching.h"

namespace overround::collector {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'785'000'000);
const absl::Time kStart = kNow + absl::Hours(8);

Provenance From(const std::string& source, absl::Time at = kNow) {
  return {source, "", at, at, Basis::kObserved};
}

Described As(const std::string& source, const std::string& id, absl::Time start = kStart) {
  Described described;
  described.external = {source, id};
  described.home = "St. Louis Blues";
  described.away = "Montréal Canadiens";
  described.start = start;
  return described;
}

struct GamesFixture : CollectorFixture {
  Sport sport = Do(
      [](pg::Transaction& tx) -> absl::StatusOr<Sport> { return **games::FindSport(tx, "mlb"); });

  Game Adopt(const Described& described) {
    return Do([&](pg::Transaction& tx) -> absl::StatusOr<Game> {
      auto teams = Teams::Load(tx, sport, ids);
      if (!teams.ok()) return teams.status();
      return games.Adopt(tx, sport, *teams, described, From(described.external.source));
    });
  }
  Game Reload(const GameId& id) {
    return **database.pool().InTransaction(
        testing::Soon(), [&](pg::Transaction& tx) { return games::FindGame(tx, id); });
  }
};

TEST_CASE("names that differ in accents and points are one team", "[games]") {
  CHECK(PlainName("St. Louis Blues") == PlainName("St Louis Blues"));
  CHECK(PlainName("Montréal Canadiens") == "montrealcanadiens");
  CHECK(PlainName("Boston Red Sox") != PlainName("Chicago White Sox"));
}

TEST_CASE("at a neutral site one source's home is the other's away, whoever came first",
          "[games][pg]") {
  GamesFixture collector;
  const auto [is_first_neutral, is_second_neutral, is_one] = GENERATE(
      table<bool, bool, bool>({{true, false, true}, {false, true, true}, {false, false, false}}));
  Described first = As("odds_api", "x");
  first.is_neutral_site = is_first_neutral;
  const Game known = collector.Adopt(first);
  Described second = As("mlb_stats", "7");
  std::swap(second.home, second.away);
  second.is_neutral_site = is_second_neutral;
  const Game other = collector.Adopt(second);
  CHECK((other.id == known.id) == is_one);
  CHECK(other.is_swapped == is_one);
  const auto again = collector.Do(
      [](pg::Transaction& tx) { return games::FindByExternalIds(tx, "mlb_stats", {"7"}); });
  REQUIRE(again.size() == 1);
  CHECK(again[0].game.is_swapped == is_one);
}

TEST_CASE("two sources that name one game find the same one", "[games][pg]") {
  GamesFixture collector;
  const Game first = collector.Adopt(As("odds_api", "x"));
  Described other = As("mlb_stats", "7", kStart + absl::Minutes(40));
  other.home = "St Louis Blues";
  other.away = "Montreal Canadiens";
  CHECK(collector.Adopt(other).id == first.id);
  CHECK(collector.Number("SELECT count(*) FROM collector.teams") == 2);
  CHECK(collector.Events() == std::vector<std::string>{"GameScheduled"});
}

TEST_CASE("a double-header is two games, and each source finds both", "[games][pg]") {
  GamesFixture collector;
  const Game noon = collector.Adopt(As("odds_api", "x"));
  const Game evening = collector.Adopt(As("odds_api", "y", kStart + absl::Minutes(80)));
  CHECK(noon.id != evening.id);
  CHECK(collector.Adopt(As("mlb_stats", "1", kStart + absl::Minutes(70))).id == evening.id);
  CHECK(collector.Adopt(As("mlb_stats", "2", kStart + absl::Minutes(5))).id == noon.id);
}

TEST_CASE("two games equally near are nobody's", "[games]") {
  games::Candidate early;
  early.game.start = kStart - absl::Minutes(30);
  games::Candidate late;
  late.game.start = kStart + absl::Minutes(30);
  Sport sport;
  sport.match_window = absl::Minutes(90);
  CHECK_FALSE(PickMatch({early, late}, As("s", "1"), sport).has_value());
  CHECK(PickMatch({early}, As("s", "1"), sport).has_value());
  sport.match_window = absl::Minutes(20);
  CHECK_FALSE(PickMatch({early}, As("s", "1"), sport).has_value());
}

TEST_CASE("a source that tells less of a result corrects nothing", "[games][pg]") {
  GamesFixture collector;
  Game game = collector.Adopt(As("odds_api", "x"));
  const auto finish = [&](const Score& score) {
    return collector.Do(
        [&](pg::Transaction& tx) { return collector.games.Finish(tx, score, From("s"), game); });
  };
  Score known{Ending::kPlayed, 4, 3, 3, 3, true};
  CHECK(finish({Ending::kPlayed, 4, 3, std::nullopt, std::nullopt, std::nullopt}));
  // Overtime is news.
  CHECK(finish(known));
  CHECK_FALSE(finish({Ending::kPlayed, 4, 3, std::nullopt, std::nullopt, std::nullopt}));
  CHECK_FALSE(finish(known));
  known.home = 5;
  CHECK(finish(known));
  CHECK(collector.Number("SELECT count(*) FROM collector.results") == 3);
  CHECK(collector.Number("SELECT count(*) FROM collector.results WHERE has_overtime") == 2);
}

TEST_CASE("a postponed game moves, keeps its id, and is off again", "[games][pg]") {
  GamesFixture collector;
  Game game = collector.Adopt(As("odds_api", "x"));
  collector.Do([&](pg::Transaction& tx) {
    return collector.games.Start(tx, kStart, From("collector"), game).status();
  });
  CHECK(collector.Reload(game.id).status == GameStatus::kInPlay);
  collector.Do([&](pg::Transaction& tx) {
    return collector.games.Move(tx, collector.sport, kStart + absl::Hours(24), From("odds_api"),
                                game);
  });
  const Game moved = collector.Reload(game.id);
  CHECK(moved.status == GameStatus::kScheduled);
  CHECK(moved.start == kStart + absl::Hours(24));
  CHECK(collector.Events() ==
        std::vector<std::string>{"GameScheduled", "GameStarted", "GameMoved"});
}

TEST_CASE("two records that turn out to be one game are merged, and the ids follow",
          "[games][pg]") {
  GamesFixture collector;
  Game first = collector.Adopt(As("odds_api", "x"));
  Game second = collector.Adopt(As("mlb_stats", "1", kStart + absl::Hours(5)));
  REQUIRE(first.id != second.id);
  collector.Do([&](pg::Transaction& tx) {
    return collector.games.Move(tx, collector.sport, kStart + absl::Hours(5), From("odds_api"),
                                first);
  });
  const GameId survivor = std::min(first.id, second.id);
  const auto known = collector.Do(
      [](pg::Transaction& tx) { return games::FindByExternalIds(tx, "mlb_stats", {"1"}); });
  REQUIRE(known.size() == 1);
  CHECK(known[0].game.id == survivor);
  CHECK(collector.Number("SELECT count(*) FROM collector.games WHERE status = 'MERGED'") == 1);
  CHECK(collector.Events().back() == "GameMerged");
}

TEST_CASE("a result, the same again, and a correction", "[games][pg]") {
  GamesFixture collector;
  Game game = collector.Adopt(As("odds_api", "x"));
  Score score;
  score.home = 3;
  score.away = 1;
  const auto finish = [&] {
    return collector.Do([&](pg::Transaction& tx) {
      return collector.games.Finish(tx, score, From("odds_api"), game);
    });
  };
  CHECK(finish());
  CHECK_FALSE(finish());
  score.away = 2;
  CHECK(finish());
  CHECK(game.result_revision == 2);
  CHECK(collector.Events() ==
        std::vector<std::string>{"GameScheduled", "GameFinal", "ResultCorrected"});
}

TEST_CASE("a void game takes no result, and a final one cannot be voided", "[games][pg]") {
  GamesFixture collector;
  Game game = collector.Adopt(As("odds_api", "x"));
  collector.Do([&](pg::Transaction& tx) {
    return collector.games.Void(tx, "cancelled", From("odds_api"), game);
  });
  const auto finished = collector.database.pool().InTransaction(
      testing::Soon(), [&](pg::Transaction& tx) -> absl::Status {
        return collector.games.Finish(tx, {}, From("odds_api"), game).status();
      });
  CHECK(Fails(finished, absl::StatusCode::kFailedPrecondition));
  CHECK(collector.Events().back() == "GameVoided");
}

}  // namespace
}  // namespace overround::collector
