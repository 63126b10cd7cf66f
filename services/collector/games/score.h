#pragma once

#include "services/collector/games/game.h"

namespace overround::collector {

// Whether two sources tell different endings of one game. What only one of them knows (overtime,
// regulation) contradicts nothing.
bool Contradicts(const Score& known, const Score& told);

// What both know together. Requires: they do not contradict each other.
Score Joined(const Score& known, const Score& told);

// The score with home and away changed about.
Score Swapped(const Score& score);

}  // namespace overround::collector
