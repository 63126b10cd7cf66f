#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "tools/simbook/draw.h"
#include "tools/simbook/score_law.h"
#include "tools/simbook/sport.h"

namespace overround::simbook {

// Something that becomes known before a game: an injury, a line-up, the weather.
struct News {
  absl::Time when;
  Shifts shifts;
};

// One game, whole: what is true of it, when what becomes known, and how it ends. Who asks for
// something at a time gets only what there was at that time.
struct Game {
  enum class Phase { kUpcoming, kPlaying, kOvertime, kOver };

  const Sport* sport;
  // 32 hexadecimal digits.
  std::string id;
  int home_team;
  int away_team;
  // As announced. One game in five starts up to 25 seconds late.
  absl::Time scheduled;
  absl::Time start;
  absl::Duration regular_time;
  // After the overtime, if there is one.
  absl::Time end;
  // What the teams are worth, without and with all news: the result is drawn from the latter.
  Shifts before_news;
  Shifts truth;
  std::vector<News> news;
  Score final_score;
  // The source of everything else about this game.
  Draw draw;

  const std::string& home() const { return sport->teams[static_cast<size_t>(home_team)]; }
  const std::string& away() const { return sport->teams[static_cast<size_t>(away_team)]; }

  Phase PhaseAt(absl::Time when) const;
  // The real start once it has happened, before that the scheduled one.
  absl::Time CommenceTimeAt(absl::Time when) const { return when < start ? scheduled : start; }
  Score ScoreAt(absl::Time when) const;
  // The share of regular time still to be played.
  double LeftAt(absl::Time when) const;
  // What the news up to then make of the teams.
  Shifts KnownAt(absl::Time when) const;
  // The law of the final score given all news and the score at that time.
  ScoreLaw TruthAt(absl::Time when) const;

  // When each point (or lump of them) falls, as a share of regular time; sorted.
  struct Goal {
    double at;
    int points;
    bool home;
  };
  std::vector<Goal> goals;
};

struct Fixture {
  const Sport* sport;
  int home_team;
  int away_team;
  absl::Time scheduled;
  Shifts strengths;
};

// Plays it: a function of the draw and the fixture.
Game Play(const Fixture& fixture, const Draw& draw);

// How long before its scheduled start a game is announced and priced.
inline constexpr absl::Duration kHorizon = absl::Minutes(20);

}  // namespace overround::simbook
