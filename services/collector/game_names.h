#pragma once

#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/pg/transaction.h"
#include "services/collector/convert.h"
#include "services/collector/games/game.h"

namespace overround::collector {

// The game a request names in `field`. INVALID_ARGUMENT for no name, NOT_FOUND for no game.
absl::StatusOr<Game> RequireGame(pg::Transaction& tx, const std::string& name,
                                 absl::string_view field);

// The game as a message, whole, and with its board where asked for.
absl::StatusOr<pb::Game> PrintGame(pg::Transaction& tx, const Game& game, bool with_board);

}  // namespace overround::collector
