#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/pg/rows.h"
#include "libs/pg/transaction.h"
#include "services/prediction/forecasting/forecast.h"

// Every SQL statement about the queue, analyses and predictions.
namespace overround::prediction::forecast_store {

struct DueGame {
  GameId id;
  int64_t log_position = 0;
};

// A game queued before keeps its earlier due time and waits for the later position.
absl::Status QueueGames(pg::Transaction& tx, const std::vector<GameId>& games, int64_t log_position,
                        absl::Time due);
// By due time, then id.
absl::StatusOr<std::vector<DueGame>> ListDueGames(pg::Transaction& tx, absl::Time now, int limit);
// Unless it was queued again for something later than `log_position`.
absl::Status DequeueGame(pg::Transaction& tx, const GameId& game, int64_t log_position);
absl::StatusOr<std::optional<absl::Time>> NextDueTime(pg::Transaction& tx);

absl::StatusOr<std::optional<std::string>> FindLatestHash(pg::Transaction& tx, const GameId& game,
                                                          const std::string& model);
// With its predictions; it becomes the latest of its model and game.
absl::Status InsertAnalysis(pg::Transaction& tx, const Analysis& analysis);
// Games that have been forecast and have not started.
absl::StatusOr<std::vector<GameId>> ListForecastGames(pg::Transaction& tx, absl::Time now);

}  // namespace overround::prediction::forecast_store
