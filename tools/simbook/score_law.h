#pragma once

#include <vector>

#include "tools/simbook/sport.h"

namespace overround::simbook {

// What both sides' rates are multiplied with, as logarithms.
struct Shifts {
  double home = 0;
  double away = 0;
};

struct Score {
  int home = 0;
  int away = 0;

  friend bool operator==(const Score&, const Score&) = default;
};

// How likely a bet on a line is to win and to lose; the rest is a push. For a quarter line, the
// mean of the two halves of the stake.
struct LineChances {
  double win;
  double lose;

  // The break-even probability without margin; one half where every result is a push.
  double Fair() const;
};

// The exact law of a game's final score, overtime included, when `score` stands and the share
// `left` of regular time is still to be played.
class ScoreLaw {
 public:
  ScoreLaw(const Sport& sport, const Shifts& shifts, const Score& score, double left);

  double home() const { return home_; }
  double draw() const { return draw_; }
  double away() const { return away_; }

  // The home side with this many quarters of a point added.
  LineChances HomeWith(int line_quarters) const;
  // More than this many quarters of a point in all.
  LineChances Over(int line_quarters) const;

  // The line, a multiple of `step_quarters`, at which both sides are closest to even.
  int EvenSpread(int step_quarters) const;
  int EvenTotal(int step_quarters) const;

  double mean_margin() const;
  double mean_total() const;

 private:
  void SettleTies(const Sport& sport, const std::vector<double>& home,
                  const std::vector<double>& away, double home_overtime);

  // The law of a whole number, with the sums that answer at once what lies below a line.
  struct Law {
    std::vector<double> of;
    // The number that `of[i]` is about is i - offset.
    int offset = 0;
    // below[i] is the sum of of[0] to of[i - 1].
    std::vector<double> below;

    void Sum();
    double Mean() const;
    // The chances that the number plus the line is above zero, and below it.
    LineChances Plus(int line_quarters) const;
    int EvenLine(int step_quarters) const;
    // P(4 * number < quarters).
    double Below(int quarters) const;
  };

  Law margin_;
  Law total_;
  double home_ = 0;
  double draw_ = 0;
  double away_ = 0;
};

// Who wins an overtime.
double HomeOvertimeChance(const Shifts& shifts);

}  // namespace overround::simbook
