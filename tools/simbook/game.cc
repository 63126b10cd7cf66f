#include "tools/simbook/game.h"

#include <algorithm>
#include <cmath>

#include <absl/strings/str_cat.h>

namespace overround::simbook {
namespace {

constexpr int kNewsItems = 20;
constexpr absl::Duration kOvertime = absl::Seconds(15);

// Mostly trifles, now and then something that moves the line.
std::vector<News> DrawNews(const Fixture& fixture, const Draw& draw) {
  std::vector<News> news;
  const double scale = fixture.sport->news_spread / std::sqrt(double{kNewsItems});
  for (int i = 0; i < kNewsItems; ++i) {
    const Draw item = draw.For(i);
    const double weight = item.For("big").Chance(0.15) ? 2.2 : 0.55;
    const double supremacy = scale * weight * item.For("supremacy").Normal();
    const double pace = 0.3 * scale * weight * item.For("pace").Normal();
    const absl::Duration before = kHorizon * item.For("when").Uniform();
    news.push_back({fixture.scheduled - before, {pace + supremacy / 2, pace - supremacy / 2}});
  }
  return news;
}

void DrawGoals(const Sport& sport, const Draw& draw, bool home, double shift,
               std::vector<Game::Goal>& goals) {
  for (const Scoring& scoring : sport.scoring) {
    const Draw kind = draw.For(home ? "home" : "away").For(scoring.points);
    const int count = kind.Poisson(scoring.rate * std::exp(shift));
    for (int i = 0; i < count; ++i) {
      goals.push_back({kind.For(i).Uniform(), scoring.points, home});
    }
  }
}

Score Add(Score score, const Game::Goal& goal) {
  (goal.home ? score.home : score.away) += goal.points;
  return score;
}

// Requires: level after regular time, and the sport knows no draw.
Score AfterOvertime(const Sport& sport, const Shifts& truth, Score level, const Draw& draw) {
  const bool home_wins = draw.Chance(HomeOvertimeChance(truth));
  level.home += sport.overtime_points + (home_wins ? sport.overtime_margin : 0);
  level.away += sport.overtime_points + (home_wins ? 0 : sport.overtime_margin);
  return level;
}

Shifts Sum(const Shifts& a, const Shifts& b) { return {a.home + b.home, a.away + b.away}; }

}  // namespace

Game Play(const Fixture& fixture, const Draw& draw) {
  Game game{.sport = fixture.sport,
            .id = absl::StrCat(absl::Hex(draw.For("id").bits(), absl::kZeroPad16),
                               absl::Hex(draw.For("id2").bits(), absl::kZeroPad16)),
            .home_team = fixture.home_team,
            .away_team = fixture.away_team,
            .scheduled = fixture.scheduled,
            .start = fixture.scheduled,
            .regular_time = absl::Seconds(160 + draw.For("length").Below(30)),
            .end = {},
            .before_news = fixture.strengths,
            .truth = fixture.strengths,
            .news = DrawNews(fixture, draw.For("news")),
            .final_score = {},
            .draw = draw,
            .goals = {}};
  if (draw.For("late").Chance(0.2)) game.start += absl::Seconds(5 + draw.For("delay").Below(20));
  for (const News& item : game.news) game.truth = Sum(game.truth, item.shifts);
  DrawGoals(*game.sport, draw.For("goals"), true, game.truth.home, game.goals);
  DrawGoals(*game.sport, draw.For("goals"), false, game.truth.away, game.goals);
  std::sort(game.goals.begin(), game.goals.end(),
            [](const Game::Goal& a, const Game::Goal& b) { return a.at < b.at; });
  for (const Game::Goal& goal : game.goals) game.final_score = Add(game.final_score, goal);
  game.end = game.start + game.regular_time;
  if (game.final_score.home == game.final_score.away && !game.sport->draws) {
    game.final_score =
        AfterOvertime(*game.sport, game.truth, game.final_score, draw.For("overtime"));
    game.end += kOvertime;
  }
  return game;
}

Game::Phase Game::PhaseAt(absl::Time when) const {
  if (when < start) return Phase::kUpcoming;
  if (when >= end) return Phase::kOver;
  return when < start + regular_time ? Phase::kPlaying : Phase::kOvertime;
}

Score Game::ScoreAt(absl::Time when) const {
  if (when >= end) return final_score;
  const double played = 1 - LeftAt(when);
  Score score;
  for (const Goal& goal : goals) {
    if (goal.at <= played) score = Add(score, goal);
  }
  return score;
}

double Game::LeftAt(absl::Time when) const {
  return std::clamp(1 - absl::FDivDuration(when - start, regular_time), 0.0, 1.0);
}

Shifts Game::KnownAt(absl::Time when) const {
  Shifts known = before_news;
  for (const News& item : news) {
    if (item.when <= when) known = Sum(known, item.shifts);
  }
  return known;
}

ScoreLaw Game::TruthAt(absl::Time when) const {
  return ScoreLaw(*sport, truth, ScoreAt(when), LeftAt(when));
}

}  // namespace overround::simbook
