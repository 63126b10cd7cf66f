#include "services/collector/intake/thin_contracts.h"

#include <catch2/catch.hpp>

#include "services/collector/intake/gate.h"

namespace overround::collector {
namespace {

const absl::Time kStart = absl::FromUnixSeconds(1'790'000'000);

// What the sides of a game's winner are sold at; nothing where nobody sells one.
GameSheet Sold(const std::optional<std::string>& home, const std::optional<std::string>& away) {
  BookSheet book{"kalshi", "Kalshi", {}, true};
  for (const auto& [side, text] : {std::pair(Side::kHome, home), {Side::kAway, away}}) {
    if (!text) continue;
    book.offers.push_back({FullGameMoneyline(), side, *Odds::ParseProbability(*text), *text,
                           QuoteFormat::kProbability, false, std::nullopt});
  }
  return {"id", "KXMLBGAME", kStart, "Home", "Away", {book}, true};
}

TEST_CASE("contracts far apart are left out and counted, and none is held for its margin",
          "[kalshi][gate]") {
  const auto [home, away, kept] =
      GENERATE(table<std::optional<std::string>, std::optional<std::string>, int>(
          {{"0.58", "0.43", 2},
           {"0.70", "0.64", 2},
           {"0.75", "0.64", 0},
           {"0.99", "0.99", 0},
           {"0.19", std::nullopt, 1},
           {std::nullopt, "0.90", 0}}));
  CAPTURE(home, away);
  GameSheet game = Sold(home, away);
  const int told = static_cast<int>(game.books[0].offers.size());
  const std::vector<Refused> refused = LeaveOutThin(game);
  CHECK(game.books[0].offers.size() == static_cast<size_t>(kept));
  CHECK(refused.size() == (kept == told ? 0 : 1));
  if (!refused.empty()) CHECK(refused[0].reason == Refusal::kThinMarket);
  if (!refused.empty()) CHECK(refused[0].count == told - kept);
  CHECK(PassGate(kStart - absl::Hours(1), kStart, game).held.empty());
}

TEST_CASE("the gate knows no greatest margin of contracts, and holds bids above the asks",
          "[kalshi][gate]") {
  GameSheet wide = Sold("0.75", "0.70");
  CHECK(PassGate(kStart - absl::Hours(1), kStart, wide).held.empty());
  GameSheet crossed = Sold("0.50", "0.45");
  const GateReport report = PassGate(kStart - absl::Hours(1), kStart, crossed);
  REQUIRE(report.held.size() == 1);
  CHECK(report.held[0].reason == Refusal::kOverroundRange);
}

TEST_CASE("a book's margin is no contract's, and left to the gate", "[kalshi][gate]") {
  GameSheet game = Sold("0.75", "0.70");
  for (Offer& offer : game.books[0].offers) offer.format = QuoteFormat::kDecimal;
  CHECK(LeaveOutThin(game).empty());
  CHECK(PassGate(kStart - absl::Hours(1), kStart, game).held.size() == 1);
}

}  // namespace
}  // namespace overround::collector
