#include "services/collector/games/game.h"

#include "libs/base/check.h"

namespace overround::collector {
namespace {

constexpr absl::string_view kStatuses[] = {"SCHEDULED", "IN_PLAY", "FINAL",
                                           "POSTPONED", "VOID",    "MERGED"};
constexpr absl::string_view kPrecisions[] = {"MINUTE", "DAY"};
constexpr absl::string_view kFacts[] = {"SCHEDULED", "MOVED", "STARTED", "MERGED", "VOIDED"};
constexpr absl::string_view kEndings[] = {"PLAYED", "RETIRED", "WALKOVER", "SHORTENED"};

template <typename Enum, size_t kCount>
Enum FromNames(const absl::string_view (&names)[kCount], absl::string_view text) {
  for (size_t i = 0; i < kCount; ++i) {
    if (names[i] == text) return static_cast<Enum>(i);
  }
  OVERROUND_CHECK(false);
}

}  // namespace

absl::string_view ToString(GameStatus status) { return kStatuses[static_cast<size_t>(status)]; }
absl::string_view ToString(StartPrecision precision) {
  return kPrecisions[static_cast<size_t>(precision)];
}
absl::string_view ToString(FactKind kind) { return kFacts[static_cast<size_t>(kind)]; }
absl::string_view ToString(Ending ending) { return kEndings[static_cast<size_t>(ending)]; }

GameStatus GameStatusFromText(absl::string_view text) {
  return FromNames<GameStatus>(kStatuses, text);
}
StartPrecision StartPrecisionFromText(absl::string_view text) {
  return FromNames<StartPrecision>(kPrecisions, text);
}
FactKind FactKindFromText(absl::string_view text) { return FromNames<FactKind>(kFacts, text); }
Ending EndingFromText(absl::string_view text) { return FromNames<Ending>(kEndings, text); }

int Sport::SeasonOf(absl::Time start) const {
  const absl::CivilMonth month = absl::ToCivilMonth(start, absl::UTCTimeZone());
  return static_cast<int>(month.year()) - (month.month() < season_start_month ? 1 : 0);
}

}  // namespace overround::collector
