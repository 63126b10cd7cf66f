#pragma once

#include <cstdint>
#include <vector>

#include <absl/strings/string_view.h>

namespace overround::simbook {

// A random draw that is a function of what it is for: the same seed and the same way to a draw give
// the same value in every process and at any time. Nothing in simbook is random in another way.
//
//   const Draw draw = Draw(seed).For("game").For(slot);
//   draw.For("score").Uniform();
class Draw {
 public:
  explicit Draw(uint64_t seed) : state_(Mix(seed)) {}

  Draw For(absl::string_view what) const;
  Draw For(int64_t which) const;

  uint64_t bits() const { return state_; }
  // In (0, 1).
  double Uniform() const;
  double Uniform(double low, double high) const { return low + (high - low) * Uniform(); }
  // In [0, bound). Requires: bound > 0.
  int64_t Below(int64_t bound) const;
  bool Chance(double probability) const { return Uniform() < probability; }
  // Standard normal.
  double Normal() const;
  // Requires: 0 <= mean <= 500.
  int Poisson(double mean) const;
  // 0 ... size-1, shuffled.
  std::vector<int> Permutation(int size) const;

 private:
  // The finaliser of SplitMix64.
  static uint64_t Mix(uint64_t value);
  static Draw Raw(uint64_t state);

  uint64_t state_;
};

}  // namespace overround::simbook
