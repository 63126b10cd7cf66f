#pragma once

#include <vector>

#include <absl/status/statusor.h>

#include "overround/bankroll/v1/events.pb.h"
#include "overround/collector/v1/events.pb.h"
#include "overround/prediction/v1/events.pb.h"
#include "services/grading/results/results.h"

// What the neighbours' events say, in grading's own values. INVALID_ARGUMENT for a message that is
// not as its contract says.
namespace overround::grading {

absl::StatusOr<Game> GameFromProto(const collector::v1::Game& message);
absl::StatusOr<std::vector<ClosingPrice>> ClosesFromProto(const collector::v1::LineClosed& message);
// The prediction and its inverse.
absl::StatusOr<std::vector<Prediction>> PredictionsFromProto(
    const prediction::v1::PredictionMade& message);
// By its last settlement.
absl::StatusOr<SettledBet> BetFromProto(const bankroll::v1::Bet& message);

}  // namespace overround::grading
