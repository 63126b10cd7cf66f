#include "services/collector/quotes/comparison.h"

#include <array>
#include <utility>
#include <vector>

#include <catch2/catch.hpp>

namespace overround::collector {
namespace {

const absl::Time kNow = absl::FromUnixSeconds(1'790'000'000);
const IdSource kIds("comparison");

GameId GameNumbered(int number) {
  std::array<uint8_t, 16> bytes{};
  bytes[14] = static_cast<uint8_t>(number / 256);
  bytes[15] = static_cast<uint8_t>(number % 256);
  return GameId(Uuid(bytes));
}

// Two books' totals of each game.
Shown AnswerOf(int games, int american) {
  Shown shown{
      "mlb", {"odds_api", "", kNow, kNow, Basis::kObserved}, {}, {MarketKind::kTotal}, true};
  for (int game = 0; game < games; ++game) {
    for (const char* book : {"a", "b"}) {
      std::vector<Offer> offers;
      for (const Side side : {Side::kOver, Side::kUnder}) {
        offers.push_back({FullGameTotal(34), side, *Odds::FromAmerican(american), ""});
      }
      shown.books.push_back({GameNumbered(game), kNow + absl::Hours(1), book, true, offers, true});
    }
  }
  return shown;
}

std::vector<Uuid> IdsOf(std::span<const Quote> quotes) {
  std::vector<Uuid> ids;
  for (const Quote& quote : quotes) ids.push_back(quote.stamp.fact_id);
  return ids;
}

// All that NextChanged gives, and in how many parts.
std::pair<std::vector<Uuid>, int> Follow(Comparison& comparison) {
  std::vector<Uuid> given;
  int parts = 0;
  for (auto next = comparison.NextChanged(); !next.empty(); next = comparison.NextChanged()) {
    for (const Uuid& id : IdsOf(next)) given.push_back(id);
    ++parts;
  }
  return {given, parts};
}

TEST_CASE("every change is given once, in order, while the rest is looked for", "[comparison]") {
  const int games = GENERATE(1, 64, 1000);
  Board board(kIds);
  Board alone(kIds);
  const Shown shown = AnswerOf(games, -110);
  const BoardChange wanted = alone.Take(shown);
  REQUIRE(wanted.changed.size() == static_cast<size_t>(games) * 4);
  Comparison comparison(board, shown);
  const auto [given, parts] = Follow(comparison);
  CHECK(given == IdsOf(wanted.changed));
  CHECK(parts <= games * 4 / 256 + 1);
  CHECK(IdsOf(comparison.Change().changed) == given);
  CHECK(comparison.NextChanged().empty());
  CHECK(board.size() == given.size());
}

TEST_CASE("what changes nothing gives nothing", "[comparison]") {
  Board board(kIds);
  board.Take(AnswerOf(300, -110));
  const Shown again = AnswerOf(300, -110);
  Comparison comparison(board, again);
  CHECK(comparison.NextChanged().empty());
  CHECK(comparison.Change().unchanged == 1200);
}

TEST_CASE("nobody need follow a comparison to its end", "[comparison]") {
  Board board(kIds);
  const Shown shown = AnswerOf(1000, -110);
  {
    Comparison comparison(board, shown);
    comparison.NextChanged();
  }
  CHECK(board.size() == 4000);
}

}  // namespace
}  // namespace overround::collector
