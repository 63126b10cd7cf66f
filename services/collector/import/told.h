#pragma once

#include <vector>

#include "services/collector/games/game.h"
#include "services/collector/import/rows.h"

namespace overround::collector {

// A game as a batch tells it, by one or many rows.
struct ToldGame {
  // All its rows together: known from the earliest, its start from the latest.
  ImportedGame row;
  std::vector<ImportRow> rows;
  // As its first row has it: a start put off since then is not what other sources planned.
  absl::Time first_start;
  // When the row was known that its start is from.
  absl::Time start_known_time;
};

// The rows game by game, in the order of their first rows. Pure.
std::vector<ToldGame> GamesOf(std::vector<ImportRow> rows);

// The row seen from the other side: home and away, score, lines and sides changed about.
void Swap(ImportedGame& row);

// Counts times that follow from the row's start from the game's own.
void FollowStart(const Game& game, ImportedGame& row);

}  // namespace overround::collector
