#pragma once

#include <array>
#include <string>
#include <vector>

#include <absl/strings/string_view.h>

namespace overround::simbook {

inline constexpr int kTeams = 12;
inline constexpr int kSports = 3;

// A way to score: so many points at a time, so often a game for an average team.
struct Scoring {
  int points;
  double rate;
};

// One league. Each side's score is a sum of independent Poisson counts, one for each way to score,
// so the law of every market is known exactly at any moment of a game.
struct Sport {
  std::string key;
  std::string group;
  std::string title;
  std::string description;
  // Level after regular time: a result of its own, or an overtime that one side wins.
  bool draws;
  std::vector<Scoring> scoring;
  // What an overtime adds to both sides' points, and to the winner's on top.
  int overtime_points;
  int overtime_margin;
  // All of these on the logarithm of a rate. A side's advantage is added to its own rates and taken
  // from the other's.
  double home_edge;
  double strength_spread;
  double news_spread;
  // The steps of a spread or total that most books offer, in quarters of a point.
  int line_step_quarters;
  std::array<std::string, kTeams> teams;
};

const std::array<Sport, kSports>& Sports();

// Nothing for an unknown key.
const Sport* FindSport(absl::string_view key);

}  // namespace overround::simbook
