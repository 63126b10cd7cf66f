#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "libs/base/strong_id.h"
#include "services/bankroll/agent/gate.h"
#include "services/bankroll/agent/proposal.h"
#include "services/bankroll/ledger/ledger.h"

namespace overround::bankroll {

using DecisionId = StrongId<struct DecisionTag>;

// What the gate said to one proposal.
struct Decision {
  DecisionId id = {};
  std::string agent = {};
  absl::Time decide_time = {};
  std::vector<Reason> reasons = {};
  GameId game = {};
  std::string game_title = {};
  std::string sport = {};
  absl::Time game_start_time = {};
  std::string model = {};
  // Unset where the analyst abstained. Its price is the one looked at.
  std::optional<Forecast> forecast = {};
  std::optional<double> edge = {};
  std::optional<int64_t> stake_millionths = {};
  std::optional<int64_t> stake_minor = {};
  // Set when a bet was placed.
  std::optional<BetId> bet = {};
  BankrollId bankroll = {};
  std::string week = {};
};

// What is said, in short: another gist is another decision, the same one is not told again. It
// names the prediction, unless what was said ("too early", "already bet") holds for any other.
std::string GistOf(const Proposal& proposal, const std::vector<Reason>& reasons);

}  // namespace overround::bankroll
