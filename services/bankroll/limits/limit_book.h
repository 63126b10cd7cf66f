#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/domain/money.h"
#include "services/bankroll/ledger/ledger.h"
#include "services/bankroll/limits/limits.h"
#include "services/bankroll/parts.h"

namespace overround::bankroll {

// The limits of one bankroll, as they hold now.
struct BankrollLimits {
  BankrollId bankroll = {};
  Currency currency = kUsd;
  Limits limits = {};
};

// Reads and sets limits, each in a transaction of its own. NOT_FOUND for a bankroll that is not
// there or is another's.
class LimitBook {
 public:
  explicit LimitBook(const Parts& parts) : parts_(parts) {}

  // Of all the principal's bankrolls, or of one, by id.
  absl::StatusOr<std::vector<BankrollLimits>> List(const std::string& principal,
                                                   const std::optional<BankrollId>& bankroll,
                                                   absl::Time deadline) const;

  // As LimitsChange, in money. An inner unset lifts the limit.
  struct Asked {
    std::optional<std::optional<Money>> stake_max = {};
    std::optional<std::optional<Money>> daily_loss_max = {};
    std::optional<std::string> time_zone = {};
  };
  // INVALID_ARGUMENT: another currency, an amount below zero, an unknown time zone.
  absl::StatusOr<BankrollLimits> Update(const std::string& principal, const BankrollId& bankroll,
                                        const Asked& asked, absl::Time deadline) const;

 private:
  const Parts parts_;
};

}  // namespace overround::bankroll
