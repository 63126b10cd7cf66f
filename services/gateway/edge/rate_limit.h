#pragma once

#include <array>
#include <mutex>
#include <string>
#include <unordered_map>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"

namespace overround::gateway {

struct RateLimitOptions {
  // Refilled evenly; 0 switches the limit off.
  double requests_per_second = 200;
  // How much may come at once after a pause.
  double burst = 400;
};

// A token bucket for each caller, in Wall time and in this replica's memory. Threads may share one.
class RateLimit {
 public:
  // `wall` outlives this.
  RateLimit(RateLimitOptions options, const Clock& wall) : options_(options), wall_(wall) {}

  // Takes one token. RESOURCE_EXHAUSTED when none is left.
  absl::Status Take(absl::string_view caller);

 private:
  struct Bucket {
    double tokens;
    absl::Time filled_time;
  };
  // Several locks, so that threads seldom meet.
  struct Shard {
    std::mutex mutex;
    std::unordered_map<std::string, Bucket> buckets;
  };
  static constexpr size_t kShards = 16;
  static constexpr size_t kBucketsMax = 8192;  // of a shard

  void DropFull(Shard& shard, absl::Time now) const;

  const RateLimitOptions options_;
  const Clock& wall_;
  std::array<Shard, kShards> shards_;
};

}  // namespace overround::gateway
