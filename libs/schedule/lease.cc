#include "libs/schedule/lease.h"

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"

namespace overround::schedule {
namespace {

constexpr char kOpen[] =
    "INSERT INTO leases (name, epoch) VALUES ($1, 0) ON CONFLICT (name) DO NOTHING";

constexpr char kTake[] = R"sql(
  UPDATE leases
     SET epoch = epoch + 1, holder = $2, lease_expire_time = $3
   WHERE name = $1 AND (holder IS NULL OR lease_expire_time <= $4)
  RETURNING epoch
)sql";

// Waits for the transactions that rely on the fence of old.
constexpr char kRaiseFence[] = R"sql(
  INSERT INTO lease_fences (name, epoch) VALUES ($1, $2)
  ON CONFLICT (name) DO UPDATE SET epoch = excluded.epoch
)sql";

constexpr char kCheck[] = "SELECT epoch FROM lease_fences WHERE name = $1 AND epoch = $2 FOR SHARE";

constexpr char kRenew[] =
    "UPDATE leases SET lease_expire_time = $3 WHERE name = $1 AND epoch = $2 AND holder IS NOT "
    "NULL";

constexpr char kRelease[] = R"sql(
  UPDATE leases SET holder = NULL, lease_expire_time = NULL WHERE name = $1 AND epoch = $2
)sql";

absl::Status Lost(const Fence& fence) {
  return absl::AbortedError(
      absl::StrCat("lease ", fence.lease, ": epoch ", fence.epoch, " has passed to another"));
}

}  // namespace

absl::Status Fence::Check(pg::Transaction& tx) const {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kCheck, {lease, epoch}));
  return rows.empty() ? Lost(*this) : absl::OkStatus();
}

absl::StatusOr<std::optional<Fence>> TryAcquire(pg::Transaction& tx, const LeaseRequest& request) {
  OVERROUND_RETURN_IF_ERROR(tx.Query(kOpen, {request.lease}).status());
  const absl::Time expire_time = request.wall_now + request.duration;
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kTake, {request.lease, request.holder,
                                                                   expire_time, request.wall_now}));
  if (rows.empty()) return std::nullopt;
  const Fence fence = {.lease = request.lease, .epoch = rows.front().Get<int64_t>(0)};
  OVERROUND_RETURN_IF_ERROR(tx.Query(kRaiseFence, {fence.lease, fence.epoch}).status());
  return fence;
}

absl::Status Renew(pg::Transaction& tx, const Fence& fence, absl::Time expire_time) {
  OVERROUND_ASSIGN_OR_RETURN(const int64_t renewed,
                             tx.Execute(kRenew, {fence.lease, fence.epoch, expire_time}));
  return renewed == 0 ? Lost(fence) : absl::OkStatus();
}

absl::Status Release(pg::Transaction& tx, const Fence& fence) {
  return tx.Query(kRelease, {fence.lease, fence.epoch}).status();
}

}  // namespace overround::schedule
