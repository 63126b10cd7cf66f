#pragma once

#include <functional>

#include <absl/status/status.h>

#include "libs/pg/transaction.h"
#include "overround/collector/v1/history.pb.h"
#include "services/collector/history.h"

namespace overround::collector {

// Every fact about no game: injuries player by player, then the seasons of teams, each in the order
// they became known. Ends with the first status of `send` that is not OK.
absl::Status EachFactAroundGames(pg::Transaction& tx, const HistoryQuery& query,
                                 const std::function<absl::Status(v1::Fact)>& send);

}  // namespace overround::collector
