#include "libs/history/history.h"

#include <algorithm>
#include <random>
#include <string>

#include <absl/strings/str_cat.h>
#include <catch2/catch.hpp>

#include "libs/base/sha256.h"
#include "libs/history/as_of.h"
#include "libs/history/features.h"

namespace overround::history {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'750'000'000);

Uuid Named(absl::string_view name) {
  const Sha256Digest digest = Sha256(name);
  std::array<uint8_t, 16> bytes;
  std::copy_n(digest.begin(), bytes.size(), bytes.begin());
  return Uuid(bytes);
}

GameId GameNamed(absl::string_view name) { return GameId(Named(name)); }
TeamId TeamNamed(absl::string_view name) { return TeamId(Named(name)); }
absl::Time Hour(int64_t hours) { return kStart + absl::Hours(hours); }

FactStamp Stamp(absl::string_view id, int64_t known_hour, int64_t position = 0) {
  return {Named(id), Hour(known_hour), Hour(known_hour), KnownBasis::kObserved, position};
}

GameFact Scheduled(absl::string_view game, int64_t known_hour, int64_t start_hour) {
  GameFact fact;
  fact.stamp = Stamp(absl::StrCat(game, known_hour), known_hour, known_hour);
  fact.game = GameNamed(game);
  fact.sport = "nfl";
  fact.home = TeamNamed("home");
  fact.away = TeamNamed("away");
  fact.start_time = Hour(start_hour);
  return fact;
}

ResultFact Ended(absl::string_view game, int64_t known_hour, int32_t revision, Score score) {
  ResultFact fact;
  fact.stamp = Stamp(absl::StrCat(game, "result", revision), known_hour, known_hour);
  fact.game = GameNamed(game);
  fact.revision = revision;
  fact.score = score;
  return fact;
}

QuoteFact Offered(absl::string_view id, absl::string_view game, int64_t known_hour, int32_t quote) {
  return {.stamp = Stamp(id, known_hour, known_hour),
          .game = GameNamed(game),
          .sportsbook = "sharp",
          .market = FullGameMoneyline(),
          .side = Side::kHome,
          .odds = *Odds::FromAmerican(quote)};
}

TEST_CASE("a fact told twice changes nothing", "[history]") {
  History history;
  CHECK(history.Apply(Scheduled("g", 1, 50)));
  CHECK_FALSE(history.Apply(Scheduled("g", 1, 60)));
  CHECK(history.fact_count() == 1);
  CHECK(AsOf::Known(history, Hour(2)).FindGame(GameNamed("g"))->start_time == Hour(50));
}

TEST_CASE("what was not known yet is not there", "[history]") {
  History history;
  history.Apply(Scheduled("g", 1, 10));
  history.Apply(Ended("g", 13, 1, {20, 17}));
  CHECK_FALSE(AsOf::Known(history, Hour(0)).FindGame(GameNamed("g")));
  CHECK(AsOf::Known(history, Hour(5)).UpcomingGames("nfl").size() == 1);
  CHECK(AsOf::Known(history, Hour(10)).UpcomingGames("nfl").empty());
  CHECK_FALSE(AsOf::Known(history, Hour(12)).FindResult(GameNamed("g")));
  CHECK(AsOf::Known(history, Hour(13)).FindResult(GameNamed("g"))->score == Score{20, 17});
}

TEST_CASE("live, a position bounds what is seen, and so does the time", "[history]") {
  History history;
  history.Apply(Scheduled("g", 1, 10));
  GameFact moved = Scheduled("g", 2, 20);
  moved.stamp.log_position = 7;
  history.Apply(moved);
  const auto start = [&](int64_t position, int64_t hour) {
    return AsOf::Live(history, position, Hour(hour)).FindGame(GameNamed("g"))->start_time;
  };
  CHECK(start(6, 5) == Hour(10));
  CHECK(start(7, 5) == Hour(20));
  CHECK(start(7, 1) == Hour(10));
}

TEST_CASE("a corrected result counts from when the correction was known", "[history]") {
  History history;
  history.Apply(Ended("g", 30, 2, {21, 17}));
  history.Apply(Scheduled("g", 1, 10));
  history.Apply(Ended("g", 13, 1, {20, 17}));
  CHECK(AsOf::Known(history, Hour(29)).FindResult(GameNamed("g"))->score.home == 20);
  CHECK(AsOf::Known(history, Hour(30)).FindResult(GameNamed("g"))->score.home == 21);
}

TEST_CASE("a void game has no result", "[history]") {
  History history;
  history.Apply(Scheduled("g", 1, 10));
  history.Apply(Ended("g", 13, 1, {1, 0}));
  GameFact voided = Scheduled("g", 20, 10);
  voided.status = GameStatus::kVoid;
  history.Apply(voided);
  CHECK(AsOf::Known(history, Hour(19)).FinishedGames("nfl").size() == 1);
  CHECK(AsOf::Known(history, Hour(20)).FinishedGames("nfl").empty());
}

TEST_CASE("of merged records the survivor answers for both, from the merge on", "[history]") {
  History history;
  history.Apply(Scheduled("a", 1, 50));
  history.Apply(Scheduled("b", 2, 50));
  history.Apply(Offered("q1", "a", 3, 150));
  history.Apply(Offered("q2", "b", 4, 160));
  history.Apply(MergeFact{Stamp("m", 6, 6), GameNamed("b"), GameNamed("a")});
  history.Apply(Ended("a", 60, 1, {3, 0}));
  const AsOf before = AsOf::Known(history, Hour(5));
  CHECK(before.UpcomingGames("nfl").size() == 2);
  CHECK(before.CurrentQuotes(GameNamed("a"))[0].odds == *Odds::FromAmerican(150));
  const AsOf after = AsOf::Known(history, Hour(6));
  REQUIRE(after.UpcomingGames("nfl").size() == 1);
  CHECK(after.FindGame(GameNamed("a"))->game == GameNamed("b"));
  REQUIRE(after.CurrentQuotes(GameNamed("a")).size() == 1);
  CHECK(after.CurrentQuotes(GameNamed("a"))[0].odds == *Odds::FromAmerican(160));
  const AsOf late = AsOf::Known(history, Hour(60));
  CHECK(late.FindResult(GameNamed("b"))->score.home == 3);
  CHECK(late.FinishedGamesOf(TeamNamed("home")).size() == 1);
}

TEST_CASE("records that are merged into each other still answer as one", "[history]") {
  History history;
  history.Apply(Scheduled("a", 1, 50));
  history.Apply(Scheduled("b", 2, 50));
  history.Apply(MergeFact{Stamp("m1", 3), GameNamed("b"), GameNamed("a")});
  history.Apply(MergeFact{Stamp("m2", 4), GameNamed("a"), GameNamed("b")});
  const AsOf after = AsOf::Known(history, Hour(5));
  CHECK(after.FindGame(GameNamed("a"))->game == after.FindGame(GameNamed("b"))->game);
}

TEST_CASE("a price that is gone is not on offer until it comes back", "[history]") {
  History history;
  history.Apply(Offered("q1", "g", 1, 150));
  QuoteFact gone = Offered("q2", "g", 2, 150);
  gone.offered = false;
  history.Apply(gone);
  history.Apply(Offered("q3", "g", 3, 140));
  const auto count = [&](int64_t hour) {
    return AsOf::Known(history, Hour(hour)).CurrentQuotes(GameNamed("g")).size();
  };
  CHECK(count(1) == 1);
  CHECK(count(2) == 0);
  CHECK(count(3) == 1);
}

TEST_CASE("a moved line is another quote, and a lay price is not a back price", "[history]") {
  History history;
  QuoteFact spread = Offered("q1", "g", 1, -110);
  spread.market = FullGameSpread(-12);
  history.Apply(spread);
  spread = Offered("q2", "g", 2, -110);
  spread.market = FullGameSpread(-14);
  history.Apply(spread);
  QuoteFact lay = Offered("q3", "g", 2, 120);
  lay.lay = true;
  history.Apply(lay);
  history.Apply(Offered("q4", "g", 2, 110));
  CHECK(AsOf::Known(history, Hour(2)).CurrentQuotes(GameNamed("g")).size() == 4);
}

TEST_CASE("a later revision replaces all closes of the earlier", "[history]") {
  History history;
  const ClosingPrice price{.sportsbook = "sharp",
                           .market = FullGameMoneyline(),
                           .side = Side::kHome,
                           .odds = *Odds::FromAmerican(150),
                           .age = absl::Minutes(1)};
  history.Apply(CloseFact{Stamp("c2", 12), GameNamed("g"), 2, Hour(11), {price}});
  history.Apply(CloseFact{Stamp("c1", 10), GameNamed("g"), 1, Hour(10), {price, price}});
  CHECK(AsOf::Known(history, Hour(9)).Closes(GameNamed("g")).empty());
  CHECK(AsOf::Known(history, Hour(10)).Closes(GameNamed("g")).size() == 2);
  CHECK(AsOf::Known(history, Hour(12)).Closes(GameNamed("g")).size() == 1);
}

TEST_CASE("one quote can be the price of several moments, alone and as the median", "[history]") {
  History history;
  DecisionPriceFact fact{.stamp = Stamp("q", 1),
                         .game = GameNamed("g"),
                         .moment = Moment::kOpen,
                         .sportsbook = "sharp",
                         .market = FullGameMoneyline(),
                         .side = Side::kHome,
                         .odds = *Odds::FromAmerican(150)};
  CHECK(history.Apply(fact));
  fact.moment = Moment::kClose;
  CHECK(history.Apply(fact));
  fact.sportsbook.reset();
  CHECK(history.Apply(fact));
  CHECK_FALSE(history.Apply(fact));
  const auto prices = AsOf::Known(history, Hour(1)).DecisionPrices(GameNamed("g"));
  REQUIRE(prices.size() == 3);
  CHECK_FALSE(prices[1].sportsbook);
  CHECK(prices[2].sportsbook == "sharp");
}

TEST_CASE("forgotten quotes leave everything else, and their room is used again", "[history]") {
  History history;
  history.Apply(Scheduled("g", 1, 10));
  history.Apply(Offered("q1", "g", 1, 150));
  history.Apply(Offered("q2", "h", 1, 130));
  history.ForgetQuotes(GameNamed("g"));
  history.Apply(Offered("q3", "h", 2, 120));
  const AsOf view = AsOf::Known(history, Hour(2));
  CHECK(view.CurrentQuotes(GameNamed("g")).empty());
  REQUIRE(view.CurrentQuotes(GameNamed("h")).size() == 1);
  CHECK(view.CurrentQuotes(GameNamed("h"))[0].odds == *Odds::FromAmerican(120));
  CHECK(view.FindGame(GameNamed("g")));
}

TEST_CASE("form counts what was finished before the game", "[history]") {
  History history;
  history.Apply(Scheduled("g1", 1, 10));
  history.Apply(Ended("g1", 13, 1, {20, 17}));
  history.Apply(Scheduled("g2", 1, 30));
  history.Apply(Ended("g2", 33, 1, {10, 17}));
  history.Apply(Scheduled("next", 1, 78));
  const AsOf view = AsOf::Known(history, Hour(40));
  const Game next = *view.FindGame(GameNamed("next"));
  const TeamForm form = FormOf(view, TeamNamed("home"), next, 5);
  CHECK(form.games == 2);
  CHECK(form.win_share == 0.5);
  CHECK(form.margin_mean == -2);
  CHECK(form.rest == absl::Hours(48));
  CHECK(FormOf(view, TeamNamed("home"), next, 1).margin_mean == -7);
  CHECK_FALSE(FormOf(view, TeamNamed("stranger"), next, 5).rest);
}

TEST_CASE("the share of assumed facts is known", "[history]") {
  History history;
  CHECK(history.assumed_share() == 0);
  history.Apply(Scheduled("g", 1, 10));
  ResultFact assumed = Ended("g", 13, 1, {1, 0});
  assumed.stamp.basis = KnownBasis::kAssumed;
  history.Apply(assumed);
  CHECK(history.assumed_share() == 0.5);
}

}  // namespace
}  // namespace overround::history
