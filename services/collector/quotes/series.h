#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "services/collector/quotes/store.h"

namespace overround::collector {

// How one book moved one side of one slot.
struct Series {
  std::string sportsbook;
  // As SlotOf writes it, and as ToString does.
  std::string slot;
  std::string side;
  bool is_lay = false;
  // Oldest first.
  std::vector<quotes::PriceChange> points;
};

// Sorts changes into series, by slot, side and book. A line that moved is one point at the new
// line: the end of the old one, known at the same instant, is left out. What became known or was
// stamped at `end` or later is left out where there is an end. Pure. Requires: `changes` in the
// order they became known.
std::vector<Series> SeriesOf(std::vector<quotes::PriceChange> changes,
                             std::optional<absl::Time> end);

}  // namespace overround::collector
