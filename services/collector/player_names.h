#pragma once

#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/pg/transaction.h"
#include "services/collector/rosters/roster.h"

namespace overround::collector {

// The player a request names in `field`. INVALID_ARGUMENT for no name, NOT_FOUND for no player.
absl::StatusOr<Player> RequirePlayer(pg::Transaction& tx, const std::string& name,
                                     absl::string_view field);

}  // namespace overround::collector
