#include "services/collector/feed/cadence.h"

#include <algorithm>

namespace overround::collector {
namespace {

// Asked so often on the way to a start, each way half as long as the one before.
constexpr int kShare = 6;
constexpr absl::Duration kScoresMax = absl::Minutes(30);
// No game lasts longer: its result is told by now, and was missed.
constexpr absl::Duration kGameMax = absl::Hours(12);
constexpr absl::Duration kMissedCadence = absl::Hours(2);

}  // namespace

absl::Time NextOddsPoll(const std::vector<absl::Time>& starts, absl::Time last, absl::Time now,
                        const CadenceBounds& bounds) {
  const auto next = std::upper_bound(starts.begin(), starts.end(), now);
  const absl::Duration ahead =
      next == starts.end() ? absl::InfiniteDuration() : (*next - now) / kShare;
  return last + std::clamp(ahead, bounds.min, bounds.max);
}

absl::Time NextScoresPoll(const std::vector<absl::Time>& starts, absl::Time last, absl::Time now,
                          const CadenceBounds& bounds) {
  const auto next = std::upper_bound(starts.begin(), starts.end(), now);
  absl::Time due = next == starts.end() ? absl::InfiniteFuture() : *next + bounds.min;
  const absl::Duration rarest = std::max(bounds.min, std::min(bounds.max, kScoresMax));
  for (auto start = starts.begin(); start != next; ++start) {
    const absl::Duration age = now - *start;
    if (age > kToldMax) continue;
    const absl::Duration wait = age > kGameMax ? std::max(bounds.min, kMissedCadence)
                                               : std::clamp(age / kShare, bounds.min, rarest);
    due = std::min(due, last + wait);
  }
  return due;
}

}  // namespace overround::collector
