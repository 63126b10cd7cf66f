#include "services/bankroll/agent/gate.h"

#include <functional>

#include <catch2/catch.hpp>

#include "services/bankroll/test_ledger.h"

namespace overround::bankroll {
namespace {

// 72 % at -200: an edge of 8 %, raw Kelly 16 %, half of it over the cap.
Proposal Good() {
  Forecast forecast;
  forecast.selection = {GameId(), FullGameMoneyline(), Side::kHome};
  forecast.probability = 0.72;
  forecast.confidence = 0.72;
  forecast.price = ProposedPrice{{.odds = *Odds::FromAmerican(-200)}, "book"};
  Proposal proposal;
  proposal.forecast = forecast;
  return proposal;
}

Situation Calm() {
  return {.now = TestTime(),
          .game_start_time = TestTime() + absl::Hours(24),
          .worth_minor = 100'00,
          .cash_minor = 100'00};
}

Offer SameOffer() {
  return {.price = {.odds = *Odds::FromAmerican(-200)},
          .sight_time = TestTime(),
          .game_start_time = TestTime() + absl::Hours(24)};
}

std::vector<ReasonCode> CodesOf(const Ruling& ruling) {
  std::vector<ReasonCode> codes;
  for (const Reason& reason : ruling.reasons) codes.push_back(reason.code);
  return codes;
}

using Codes = std::vector<ReasonCode>;

TEST_CASE("a good proposal stakes half Kelly, capped at five percent") {
  CHECK(Screen(Good(), Calm(), {}).reasons.empty());
  const Ruling ruling = Rule(Good(), SameOffer(), Calm(), {});
  CHECK(ruling.IsPlaced());
  CHECK(ruling.stake_minor == 5'00);
  CHECK(ruling.stake_millionths == 50'000);
  CHECK(*ruling.edge == Approx(0.08));
}

TEST_CASE("below the cap the stake is half Kelly, rounded down") {
  Proposal proposal = Good();
  proposal.forecast->probability = 0.68;
  const Ruling ruling = Rule(proposal, SameOffer(), Calm(), {});
  // Raw Kelly is (0.68 * 1.5 - 1) / 0.5 = 4 %.
  CHECK(ruling.stake_millionths.value() >= 19'999);
  CHECK(ruling.stake_millionths.value() <= 20'000);
  CHECK(ruling.stake_minor.value() >= 1'99);
  CHECK(ruling.IsPlaced());
}

TEST_CASE("each rule that needs no price refuses by itself") {
  struct Row {
    ReasonCode code;
    std::function<void(Proposal&, Situation&)> spoil;
  };
  const Row row = GENERATE(
      Row{ReasonCode::kAbstained, [](Proposal& p, Situation&) { p.forecast.reset(); }},
      Row{ReasonCode::kLowConfidence,
          [](Proposal& p, Situation&) { p.forecast->confidence = 0.6499; }},
      Row{ReasonCode::kNoEdge,
          [](Proposal& p, Situation&) {
            p.forecast->probability = 0.66;
            p.forecast->confidence = 0.66;
          }},
      Row{ReasonCode::kEdgeTooLarge,
          [](Proposal& p, Situation&) { p.forecast->probability = 0.77; }},
      Row{ReasonCode::kNoPrice, [](Proposal& p, Situation&) { p.forecast->price.reset(); }},
      Row{ReasonCode::kNotUpcoming, [](Proposal&, Situation& s) { s.game_start_time = s.now; }},
      Row{ReasonCode::kNotUpcoming, [](Proposal&, Situation& s) { s.is_upcoming = false; }},
      Row{ReasonCode::kTooEarly,
          [](Proposal&, Situation& s) { s.game_start_time += absl::Microseconds(1); }},
      Row{ReasonCode::kAlreadyBet, [](Proposal&, Situation& s) { s.has_bet_on_market = true; }},
      Row{ReasonCode::kBlocked, [](Proposal&, Situation& s) { s.takes_stakes = false; }});
  Proposal proposal = Good();
  Situation situation = Calm();
  row.spoil(proposal, situation);
  CHECK(CodesOf(Screen(proposal, situation, {})) == Codes{row.code});
}

TEST_CASE("each rule about the price and the stake refuses by itself") {
  struct Row {
    ReasonCode code;
    std::function<void(Offer&, Situation&)> spoil;
  };
  const Row row = GENERATE(
      Row{ReasonCode::kStalePrice, [](Offer& o, Situation&) { o.sight_time -= absl::Minutes(11); }},
      Row{ReasonCode::kPriceMoved,
          [](Offer& o, Situation&) { o.price.odds = *Odds::FromAmerican(-205); }},
      Row{ReasonCode::kNoPrice, [](Offer& o, Situation&) { o.is_takeable = false; }},
      Row{ReasonCode::kNotUpcoming, [](Offer& o, Situation&) { o.is_upcoming = false; }},
      Row{ReasonCode::kEdgeTooLarge,
          [](Offer& o, Situation&) { o.price.odds = *Odds::FromAmerican(150); }},
      Row{ReasonCode::kAlreadyBet, [](Offer&, Situation& s) { s.has_bet_on_market = true; }},
      Row{ReasonCode::kExposure, [](Offer&, Situation& s) { s.game_stake_minor = 10'00; }},
      Row{ReasonCode::kBalance, [](Offer&, Situation& s) { s.cash_minor = 4'99; }},
      Row{ReasonCode::kStakeTooSmall, [](Offer&, Situation& s) { s.worth_minor = 19; }});
  Offer offer = SameOffer();
  Situation situation = Calm();
  row.spoil(offer, situation);
  CHECK(CodesOf(Rule(Good(), offer, situation, {})) == Codes{row.code});
}

TEST_CASE("a price that is gone refuses") {
  CHECK(CodesOf(Rule(Good(), std::nullopt, Calm(), {})) == Codes{ReasonCode::kNoPrice});
}

TEST_CASE("all rules that refuse are said, in one order") {
  Proposal proposal = Good();
  proposal.forecast->confidence = 0.5;
  proposal.forecast->probability = 0.5;
  Situation situation = Calm();
  situation.game_start_time += absl::Hours(1);
  situation.has_bet_on_market = true;
  CHECK(CodesOf(Screen(proposal, situation, {})) ==
        Codes{ReasonCode::kTooEarly, ReasonCode::kAlreadyBet, ReasonCode::kLowConfidence,
              ReasonCode::kNoEdge});
}

TEST_CASE("what is left of the game's share caps the stake") {
  Situation situation = Calm();
  situation.game_stake_minor = 8'00;
  const Ruling ruling = Rule(Good(), SameOffer(), situation, {});
  CHECK(ruling.IsPlaced());
  CHECK(ruling.stake_minor == 2'00);
}

TEST_CASE("a better price than proposed is sized at the better price") {
  Offer offer = SameOffer();
  offer.price.odds = *Odds::FromAmerican(-190);
  const Ruling ruling = Rule(Good(), offer, Calm(), {});
  CHECK(ruling.IsPlaced());
  CHECK(*ruling.edge == Approx(0.72 * 290 / 190 - 1));
}

TEST_CASE("a forecast that is no distribution is refused, not trusted") {
  Proposal proposal = Good();
  proposal.forecast->probability = 1.5;
  CHECK(CodesOf(Screen(proposal, Calm(), {})) == Codes{ReasonCode::kNoEdge});
}

}  // namespace
}  // namespace overround::bankroll
