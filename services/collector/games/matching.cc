#include "services/collector/games/matching.h"

#include <algorithm>
#include <tuple>

namespace overround::collector {
namespace {

// From a day's first instant in UTC to the middle of its games: 18:00 in New York, 22:00 UTC.
constexpr absl::Duration kDayMiddle = absl::Hours(22);
// From there to its first and last games anywhere.
constexpr absl::Duration kDayWindow = absl::Hours(14);
// For sports that play a pairing once a week at most: sources differ about the day.
constexpr absl::Duration kWeeklyDayWindow = absl::Hours(36);
constexpr absl::Duration kWeekly = absl::Hours(24);

absl::Time Middle(absl::Time start, StartPrecision precision) {
  return precision == StartPrecision::kDay ? start + kDayMiddle : start;
}

// The one that did not end otherwise, the nearer of two, the one that ended as told.
using Rank = std::tuple<bool, absl::Duration, bool>;

Rank RankOf(const games::Candidate& candidate, const Described& described) {
  const absl::Duration distance =
      absl::AbsDuration(Middle(candidate.game.start, candidate.game.precision) -
                        Middle(described.start, described.precision));
  const bool both_ended = candidate.score && described.score;
  const bool agrees = both_ended && candidate.score->home == described.score->home &&
                      candidate.score->away == described.score->away;
  return {both_ended && !agrees, distance, !agrees};
}

}  // namespace

absl::Duration MatchReach(const Sport& sport) {
  return std::max(sport.match_window, kWeeklyDayWindow + kDayMiddle);
}

std::optional<Game> PickMatch(const std::vector<games::Candidate>& candidates,
                              const Described& described, const Sport& sport) {
  const absl::Duration day_window = sport.match_window >= kWeekly ? kWeeklyDayWindow : kDayWindow;
  const games::Candidate* best = nullptr;
  Rank best_rank;
  bool is_tied = false;
  for (const games::Candidate& each : candidates) {
    if (std::count(each.sources.begin(), each.sources.end(), described.external.source) > 0) {
      continue;
    }
    const bool by_day =
        each.game.precision == StartPrecision::kDay || described.precision == StartPrecision::kDay;
    const Rank rank = RankOf(each, described);
    if (std::get<1>(rank) > (by_day ? day_window : sport.match_window)) continue;
    if (best != nullptr && rank == best_rank) is_tied = true;
    if (best == nullptr || rank < best_rank) {
      best = &each;
      best_rank = rank;
      is_tied = false;
    }
  }
  if (best == nullptr || is_tied) return std::nullopt;
  return best->game;
}

bool MayBeSwapped(const games::Candidate& candidate, const Described& swapped) {
  const bool is_neutral = candidate.game.is_neutral_site || swapped.is_neutral_site;
  const bool ended_alike = candidate.score && swapped.score &&
                           candidate.score->home == swapped.score->home &&
                           candidate.score->away == swapped.score->away;
  return is_neutral || ended_alike;
}

}  // namespace overround::collector
