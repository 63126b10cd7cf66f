#include "services/collector/games/matching.h"

#include <algorithm>

namespace overround::collector {
namespace {

// A start known to the day may lie anywhere in it, here or where the source lives.
constexpr absl::Duration kDayWindow = absl::Hours(36);

}  // namespace

std::optional<Game> PickMatch(const std::vector<games::Candidate>& candidates,
                              const Described& described, absl::Duration window) {
  const Game* nearest = nullptr;
  absl::Duration distance_min = absl::InfiniteDuration();
  bool is_tied = false;
  for (const auto& [game, sources] : candidates) {
    if (std::count(sources.begin(), sources.end(), described.external.source) > 0) continue;
    const bool by_day =
        game.precision == StartPrecision::kDay || described.precision == StartPrecision::kDay;
    const absl::Duration distance = absl::AbsDuration(game.start - described.start);
    if (distance > (by_day ? kDayWindow : window)) continue;
    if (distance == distance_min) is_tied = true;
    if (distance < distance_min) {
      nearest = &game;
      distance_min = distance;
      is_tied = false;
    }
  }
  if (nearest == nullptr || is_tied) return std::nullopt;
  return *nearest;
}

}  // namespace overround::collector
