#include "tools/simbook/score_law.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>

namespace overround::simbook {
namespace {

constexpr double kNegligible = 1e-13;

// The law of points * Poisson(rate).
std::vector<double> PoissonLaw(int points, double rate) {
  std::vector<double> law;
  double term = std::exp(-rate);
  for (int count = 0; count < rate || term > kNegligible; ++count) {
    law.resize(static_cast<size_t>(count * points) + 1, 0.0);
    law.back() = term;
    term *= rate / (count + 1);
  }
  return law;
}

std::vector<double> Convolve(const std::vector<double>& a, const std::vector<double>& b) {
  std::vector<double> out(a.size() + b.size() - 1, 0.0);
  for (size_t i = 0; i < a.size(); ++i) {
    if (a[i] < kNegligible) continue;
    for (size_t j = 0; j < b.size(); ++j) out[i + j] += a[i] * b[j];
  }
  return out;
}

// The law of one side's final points in regular time.
std::vector<double> SideLaw(const Sport& sport, double shift, int points, double left) {
  std::vector<double> law = {1.0};
  for (const Scoring& scoring : sport.scoring) {
    law = Convolve(law, PoissonLaw(scoring.points, scoring.rate * std::exp(shift) * left));
  }
  law.insert(law.begin(), static_cast<size_t>(points), 0.0);
  return law;
}

}  // namespace

double LineChances::Fair() const {
  const double decided = win + lose;
  return decided > kNegligible ? win / decided : 0.5;
}

double HomeOvertimeChance(const Shifts& shifts) {
  return 1 / (1 + std::exp(-2 * (shifts.home - shifts.away)));
}

ScoreLaw::ScoreLaw(const Sport& sport, const Shifts& shifts, const Score& score, double left) {
  const std::vector<double> home = SideLaw(sport, shifts.home, score.home, left);
  const std::vector<double> away = SideLaw(sport, shifts.away, score.away, left);
  const std::vector<double> away_reversed(away.rbegin(), away.rend());
  margin_.of = Convolve(home, away_reversed);
  margin_.offset = static_cast<int>(away.size()) - 1;
  total_.of = Convolve(home, away);
  if (!sport.draws) SettleTies(sport, home, away, HomeOvertimeChance(shifts));
  margin_.Sum();
  total_.Sum();
  for (size_t i = 0; i < margin_.of.size(); ++i) {
    const int margin = static_cast<int>(i) - margin_.offset;
    (margin > 0 ? home_ : margin < 0 ? away_ : draw_) += margin_.of[i];
  }
}

// Moves what is level after regular time to where an overtime leaves it.
void ScoreLaw::SettleTies(const Sport& sport, const std::vector<double>& home,
                          const std::vector<double>& away, double home_overtime) {
  const int added = 2 * sport.overtime_points + sport.overtime_margin;
  total_.of.resize(total_.of.size() + static_cast<size_t>(added), 0.0);
  double level = 0;
  for (size_t points = 0; points < std::min(home.size(), away.size()); ++points) {
    const double both = home[points] * away[points];
    level += both;
    total_.of[2 * points] -= both;
    total_.of[2 * points + static_cast<size_t>(added)] += both;
  }
  // Room for a margin that nobody can reach any more in regular time.
  const auto room = static_cast<size_t>(sport.overtime_margin);
  margin_.of.insert(margin_.of.begin(), room, 0.0);
  margin_.of.resize(margin_.of.size() + room, 0.0);
  margin_.offset += sport.overtime_margin;
  const auto zero = static_cast<size_t>(margin_.offset);
  margin_.of[zero] = 0;
  margin_.of[zero + room] += level * home_overtime;
  margin_.of[zero - room] += level * (1 - home_overtime);
}

void ScoreLaw::Law::Sum() {
  below.assign(of.size() + 1, 0.0);
  for (size_t i = 0; i < of.size(); ++i) below[i + 1] = below[i] + of[i];
}

double ScoreLaw::Law::Mean() const {
  double mean = 0;
  for (size_t i = 0; i < of.size(); ++i) mean += of[i] * (static_cast<double>(i) - offset);
  return mean;
}

double ScoreLaw::Law::Below(int quarters) const {
  const auto first = static_cast<int>(std::ceil(quarters / 4.0)) + offset;
  return below[static_cast<size_t>(std::clamp(first, 0, static_cast<int>(of.size())))];
}

LineChances ScoreLaw::Law::Plus(int line_quarters) const {
  // A quarter line is half a stake on each neighbour; any other line is twice itself.
  const int apart = line_quarters % 2 == 0 ? 0 : 1;
  LineChances chances{0, 0};
  for (const int line : {line_quarters - apart, line_quarters + apart}) {
    chances.win += (below.back() - Below(1 - line)) / 2;
    chances.lose += Below(-line) / 2;
  }
  return chances;
}

// The best line lies near the middle of the law: only its neighbours are tried.
int ScoreLaw::Law::EvenLine(int step_quarters) const {
  const auto middle = std::upper_bound(below.begin(), below.end(), 0.5) - below.begin() - 1;
  const double centre = -4.0 * (static_cast<double>(middle) - offset);
  const int base = static_cast<int>(std::floor(centre / step_quarters)) * step_quarters;
  int best = base;
  double best_distance = 2;
  for (int line = base - 6 * step_quarters; line <= base + 6 * step_quarters;
       line += step_quarters) {
    const double distance = std::abs(Plus(line).Fair() - 0.5);
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = line;
  }
  return best;
}

LineChances ScoreLaw::HomeWith(int line_quarters) const { return margin_.Plus(line_quarters); }
LineChances ScoreLaw::Over(int line_quarters) const { return total_.Plus(-line_quarters); }

int ScoreLaw::EvenSpread(int step_quarters) const { return margin_.EvenLine(step_quarters); }
int ScoreLaw::EvenTotal(int step_quarters) const { return -total_.EvenLine(step_quarters); }

double ScoreLaw::mean_margin() const { return margin_.Mean(); }
double ScoreLaw::mean_total() const { return total_.Mean(); }

}  // namespace overround::simbook
