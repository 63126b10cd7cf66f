#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"

namespace overround::schedule {

// Proof of holding a lease. Check it in each transaction that relies on it: from then until the
// transaction ends nobody else can take the lease, and whoever lost it before gets ABORTED and
// changes nothing. Renewing does not wait for it.
struct Fence {
  std::string lease;
  int64_t epoch = 0;

  // ABORTED when somebody else has taken the lease since.
  absl::Status Check(pg::Transaction& tx) const;
};

struct LeaseRequest {
  std::string lease;
  // Who asks: one process, not one kind of process.
  std::string holder;
  absl::Time wall_now;
  absl::Duration duration = absl::Seconds(5);
};

// Takes the lease if it is free or has run out: a new, higher epoch. nullopt when another (or this)
// holder has it.
absl::StatusOr<std::optional<Fence>> TryAcquire(pg::Transaction& tx, const LeaseRequest& request);

// Makes it last until `expire_time` (Wall). ABORTED when it has been lost.
absl::Status Renew(pg::Transaction& tx, const Fence& fence, absl::Time expire_time);

// Gives it back at once. OK also when it has been lost.
absl::Status Release(pg::Transaction& tx, const Fence& fence);

}  // namespace overround::schedule
