#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"
#include "overround/collector/v1/collector_service.pb.h"

namespace overround::collector {

// What of the past is wanted.
struct HistoryQuery {
  std::vector<std::string> sports;  // all when empty
  std::optional<absl::Time> start_min;
  // Only facts received after it.
  std::optional<absl::Time> receive_after;
};

// Streams every fact there is, game by game, from the one snapshot of `tx`: an opening with the log
// position it holds for, teams, facts, a closing. Where `write` fails the stream ends with it.
// Requires: a REPEATABLE READ transaction.
absl::Status StreamHistoryFrom(
    pg::Transaction& tx, const HistoryQuery& query, absl::Time world_now,
    const std::function<absl::Status(const v1::StreamHistoryResponse&)>& write);

}  // namespace overround::collector
