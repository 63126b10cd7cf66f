#pragma once

#include <cstdint>

namespace overround::telemetry {

// What the kernel says about this process. A part that cannot be read is zero.
struct ProcessUsage {
  int64_t resident_bytes = 0;
  double cpu_seconds = 0;
  int64_t threads = 0;
  int64_t open_descriptors = 0;
};

ProcessUsage ReadProcessUsage();

}  // namespace overround::telemetry
