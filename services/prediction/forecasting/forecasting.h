#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/types/span.h>

#include "libs/base/clock.h"
#include "libs/eventlog/event.h"
#include "libs/eventlog/follower.h"
#include "libs/models/model.h"
#include "libs/pg/pool.h"
#include "libs/schedule/task_runner.h"
#include "services/prediction/edges/edge.h"
#include "services/prediction/facts/history_keeper.h"
#include "services/prediction/forecasting/forecast.h"

namespace overround::prediction {

inline constexpr char kForecastTask[] = "forecast";
inline constexpr char kRefreshTask[] = "refresh_forecasts";
inline constexpr char kExpireTask[] = "expire_edges";

// Told of what is new, in the transaction that stores it.
struct Announcer {
  // The original and its inverse.
  std::function<absl::Status(pg::Transaction&, const Analysis&, const Prediction&,
                             const Prediction&)>
      predicted;
  std::function<absl::Status(pg::Transaction&, const Analysis&)> abstained;
  std::function<absl::Status(pg::Transaction&, const Edge&)> edge_found;
  std::function<absl::Status(pg::Transaction&, const Edge&)> edge_gone;
};

struct ForecastingParts {
  pg::Pool& pool;
  Clocks clocks;
  const IdSource& ids;
  const HistoryKeeper& keeper;
  // Up to where the keeper's history has been told the collector's log.
  std::function<eventlog::Cursor()> reached;
  std::vector<std::shared_ptr<const models::Model>> models;
  std::string salt_seed;
  // A change of a game is answered by a forecast so much later, together with what else has changed
  // by then.
  absl::Duration debounce = absl::Seconds(2);
};

// Forecasts games when their facts change: the follower queues them, the task works the queue off.
// What a model says again is not stored again.
class Forecasting {
 public:
  Forecasting(ForecastingParts parts, Announcer announcer);

  // How the collector's log fills the queue.
  eventlog::FollowerOptions QueueFollower() const;

  // The tasks: the queue, everything again every four hours, and edges whose time is over.
  absl::Status Forecast(schedule::TaskRun& run) const;
  absl::Status Refresh(schedule::TaskRun& run) const;
  absl::Status ExpireEdges(schedule::TaskRun& run) const;

 private:
  // For a cursor the log refuses: every game to come is forecast again, and what has not changed is
  // not stored again. The cursor the queue goes on from.
  absl::StatusOr<eventlog::Cursor> QueueUpcoming(pg::Transaction& tx) const;
  absl::Status ForecastGame(const schedule::TaskRun& run, const GameId& game,
                            const eventlog::Cursor& reached) const;
  absl::StatusOr<std::vector<Analysis>> AnalyseAll(const GameId& game,
                                                   const eventlog::Cursor& reached,
                                                   absl::Time now) const;
  absl::Status Keep(pg::Transaction& tx, const Analysis& analysis) const;
  absl::Status KeepEdges(pg::Transaction& tx, const Analysis& analysis) const;
  absl::Time Soon() const { return parts_.clocks.wall.Now() + absl::Seconds(30); }

  const ForecastingParts parts_;
  const Announcer announcer_;
};

}  // namespace overround::prediction
