#include "services/bankroll/games/game.h"

#include "libs/base/check.h"
#include "services/bankroll/words.h"

namespace overround::bankroll {
namespace {

constexpr Words<4> kEndings = {"PLAYED", "RETIRED", "WALKOVER", "SHORTENED"};
constexpr Words<3> kOutcomes = {"NONE", "RESULT", "VOID"};

// A game that one side did not play to its end is void; one called early stands as called.
bool IsVoidEnding(Ending ending) {
  return ending == Ending::kRetired || ending == Ending::kWalkover;
}

}  // namespace

ResultSheet SheetOf(const Game& game) {
  OVERROUND_CHECK(game.outcome != GameOutcome::kNone);
  ResultSheet sheet;
  if (game.outcome == GameOutcome::kVoid || IsVoidEnding(game.result->ending)) {
    sheet.state = ResultSheet::State::kVoid;
    return sheet;
  }
  sheet.overtime = game.result->has_overtime.value_or(false);
  sheet.full_game = game.result->score;
  for (const PeriodScore& period : game.result->periods) {
    sheet.periods[period.period] = period.score;
  }
  return sheet;
}

absl::string_view ToString(Ending ending) { return WordOf(kEndings, ending); }
absl::string_view ToString(GameOutcome outcome) { return WordOf(kOutcomes, outcome); }
Ending EndingFromText(absl::string_view text) { return FromWord<Ending>(kEndings, text); }
GameOutcome GameOutcomeFromText(absl::string_view text) {
  return FromWord<GameOutcome>(kOutcomes, text);
}

}  // namespace overround::bankroll
