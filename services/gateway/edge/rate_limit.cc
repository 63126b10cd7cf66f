#include "services/gateway/edge/rate_limit.h"

#include <algorithm>
#include <functional>

#include <absl/strings/str_cat.h>

namespace overround::gateway {

absl::Status RateLimit::Take(absl::string_view caller) {
  if (options_.requests_per_second <= 0) return absl::OkStatus();
  const std::string key(caller);
  Shard& shard = shards_[std::hash<std::string>{}(key) % kShards];
  const absl::Time now = wall_.Now();
  const std::lock_guard lock(shard.mutex);
  if (shard.buckets.size() >= kBucketsMax) DropFull(shard, now);
  const auto [found, is_new] = shard.buckets.try_emplace(key, Bucket{options_.burst, now});
  Bucket& bucket = found->second;
  const double refill =
      absl::ToDoubleSeconds(now - bucket.filled_time) * options_.requests_per_second;
  bucket.tokens = std::min(options_.burst, bucket.tokens + std::max(0.0, refill));
  bucket.filled_time = now;
  if (bucket.tokens < 1) {
    return absl::ResourceExhaustedError(absl::StrCat("requests: too many, want at most ",
                                                     options_.requests_per_second, " a second"));
  }
  bucket.tokens -= 1;
  return absl::OkStatus();
}

// A bucket that would be full again says nothing. When all say something, the memory counts more.
void RateLimit::DropFull(Shard& shard, absl::Time now) const {
  const absl::Duration to_full = absl::Seconds(options_.burst / options_.requests_per_second);
  for (auto bucket = shard.buckets.begin(); bucket != shard.buckets.end();) {
    bucket = now - bucket->second.filled_time >= to_full ? shard.buckets.erase(bucket)
                                                         : std::next(bucket);
  }
  if (shard.buckets.size() >= kBucketsMax) shard.buckets.clear();
}

}  // namespace overround::gateway
