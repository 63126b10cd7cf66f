#include "tools/simbook/draw.h"

#include <cmath>
#include <numbers>
#include <numeric>
#include <utility>

#include "libs/base/check.h"

namespace overround::simbook {

uint64_t Draw::Mix(uint64_t value) {
  value += 0x9e3779b97f4a7c15;
  value = (value ^ (value >> 30)) * 0xbf58476d1ce4e5b9;
  value = (value ^ (value >> 27)) * 0x94d049bb133111eb;
  return value ^ (value >> 31);
}

Draw Draw::Raw(uint64_t state) {
  Draw draw(0);
  draw.state_ = state;
  return draw;
}

Draw Draw::For(absl::string_view what) const {
  uint64_t hash = 0xcbf29ce484222325;
  for (const char c : what) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  return Raw(Mix(state_ ^ Mix(hash)));
}

// Turned by one bit against texts, so that For(1) and For("\1") are not related.
Draw Draw::For(int64_t which) const {
  return Raw(Mix(state_ + Mix(~static_cast<uint64_t>(which)) * 2 + 1));
}

double Draw::Uniform() const { return (static_cast<double>(state_ >> 11) + 0.5) * 0x1p-53; }

int64_t Draw::Below(int64_t bound) const {
  OVERROUND_CHECK(bound > 0);
  return static_cast<int64_t>(Uniform() * static_cast<double>(bound));
}

double Draw::Normal() const {
  const double radius = std::sqrt(-2 * std::log(Uniform()));
  return radius * std::cos(2 * std::numbers::pi * For("angle").Uniform());
}

// By inversion: one uniform number gives one count.
int Draw::Poisson(double mean) const {
  OVERROUND_CHECK(mean >= 0 && mean <= 500);
  const double target = Uniform();
  double term = std::exp(-mean);
  double sum = term;
  int count = 0;
  while (sum < target && count < 2000) {
    ++count;
    term *= mean / count;
    sum += term;
  }
  return count;
}

std::vector<int> Draw::Permutation(int size) const {
  std::vector<int> order(static_cast<size_t>(size));
  std::iota(order.begin(), order.end(), 0);
  for (int i = size - 1; i > 0; --i) {
    std::swap(order[static_cast<size_t>(i)], order[static_cast<size_t>(For(i).Below(i + 1))]);
  }
  return order;
}

}  // namespace overround::simbook
