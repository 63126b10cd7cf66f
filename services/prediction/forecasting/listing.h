#pragma once

#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/pg/rows.h"
#include "libs/pg/transaction.h"
#include "services/prediction/forecasting/forecast.h"

// Forecasts as lists.
namespace overround::prediction {

// A prediction with what of its analysis a reader needs.
struct ListedPrediction {
  Prediction prediction;
  Analysis analysis;
};

struct PredictionQuery {
  std::optional<PredictionId> id = std::nullopt;
  std::optional<GameId> game = std::nullopt;
  std::optional<std::string> model = std::nullopt;
  std::optional<std::string> sport = std::nullopt;
  std::optional<MarketKind> kind = std::nullopt;
  std::optional<bool> inverse = std::nullopt;
  std::optional<absl::Time> start_min = std::nullopt;
  std::optional<absl::Time> start_max = std::nullopt;
  std::optional<std::pair<absl::Time, PredictionId>> after = std::nullopt;
  int limit = 100;
};
// Newest first.
absl::StatusOr<std::vector<ListedPrediction>> ListPredictions(pg::Transaction& tx,
                                                              const PredictionQuery& query);

struct AnalysisQuery {
  std::optional<AnalysisId> id = std::nullopt;
  std::optional<GameId> game = std::nullopt;
  std::optional<std::string> model = std::nullopt;
  std::optional<std::string> sport = std::nullopt;
  std::optional<absl::Time> start_min = std::nullopt;
  std::optional<absl::Time> start_max = std::nullopt;
  std::optional<bool> abstained = std::nullopt;
  // The start, game and model of the last row of the page before.
  std::optional<std::pair<absl::Time, std::pair<GameId, std::string>>> after = std::nullopt;
  int limit = 100;
};
// The latest of each model and game by start, game and model; or the one with the id, whether
// latest or not. Without their margin probabilities unless asked for by id.
absl::StatusOr<std::vector<Analysis>> ListAnalyses(pg::Transaction& tx, const AnalysisQuery& query);

// A row's prediction and analysis, for the stores that join them.
Prediction PredictionFrom(const pg::Row& row);
Analysis AnalysisHeadFrom(const pg::Row& row);

}  // namespace overround::prediction
