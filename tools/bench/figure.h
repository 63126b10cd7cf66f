#pragma once

#include <functional>
#include <string>

#include <absl/time/time.h>

namespace overround::bench {

// One thing measured, next to what it is measured against.
struct Figure {
  std::string name;
  // Of `unit` a second.
  double value = 0;
  double reference = 0;
  std::string unit;
  std::string against;
};

// Wall seconds `work` takes.
double SecondsOf(const std::function<void()>& work);
// The shortest of `times` runs: what else runs on the machine only ever makes it slower.
double LeastSecondsOf(int times, const std::function<void()>& work);

}  // namespace overround::bench
