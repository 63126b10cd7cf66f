#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "tools/simbook/draw.h"
#include "tools/simbook/game.h"

// Who plays for the teams of the league, and how they are: functions of the seed and the time.
namespace overround::simbook {

inline constexpr int kPlayersOfTeam = 10;

struct RosterPlayer {
  // As ESPN numbers them.
  int64_t id;
  std::string name;
  std::string position;
  std::string jersey;
};

struct RosterInjury {
  absl::string_view status;  // "Out", "Day-To-Day", "Questionable"
  absl::string_view type;    // "Knee"
  absl::string_view side;    // "Left"; empty where a body has one
  absl::Time since;
  absl::Time until;
};

// What one player did in a game so far.
struct PlayerLine {
  bool is_starter = false;
  bool did_play = true;
  std::string reason;
  int minutes = 0;
  int points = 0;
  int made = 0;
  int attempted = 0;
};

class Roster {
 public:
  explicit Roster(uint64_t seed) : draw_(Draw(seed).For("espn")) {}

  RosterPlayer PlayerOf(const Sport& sport, int team, int number) const;
  // Nothing while the player is well. Injuries last half an hour, or several times that.
  std::optional<RosterInjury> InjuryOf(const RosterPlayer& player, absl::Time now) const;
  // The lines of a team in a game at a time: their points are the team's.
  std::vector<PlayerLine> LinesOf(const Game& game, bool is_home, absl::Time now) const;

  // What ESPN calls a team, a venue and a game.
  static std::string TeamId(const Sport& sport, int team);
  static std::string GameId(const Game& game);

 private:
  Draw draw_;
};

// The number of a sport in the league.
int NumberOf(const Sport& sport);

}  // namespace overround::simbook
