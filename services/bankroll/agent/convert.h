#pragma once

#include <absl/status/statusor.h>
#include <overround/bankroll/v1/benny.pb.h>
#include <overround/prediction/v1/analysis.pb.h>
#include <overround/prediction/v1/events.pb.h>

#include "libs/eventlog/event.h"
#include "services/bankroll/agent/dashboard.h"
#include "services/bankroll/agent/decision.h"
#include "services/bankroll/agent/proposal.h"

namespace overround::bankroll {

v1::Decision ToProto(const Decision& decision);
v1::BennyDashboard ToProto(const Dashboard& dashboard);

// Told under the bankroll's lock, to everybody.
eventlog::Event DecisionMade(const Decision& decision, const Bankroll& week);

// What prediction tells. Of a two-way market the likelier side is proposed: the forecast of one
// side is as much one of the other. INVALID_ARGUMENT for what the contract excludes.
absl::StatusOr<Proposal> ProposalFromProto(const prediction::v1::PredictionMade& message);
absl::StatusOr<Proposal> AbstentionFromProto(const prediction::v1::Analysis& message);

}  // namespace overround::bankroll
