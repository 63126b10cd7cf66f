#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/bankroll/ledger/ledger.h"
#include "services/bankroll/ledger/store.h"
#include "services/bankroll/parts.h"

namespace overround::bankroll {

inline constexpr int64_t kBankrollsMax = 20;
// Of one bankroll, in minor units: so that no sum over it ever overflows.
inline constexpr int64_t kDepositedMax = 10'000'000'000'000;

// What a user does with bankrolls, each in a transaction of its own. NOT_FOUND throughout for a
// bankroll that is not there or that `principal` may not see or touch.
class Bankrolls {
 public:
  explicit Bankrolls(const Parts& parts) : parts_(parts) {}

  // ALREADY_EXISTS: the request id was used with other content. RESOURCE_EXHAUSTED: the owner has
  // kBankrollsMax (two racing requests may pass it by one).
  absl::StatusOr<Bankroll> Open(const NewBankroll& asked, absl::Time deadline) const;

  absl::StatusOr<Bankroll> Get(const std::string& principal, const BankrollId& id,
                               absl::Time deadline) const;
  absl::StatusOr<std::vector<Bankroll>> List(const std::string& principal, const std::string& owner,
                                             const ledger_store::AfterBankroll& after, int limit,
                                             absl::Time deadline) const;

  // Money in or out, told to the log.
  struct Funding {
    BankrollId bankroll = {};
    Money amount;
    std::string request_id = {};
  };
  struct Funded {
    Transfer transfer = {};
    Bankroll after = {};
  };
  // ALREADY_EXISTS: the request id was used with other content. INVALID_ARGUMENT: another currency.
  // OUT_OF_RANGE: past kDepositedMax.
  absl::StatusOr<Funded> Deposit(const std::string& principal, const Funding& asked,
                                 absl::Time deadline) const;
  // As Deposit; FAILED_PRECONDITION: the cash does not cover it.
  absl::StatusOr<Funded> Withdraw(const std::string& principal, const Funding& asked,
                                  absl::Time deadline) const;

  absl::StatusOr<Audit> Verify(const std::string& principal, const BankrollId& id,
                               absl::Time deadline) const;

  struct TransferPage {
    Bankroll bankroll = {};
    std::vector<Transfer> transfers = {};
  };
  absl::StatusOr<TransferPage> ListTransfers(const std::string& principal, const BankrollId& id,
                                             const ledger_store::TransferFilter& filter,
                                             absl::Time deadline) const;

 private:
  enum class Direction { kIn, kOut };
  absl::StatusOr<Funded> Fund(const std::string& principal, const Funding& asked,
                              Direction direction, absl::Time deadline) const;

  const Parts parts_;
};

}  // namespace overround::bankroll
