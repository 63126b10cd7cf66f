#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"
#include "services/bankroll/agent/decision.h"
#include "services/bankroll/agent/proposal.h"

// Every SQL statement about proposals and decisions, and nothing but.
namespace overround::bankroll::agent_store {

// In place of what was said under its key before; `last_decision` stays as it was.
absl::Status UpsertProposal(pg::Transaction& tx, const Proposal& proposal);
// All of a game, or only its abstention.
absl::Status DeleteProposals(pg::Transaction& tx, const GameId& game);
absl::Status DeleteAbstention(pg::Transaction& tx, const GameId& game);
// Of games that started before. A scan.
absl::Status DeleteProposalsBefore(pg::Transaction& tx, absl::Time start_time);
// Of games that start after, by start, game and market. A scan.
absl::StatusOr<std::vector<Proposal>> ListProposalsAfter(pg::Transaction& tx,
                                                         absl::Time start_time);
// Unless another proposal took its place meanwhile.
absl::Status UpdateLastDecision(pg::Transaction& tx, const Proposal& proposal,
                                const std::string& gist);

absl::Status InsertDecision(pg::Transaction& tx, const Decision& decision);

struct DecisionFilter {
  std::string agent = {};
  // Placed or refused; both when unset.
  std::optional<bool> is_placed = {};
  std::optional<GameId> game = {};
  std::optional<std::string> week = {};
  // The last decision of the page before.
  absl::Time before_time = absl::InfiniteFuture();
  DecisionId before_id = {};
  int limit = 100;
};
// Newest first. A scan unless the filter names the game.
absl::StatusOr<std::vector<Decision>> ListDecisions(pg::Transaction& tx,
                                                    const DecisionFilter& filter);

// How an agent is doing, over all its bankrolls. Each is a scan of an owner.
struct Figures {
  int64_t bet_count = 0;
  int64_t won_count = 0;
  int64_t lost_count = 0;
  int64_t returned_count = 0;
  int64_t refused_count = 0;
  // Of settled bets, voids included.
  int64_t settled_count = 0;
  int64_t staked_minor = 0;
  int64_t profit_minor = 0;
};
absl::StatusOr<Figures> SumFigures(pg::Transaction& tx, const std::string& agent);

struct WeekCount {
  BankrollId bankroll = {};
  int32_t bet_count = 0;
};
absl::StatusOr<std::vector<WeekCount>> CountBetsByBankroll(pg::Transaction& tx,
                                                           const std::string& agent);

// One point of the curve for every instant at which money moved.
struct CurvePoint {
  absl::Time time = {};
  // Of all settled bets of all weeks until then.
  int64_t profit_minor = 0;
  // Cash and held together of the bankroll that moved.
  int64_t value_minor = 0;
};
// Oldest first.
absl::StatusOr<std::vector<CurvePoint>> ListCurve(pg::Transaction& tx, const std::string& agent);

}  // namespace overround::bankroll::agent_store
