#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"
#include "services/grading/results/results.h"

// Grades as lists: each newest first, `limit` at most, after the row `after` names.
namespace overround::grading {

struct ResultQuery {
  std::optional<GameId> game = std::nullopt;
  std::optional<std::string> model = std::nullopt;
  std::optional<std::string> sport = std::nullopt;
  std::optional<bool> inverse = std::nullopt;
  bool official_only = false;
  std::optional<absl::Time> start_min = std::nullopt;
  std::optional<absl::Time> start_max = std::nullopt;
  std::optional<std::pair<absl::Time, PredictionId>> after = std::nullopt;
  int limit = 100;
};
absl::StatusOr<std::vector<PredictionResult>> ListPredictionResults(pg::Transaction& tx,
                                                                    const ResultQuery& query);

struct BetGradeQuery {
  std::string owner = {};
  std::optional<BankrollId> bankroll = std::nullopt;
  std::optional<std::pair<absl::Time, BetId>> after = std::nullopt;
  int limit = 100;
};
absl::StatusOr<std::vector<BetGrade>> ListBetGrades(pg::Transaction& tx,
                                                    const BetGradeQuery& query);

}  // namespace overround::grading
