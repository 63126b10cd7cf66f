#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "tools/simbook/game.h"

namespace overround::simbook {

// The simulated world: which games there are, at any time. A function of the seed alone, so a
// process that starts anew, or another one, sees the same world.
//
// Live, a game starts about every minute, the sports taking turns; each pair of teams meets every
// 198 minutes, at alternating homes. Before that lies a season: the last whole quarter of the
// calendar, each pair meeting six times.
class League {
 public:
  explicit League(uint64_t seed);

  // The games scheduled in [from, to), in order.
  std::vector<Game> Between(const Sport& sport, absl::Time from, absl::Time to) const;

  // The season that was over before `now`, in order: 396 games.
  std::vector<Game> PastSeason(const Sport& sport, absl::Time now) const;
  // "2026-Q3".
  static std::string PastSeasonName(absl::Time now);

 private:
  struct Pairing {
    int home_team;
    int away_team;
  };

  static Pairing PairingOf(int64_t number);
  Shifts StrengthsOf(const Sport& sport, const Pairing& pairing, absl::Time when) const;
  double Ability(const Sport& sport, int team, absl::string_view what, absl::Time when) const;
  Game LiveGame(int64_t slot) const;

  Draw draw_;
};

}  // namespace overround::simbook
