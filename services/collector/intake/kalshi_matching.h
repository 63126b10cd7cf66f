#pragma once

#include <optional>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "services/collector/games/game.h"
#include "services/collector/sources/kalshi.h"

namespace overround::collector {

// How long before its end an event of Kalshi's may have begun: it tells the end alone, three hours
// after the start or six.
inline constexpr absl::Duration kKalshiGameMax = absl::Hours(7);

// Whether Kalshi's name may mean a team: "Cincinnati" is the Bengals, "Los Angeles C" the Chargers,
// "Chicago WS" the White Sox. Many names may mean several teams: a pairing at its time means one.
bool IsTeamCalled(absl::string_view kalshi_name, absl::string_view team_name);

struct KalshiMatch {
  Game game;
  // The event's first team is at home.
  bool is_first_home = false;
};

// The one game an event can be about, of those that may be; nothing where it is none or several.
// Pure.
std::optional<KalshiMatch> MatchKalshi(const kalshi::EventSheet& event,
                                       const std::vector<Game>& games);

}  // namespace overround::collector
