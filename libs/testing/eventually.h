#pragma once

#include <absl/time/clock.h>
#include <absl/time/time.h>

namespace overround::testing {

// True as soon as `holds()` is; false when it still is not after half a minute. For what another
// thread will bring about: the time it takes never decides the outcome of a healthy test.
template <typename Predicate>
bool Eventually(Predicate holds) {
  const absl::Time give_up = absl::Now() + absl::Seconds(30);
  while (!holds()) {
    if (absl::Now() > give_up) return false;
    absl::SleepFor(absl::Milliseconds(1));
  }
  return true;
}

}  // namespace overround::testing
