#pragma once

#include <vector>

#include <absl/time/time.h>

namespace overround::collector {

// The provider tells scores of so many days.
inline constexpr absl::Duration kToldMax = absl::Hours(72);

struct CadenceBounds {
  absl::Duration min;
  absl::Duration max;
};

// When the prices of a sport are asked for again: the nearer the next start, the sooner. Pure.
// `starts` are those of its open games, in order; `last` is when it was last asked.
absl::Time NextOddsPoll(const std::vector<absl::Time>& starts, absl::Time last, absl::Time now,
                        const CadenceBounds& bounds);

// The same for scores: while games are on, the rarer the longer they last, and slowly after that,
// for as long as the provider tells what an outage missed. InfiniteFuture where none is on or
// coming.
absl::Time NextScoresPoll(const std::vector<absl::Time>& starts, absl::Time last, absl::Time now,
                          const CadenceBounds& bounds);

}  // namespace overround::collector
