#pragma once

#include <cstdint>
#include <optional>

#include <absl/time/time.h>

#include "libs/history/as_of.h"

namespace overround::history {

// How a team came into a game, as far as then known.
struct TeamForm {
  int32_t games = 0;                   // finished, in the given span
  double win_share = 0;                // a tie is half a win; zero without games
  double margin_mean = 0;              // own less theirs; zero without games
  std::optional<absl::Duration> rest;  // since the start of its last game; none without one
};

// Over the team's last `games_max` finished games that started before `game` does.
TeamForm FormOf(const AsOf& as_of, const TeamId& team, const Game& game, int32_t games_max);

}  // namespace overround::history
