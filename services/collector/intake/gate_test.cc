#include "services/collector/intake/gate.h"

#include <catch2/catch.hpp>

namespace overround::collector {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);
const absl::Time kBefore = kStart - absl::Hours(1);

Offer OfferAt(const MarketKey& market, Side side, int american,
              std::optional<absl::Time> stamped = kBefore) {
  return {market, side, *Odds::FromAmerican(american), "", QuoteFormat::kAmerican, false, stamped};
}

BookSheet Moneyline(const std::string& key, int home, int away) {
  return {key,
          key,
          {OfferAt(FullGameMoneyline(), Side::kHome, home),
           OfferAt(FullGameMoneyline(), Side::kAway, away)},
          true};
}

BookSheet Total(const std::string& key, int line_quarters) {
  return {key,
          key,
          {OfferAt(FullGameTotal(line_quarters), Side::kOver, -110),
           OfferAt(FullGameTotal(line_quarters), Side::kUnder, -110)},
          true};
}

GameSheet Game(std::vector<BookSheet> books) {
  return {"id", "baseball_mlb", kStart, "Home", "Away", std::move(books), true};
}

TEST_CASE("a margin outside the believable is held, one inside passes", "[gate]") {
  const auto [home, away, held] = GENERATE(table<int, int, int>({{-110, -110, 0},
                                                                 {100, 100, 0},
                                                                 {150, 150, 1},
                                                                 {-300, -300, 1},
                                                                 {-230, 205, 0},
                                                                 {-140, 250, 1}}));
  CAPTURE(home, away);
  GameSheet game = Game({Moneyline("a", home, away)});
  const GateReport report = PassGate(kBefore, kStart, game);
  CHECK(static_cast<int>(report.held.size()) == held);
  CHECK(game.books[0].offers.size() == (held == 1 ? 0 : 2));
  CHECK(report.checked == 2);
}

TEST_CASE("a side offered alone has no margin, and tells nothing of the other", "[gate]") {
  BookSheet alone = Moneyline("d", 170, -200);
  alone.offers.pop_back();
  GameSheet game = Game(
      {Moneyline("a", -200, 170), Moneyline("b", -210, 175), Moneyline("c", -190, 165), alone});
  CHECK(PassGate(kBefore, kStart, game).held.empty());
}

TEST_CASE("alternate lines are far from the main ones, and no reason to hold either", "[gate]") {
  std::vector<BookSheet> books = {Total("a", 34), Total("b", 34), Total("c", 34), Total("d", 34)};
  for (BookSheet& book : books) {
    for (const int line : {10, 80, 90}) {
      Offer offer = OfferAt(FullGameTotal(line), Side::kOver, 300);
      offer.is_alternate = true;
      book.offers.push_back(offer);
    }
  }
  GameSheet game = Game(books);
  CHECK(PassGate(kBefore, kStart, game).held.empty());
  // A margin nobody believes is held there too.
  Offer over = OfferAt(FullGameTotal(50), Side::kOver, -400);
  Offer under = OfferAt(FullGameTotal(50), Side::kUnder, -400);
  over.is_alternate = under.is_alternate = true;
  game.books[0].offers.insert(game.books[0].offers.end(), {over, under});
  CHECK(PassGate(kBefore, kStart, game).held.size() == 1);
}

TEST_CASE("sides swapped against three other books are held", "[gate]") {
  GameSheet game = Game({Moneyline("a", -200, 170), Moneyline("b", -210, 175),
                         Moneyline("c", -190, 165), Moneyline("d", 170, -200)});
  const GateReport report = PassGate(kBefore, kStart, game);
  REQUIRE(report.held.size() == 1);
  CHECK(report.held[0].sportsbook == "d");
  CHECK(report.held[0].reason == Refusal::kSwappedSides);
}

TEST_CASE("two other books are too few to judge by", "[gate]") {
  GameSheet game =
      Game({Moneyline("a", -200, 170), Moneyline("b", -210, 175), Moneyline("d", 170, -200)});
  CHECK(PassGate(kBefore, kStart, game).held.empty());
}

TEST_CASE("books that honestly differ about a near-even game all pass", "[gate]") {
  GameSheet game = Game({Moneyline("a", -105, -105), Moneyline("b", -115, 105),
                         Moneyline("c", 105, -115), Moneyline("d", -120, 110)});
  CHECK(PassGate(kBefore, kStart, game).held.empty());
}

TEST_CASE("a line far from all others is held", "[gate]") {
  GameSheet game = Game({Total("a", 34), Total("b", 36), Total("c", 34), Total("d", 162)});
  const GateReport report = PassGate(kBefore, kStart, game);
  REQUIRE(report.held.size() == 1);
  CHECK(report.held[0].reason == Refusal::kImpossibleLine);
}

TEST_CASE("a spread with the sign of the other side is held", "[gate]") {
  std::vector<BookSheet> books;
  for (const auto& [key, line] : {std::pair("a", -28), {"b", -28}, {"c", -26}, {"d", 28}}) {
    books.push_back({key,
                     key,
                     {OfferAt(FullGameSpread(line), Side::kHome, -110),
                      OfferAt(FullGameSpread(line), Side::kAway, -110)},
                     true});
  }
  GameSheet game = Game(std::move(books));
  const GateReport report = PassGate(kBefore, kStart, game);
  REQUIRE(report.held.size() == 1);
  CHECK(report.held[0].reason == Refusal::kSwappedSides);
}

TEST_CASE("prices in play are counted and judged by their margin alone", "[gate]") {
  GameSheet game = Game({Moneyline("a", -200, 170), Moneyline("b", -210, 175),
                         Moneyline("c", -190, 165), Moneyline("d", 170, -200)});
  const GateReport report = PassGate(kStart + absl::Minutes(5), kStart, game);
  CHECK(report.held.empty());
  CHECK(report.in_play == 8);
}

}  // namespace
}  // namespace overround::collector
