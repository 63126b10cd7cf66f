#pragma once

#include <optional>
#include <vector>

#include "services/collector/games/store.h"

namespace overround::collector {

// Which of the games of a pairing a source means, if any of them: the nearest in time of those
// within the window that the source does not already call something else (a double-header is two
// games of one pairing, and one source has an id for each). Two equally near are nobody's.
std::optional<Game> PickMatch(const std::vector<games::Candidate>& candidates,
                              const Described& described, absl::Duration window);

}  // namespace overround::collector
