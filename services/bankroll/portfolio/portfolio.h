#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/schedule/task_runner.h"
#include "services/bankroll/parts.h"
#include "services/bankroll/portfolio/store.h"

namespace overround::bankroll {

inline constexpr char kSnapshotTask[] = "snapshot_portfolios";

// What bankrolls were worth, hour by hour.
class Portfolio {
 public:
  explicit Portfolio(const Parts& parts) : parts_(parts) {}

  // The task: values every bankroll at one instant.
  absl::Status TakeSnapshots(const schedule::TaskRun& run) const;

  struct Page {
    Bankroll bankroll = {};
    std::vector<Snapshot> snapshots = {};
  };
  // Newest first. NOT_FOUND for a bankroll that is not there or is another's.
  absl::StatusOr<Page> List(const std::string& principal, const BankrollId& bankroll,
                            const SnapshotFilter& filter, absl::Time deadline) const;

 private:
  const Parts parts_;
};

}  // namespace overround::bankroll
