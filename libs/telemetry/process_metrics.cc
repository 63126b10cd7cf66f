#include "libs/telemetry/process_metrics.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <system_error>

#include <sys/resource.h>
#include <unistd.h>

namespace overround::telemetry {
namespace {

double Seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) / 1e6;
}

int64_t CountEntries(const char* directory) {
  std::error_code error;
  const std::filesystem::directory_iterator entries(directory, error);
  return error ? 0 : std::distance(begin(entries), end(entries));
}

}  // namespace

ProcessUsage ReadProcessUsage() {
  ProcessUsage usage;
  rusage spent{};
  if (getrusage(RUSAGE_SELF, &spent) == 0) {
    usage.cpu_seconds = Seconds(spent.ru_utime) + Seconds(spent.ru_stime);
  }
  std::ifstream memory("/proc/self/statm");
  int64_t total_pages = 0;
  int64_t resident_pages = 0;
  if (memory >> total_pages >> resident_pages) {
    usage.resident_bytes = resident_pages * sysconf(_SC_PAGESIZE);
  }
  usage.threads = CountEntries("/proc/self/task");
  usage.open_descriptors = CountEntries("/proc/self/fd");
  return usage;
}

}  // namespace overround::telemetry
