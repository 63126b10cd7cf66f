#include "services/collector/games/score.h"

#include <utility>

namespace overround::collector {
namespace {

template <typename T>
bool Differ(const std::optional<T>& a, const std::optional<T>& b) {
  return a && b && *a != *b;
}

}  // namespace

bool Contradicts(const Score& known, const Score& told) {
  return known.ending != told.ending || known.home != told.home || known.away != told.away ||
         Differ(known.regulation_home, told.regulation_home) ||
         Differ(known.regulation_away, told.regulation_away) ||
         Differ(known.has_overtime, told.has_overtime);
}

Score Joined(const Score& known, const Score& told) {
  Score joined = known;
  if (!joined.regulation_home) {
    joined.regulation_home = told.regulation_home;
    joined.regulation_away = told.regulation_away;
  }
  if (!joined.has_overtime) joined.has_overtime = told.has_overtime;
  return joined;
}

Score Swapped(const Score& score) {
  Score swapped = score;
  std::swap(swapped.home, swapped.away);
  std::swap(swapped.regulation_home, swapped.regulation_away);
  return swapped;
}

}  // namespace overround::collector
