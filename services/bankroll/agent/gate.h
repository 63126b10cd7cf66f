#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/domain/kelly.h"
#include "services/bankroll/agent/proposal.h"
#include "services/bankroll/venues/offer.h"

namespace overround::bankroll {

// The deterministic gate between the analyst and the agent's money. Pure: the same proposal in the
// same situation gets the same ruling.

// In the order of the contract's codes.
enum class ReasonCode : uint8_t {
  kAllRulesHeld,
  kLowConfidence,
  kNoEdge,
  kEdgeTooLarge,
  kNoPrice,
  kStalePrice,
  kPriceMoved,
  kNotUpcoming,
  kTooEarly,
  kAlreadyBet,
  kExposure,
  kLimit,
  kBalance,
  kStakeTooSmall,
  kAbstained,
  kBlocked,
};

struct Reason {
  ReasonCode code = ReasonCode::kAllRulesHeld;
  // With the numbers: "confidence 0.612, want at least 0.65".
  std::string message = {};

  friend bool operator==(const Reason&, const Reason&) = default;
};

struct GateRules {
  double confidence_min = 0.65;
  // A greater edge is taken for a wrong price.
  double edge_max = 0.15;
  // Games that start within this.
  absl::Duration horizon = absl::Hours(24);
  KellyPlan kelly = {.fraction = 0.5, .cap = 0.05};
  // Of the bankroll, on all markets of one game together.
  int64_t game_exposure_millionths = 100'000;
  // The least there is: the paper venue asks for no more.
  int64_t stake_min_minor = 1;
};

// What the gate looks at besides the proposal.
struct Situation {
  absl::Time now = {};
  // As known now.
  absl::Time game_start_time = {};
  bool is_upcoming = true;
  // Of the week's bankroll, less what is owed.
  int64_t worth_minor = 0;
  int64_t cash_minor = 0;
  bool takes_stakes = true;
  // The agent has a bet on this market of this game.
  bool has_bet_on_market = false;
  // Stakes of its open bets on this game.
  int64_t game_stake_minor = 0;
};

// What the gate says. A bet may be placed when the only reason is kAllRulesHeld.
struct Ruling {
  std::vector<Reason> reasons = {};
  // Expected profit per unit at the price looked at. Unset without a price.
  std::optional<double> edge = {};
  // Of the bankroll: half Kelly, capped. Unset without a price.
  std::optional<int64_t> stake_millionths = {};
  // Unset where it did not come so far.
  std::optional<int64_t> stake_minor = {};

  bool IsPlaced() const;
};

// Everything that can be said without asking for the price: its reasons are empty where the gate
// would look at a price. Edge and Kelly are at the proposed price.
Ruling Screen(const Proposal& proposal, const Situation& situation, const GateRules& rules);

// The whole ruling, once the price was asked for; nullopt where the book no longer offers it.
// Requires: Screen gave no reasons.
Ruling Rule(const Proposal& proposal, const std::optional<Offer>& offer, const Situation& situation,
            const GateRules& rules);

// "LOW_CONFIDENCE": the words of the tables.
absl::string_view ToString(ReasonCode code);
ReasonCode ReasonCodeFromText(absl::string_view text);

}  // namespace overround::bankroll
