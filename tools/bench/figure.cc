#include "tools/bench/figure.h"

#include <algorithm>
#include <chrono>
#include <limits>

namespace overround::bench {

double SecondsOf(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double LeastSecondsOf(int times, const std::function<void()>& work) {
  double least = std::numeric_limits<double>::infinity();
  for (int i = 0; i < times; ++i) least = std::min(least, SecondsOf(work));
  return least;
}

}  // namespace overround::bench
