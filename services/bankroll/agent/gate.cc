#include "services/bankroll/agent/gate.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_format.h>

#include "libs/base/check.h"
#include "libs/domain/outcome_chances.h"
#include "services/bankroll/words.h"

namespace overround::bankroll {
namespace {

constexpr Words<16> kCodes = {"ALL_RULES_HELD", "LOW_CONFIDENCE",  "NO_EDGE",     "EDGE_TOO_LARGE",
                              "NO_PRICE",       "STALE_PRICE",     "PRICE_MOVED", "NOT_UPCOMING",
                              "TOO_EARLY",      "ALREADY_BET",     "EXPOSURE",    "LIMIT",
                              "BALANCE",        "STAKE_TOO_SMALL", "ABSTAINED",   "BLOCKED"};

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

OutcomeChances ChancesOf(const Forecast& forecast) {
  return {.win = forecast.probability,
          .push = forecast.push_probability,
          // What is left, without the last bit that adding up may have lost.
          .loss = std::max(0.0, 1 - forecast.probability - forecast.push_probability)};
}

class Sayings {
 public:
  void Say(ReasonCode code, std::string message) { said_.push_back({code, std::move(message)}); }
  std::vector<Reason> Take() { return std::move(said_); }
  bool empty() const { return said_.empty(); }

 private:
  std::vector<Reason> said_;
};

void JudgeGame(const Situation& situation, const GateRules& rules, Sayings& sayings) {
  if (!situation.is_upcoming || situation.game_start_time <= situation.now) {
    sayings.Say(ReasonCode::kNotUpcoming,
                absl::StrCat("start ", TimeText(situation.game_start_time),
                             ", want a game that has not started"));
  } else if (situation.game_start_time > situation.now + rules.horizon) {
    sayings.Say(ReasonCode::kTooEarly,
                absl::StrCat("start ", TimeText(situation.game_start_time), ", want one within ",
                             absl::FormatDuration(rules.horizon)));
  }
}

void JudgeBankroll(const Situation& situation, Sayings& sayings) {
  if (!situation.takes_stakes) {
    sayings.Say(ReasonCode::kBlocked, "the bankroll is closed or owes money, want an open one");
  }
  if (situation.has_bet_on_market) {
    sayings.Say(ReasonCode::kAlreadyBet, "a bet on this market of the game is there already");
  }
}

// Edge and Kelly at a price. INTERNAL probabilities (not a distribution) are refused like no edge:
// the forecast comes from another process.
void JudgePrice(const Forecast& forecast, const Odds& odds, const GateRules& rules, Ruling& ruling,
                Sayings& sayings) {
  const OutcomeChances chances = ChancesOf(forecast);
  const auto raw = KellyFraction(chances, odds);
  if (!raw.ok()) {
    sayings.Say(ReasonCode::kNoEdge, std::string(raw.status().message()));
    return;
  }
  const auto millionths = StakeMillionths(*raw, rules.kelly);
  OVERROUND_CHECK(millionths.ok());
  ruling.edge = ExpectedReturn(chances, odds);
  ruling.stake_millionths = *millionths;
  if (*raw <= 0) {
    sayings.Say(ReasonCode::kNoEdge, absl::StrFormat("edge %.4f at %s, want a positive Kelly stake",
                                                     *ruling.edge, odds.ToFractionText()));
  }
  if (*ruling.edge > rules.edge_max) {
    sayings.Say(
        ReasonCode::kEdgeTooLarge,
        absl::StrFormat("edge %.4f at %s, want at most %.4f: a price too good is a wrong one",
                        *ruling.edge, odds.ToFractionText(), rules.edge_max));
  }
}

ReasonCode CodeOf(FillFault fault) {
  switch (fault) {
    case FillFault::kNotOffered:
      return ReasonCode::kNoPrice;
    case FillFault::kStale:
      return ReasonCode::kStalePrice;
    case FillFault::kWorse:
      return ReasonCode::kPriceMoved;
    case FillFault::kNotUpcoming:
      return ReasonCode::kNotUpcoming;
  }
  OVERROUND_CHECK(false);
}

int64_t ShareOf(int64_t worth_minor, int64_t millionths) {
  const auto share = StakeOf({std::max<int64_t>(0, worth_minor), kUsd}, millionths);
  OVERROUND_CHECK(share.ok());
  return share->minor_units;
}

// The share of the bankroll, as far as the game's share of it and the cash reach.
void JudgeStake(const Situation& situation, const GateRules& rules, Ruling& ruling,
                Sayings& sayings) {
  const int64_t wanted = ShareOf(situation.worth_minor, *ruling.stake_millionths);
  const int64_t room =
      ShareOf(situation.worth_minor, rules.game_exposure_millionths) - situation.game_stake_minor;
  ruling.stake_minor = std::min(wanted, std::max<int64_t>(0, room));
  if (wanted < rules.stake_min_minor) {
    sayings.Say(
        ReasonCode::kStakeTooSmall,
        absl::StrCat("stake ", wanted, " minor units, want at least ", rules.stake_min_minor));
  } else if (room < rules.stake_min_minor) {
    sayings.Say(ReasonCode::kExposure,
                absl::StrCat(situation.game_stake_minor,
                             " minor units staked on the game, want at "
                             "most ",
                             ShareOf(situation.worth_minor, rules.game_exposure_millionths)));
  } else if (*ruling.stake_minor > situation.cash_minor) {
    sayings.Say(ReasonCode::kBalance,
                absl::StrCat("cash ", situation.cash_minor,
                             " minor units, want at least the stake of ", *ruling.stake_minor));
  }
}

}  // namespace

bool Ruling::IsPlaced() const {
  return reasons.size() == 1 && reasons.front().code == ReasonCode::kAllRulesHeld;
}

Ruling Screen(const Proposal& proposal, const Situation& situation, const GateRules& rules) {
  Ruling ruling;
  Sayings sayings;
  if (!proposal.forecast) {
    sayings.Say(ReasonCode::kAbstained,
                absl::StrCat("the analyst abstained: ", proposal.abstention.reason));
    ruling.reasons = sayings.Take();
    return ruling;
  }
  const Forecast& forecast = *proposal.forecast;
  JudgeGame(situation, rules, sayings);
  JudgeBankroll(situation, sayings);
  if (forecast.confidence < rules.confidence_min) {
    sayings.Say(ReasonCode::kLowConfidence,
                absl::StrFormat("confidence %.4f, want at least %.4f", forecast.confidence,
                                rules.confidence_min));
  }
  if (forecast.price) {
    JudgePrice(forecast, forecast.price->price.odds, rules, ruling, sayings);
  } else {
    sayings.Say(ReasonCode::kNoPrice, "nobody offered the selection when it was forecast");
  }
  ruling.reasons = sayings.Take();
  return ruling;
}

Ruling Rule(const Proposal& proposal, const std::optional<Offer>& offer, const Situation& situation,
            const GateRules& rules) {
  const Forecast& forecast = *proposal.forecast;
  Ruling ruling;
  Sayings sayings;
  if (!offer) {
    sayings.Say(ReasonCode::kNoPrice, absl::StrCat("sportsbooks/", forecast.price->sportsbook,
                                                   " no longer offers it at that line"));
    ruling.reasons = sayings.Take();
    return ruling;
  }
  for (const FillFinding& found :
       FindFillFaults(*offer, forecast.price->price.odds, situation.now)) {
    sayings.Say(CodeOf(found.fault), found.message);
  }
  JudgePrice(forecast, offer->price.odds, rules, ruling, sayings);
  JudgeBankroll(situation, sayings);
  if (sayings.empty()) JudgeStake(situation, rules, ruling, sayings);
  if (sayings.empty()) {
    sayings.Say(ReasonCode::kAllRulesHeld,
                absl::StrFormat("confidence %.4f, edge %.4f at %s", forecast.confidence,
                                *ruling.edge, offer->price.odds.ToFractionText()));
  }
  ruling.reasons = sayings.Take();
  return ruling;
}

absl::string_view ToString(ReasonCode code) { return WordOf(kCodes, code); }
ReasonCode ReasonCodeFromText(absl::string_view text) { return FromWord<ReasonCode>(kCodes, text); }

}  // namespace overround::bankroll
