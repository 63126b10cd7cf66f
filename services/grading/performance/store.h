#pragma once

#include <vector>

#include <absl/status/statusor.h>

#include "libs/pg/transaction.h"
#include "services/grading/performance/performance.h"

namespace overround::grading::performance_store {

// By model, sport, kind and inverse, then game.
absl::StatusOr<std::vector<OfficialRow>> ListOfficialRows(pg::Transaction& tx,
                                                          const PerformanceQuery& query);

}  // namespace overround::grading::performance_store
