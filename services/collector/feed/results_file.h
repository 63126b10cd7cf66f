#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/collector/games/game.h"
#include "services/collector/sources/sheet.h"

namespace overround::collector {

// A result of a replayed game, and from when on it is known.
struct ReleasedResult {
  Described game;
  Score score;
  absl::Time release_time;
};

struct ResultsFile {
  // By release time, then by game.
  std::vector<ReleasedResult> results;
  // Live, Preview and malformed rows, with their reasons.
  std::vector<Refused> refused;
  int rows = 0;
};

// A results file of MLB's statistics: game_pk, start_time_utc, home_team, away_team, status,
// home_score, away_score (read by column name).
//
// known_time rule: ASSUMED, three hours after start_time_utc. Only rows whose status is Final are
// results; Live and Preview rows keep scores of a game under way.
absl::StatusOr<ResultsFile> ParseResultsFile(const std::string& text);

}  // namespace overround::collector
