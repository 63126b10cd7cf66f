#pragma once

#include <string>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "tools/simbook/answer.h"
#include "tools/simbook/espn_roster.h"
#include "tools/simbook/fault.h"
#include "tools/simbook/league.h"
#include "tools/simbook/parameters.h"

namespace overround::simbook {

// ESPN's site API over the same world: /apis/site/v2/sports/sim/{sport}/... A function of the
// league, the seed and the time. Safe to share between threads.
class Espn {
 public:
  // `league` outlives it.
  Espn(const League& league, uint64_t seed) : league_(league), roster_(seed) {}

  // GET `path`, which begins with /apis/.
  Answer Reply(absl::string_view path, const Parameters& parameters, absl::Time now) const;

  // Makes `answer` what the fault wants. ESPN has no keys: what refuses one is a page that says no.
  static Answer Spoil(const Fault& fault, Answer answer);

 private:
  Answer Scoreboard(const Sport& sport, const Parameters& parameters, absl::Time now) const;
  Answer Injuries(const Sport& sport, absl::Time now) const;
  Answer TeamStatistics(const Sport& sport, absl::string_view team, absl::Time now) const;
  Answer Summary(const Sport& sport, absl::string_view event, absl::Time now) const;

  const League& league_;
  const Roster roster_;
};

}  // namespace overround::simbook
