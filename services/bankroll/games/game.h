#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/domain/market.h"
#include "libs/domain/settlement.h"

namespace overround::bankroll {

enum class Ending : uint8_t { kPlayed, kRetired, kWalkover, kShortened };

struct PeriodScore {
  Period period = {};
  Score score = {};

  friend bool operator==(const PeriodScore&, const PeriodScore&) = default;
};

// The latest revision of how a game ended.
struct GameResult {
  int32_t revision = 0;
  Ending ending = Ending::kPlayed;
  Score score = {};
  // Unset where the source does not tell.
  std::optional<bool> has_overtime = {};
  std::vector<PeriodScore> periods = {};

  friend bool operator==(const GameResult&, const GameResult&) = default;
};

// Whether bets on a game can be settled, and by what.
enum class GameOutcome : uint8_t { kNone, kResult, kVoid };

// A game as collector's log last told it.
struct Game {
  GameId id = {};
  std::string sport = {};
  // "Boston Red Sox at New York Yankees".
  std::string title = {};
  // The actual start, to the minute, once has_started.
  absl::Time start_time = {};
  bool has_started = false;
  std::optional<GameId> merged_into = {};
  GameOutcome outcome = GameOutcome::kNone;
  // Only when void.
  std::optional<std::string> void_reason = {};
  // There when the outcome is kResult; it may be there beside kVoid, and then does not count.
  std::optional<GameResult> result = {};
};

// What the settling rules read. Requires: the outcome is not kNone.
ResultSheet SheetOf(const Game& game);

// "PLAYED", "RESULT": the words of the tables.
absl::string_view ToString(Ending ending);
absl::string_view ToString(GameOutcome outcome);
Ending EndingFromText(absl::string_view text);
GameOutcome GameOutcomeFromText(absl::string_view text);

}  // namespace overround::bankroll
