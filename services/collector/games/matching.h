#pragma once

#include <optional>
#include <vector>

#include "services/collector/games/store.h"

namespace overround::collector {

// How far from a described start the games it may be are looked for.
absl::Duration MatchReach(const Sport& sport);

// Which of the games of a pairing a source means, if any of them: the nearest in time of those
// within the sport's window that the source does not already call something else (a double-header
// is two games of one pairing, and one source has an id for each). A start known to the day is
// taken for its evening in America, and may be a day off where a sport plays once a week. One that
// ended otherwise than the source says comes last; of two equally near, the one that ended so, or
// they are nobody's.
std::optional<Game> PickMatch(const std::vector<games::Candidate>& candidates,
                              const Described& described, const Sport& sport);

// Whether a game of the pairing at the other's home may be the one described, which is told from
// that side: where nobody is at home, or both ended the same, as a home game that had to be played
// at the other's.
bool MayBeSwapped(const games::Candidate& candidate, const Described& swapped);

}  // namespace overround::collector
