#pragma once

#include <absl/status/statusor.h>

#include "overround/grading/v1/grading_service.pb.h"
#include "services/grading/performance/performance.h"
#include "services/grading/results/listing.h"

// Grading's values <-> the messages of its contract.
namespace overround::grading {

v1::PredictionResult ToProto(const PredictionResult& result);
v1::BetGrade ToProto(const BetGrade& grade);
v1::ModelPerformance ToProto(const Performance& performance, int32_t days);

// INVALID_ARGUMENT unless 0, 7, 30 or 90.
absl::StatusOr<int32_t> ParseDays(int32_t days);

}  // namespace overround::grading
