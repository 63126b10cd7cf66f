#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/pg/connection.h"
#include "libs/pg/copy.h"
#include "libs/pg/param.h"
#include "libs/pg/rows.h"

namespace overround::pg {

enum class Isolation { kReadCommitted, kRepeatableRead, kSerializable };

struct TransactionOptions {
  Isolation isolation = Isolation::kReadCommitted;
  bool is_read_only = false;
  // How often the body may run in all; it runs again only when the server ended the transaction to
  // keep it serializable or free of deadlock (40001, 40P01). The body must then have no effect
  // outside the transaction.
  int attempts_max = 1;
};

// Reads at one instant: every statement sees the same snapshot.
inline constexpr TransactionOptions kReadSnapshot = {.isolation = Isolation::kRepeatableRead,
                                                     .is_read_only = true};

// An open transaction, handed to the body of Pool::InTransaction and not to be kept. It commits
// when the body returns OK and rolls back when it does not; after a failed statement it can only
// roll back, whatever the body returns.
class Transaction {
 public:
  Transaction(const Transaction&) = delete;
  Transaction& operator=(const Transaction&) = delete;

  // Runs one statement with values bound to $1, $2, ... Fails as sqlstate.h says.
  absl::StatusOr<Rows> Query(absl::string_view sql, Params params = {});

  // The same where only the number of rows touched matters.
  absl::StatusOr<int64_t> Execute(absl::string_view sql, Params params = {});

  // Runs a `COPY ... FROM STDIN (FORMAT BINARY)`; the number of rows stored.
  absl::StatusOr<int64_t> Copy(absl::string_view sql, const CopyRows& rows);
  // The same with rows that are made while the server takes those before.
  absl::StatusOr<int64_t> Copy(absl::string_view sql, CopySource source);

  // Runs `action` once the transaction has committed, in the order given; never when it rolls back.
  // For waking somebody in this process. It must not use the transaction.
  void OnCommit(std::function<void()> action) { on_commit_.push_back(std::move(action)); }

  // The Wall instant at which the work is given up.
  absl::Time deadline() const { return deadline_; }

 private:
  friend class Session;

  Transaction(Connection& connection, absl::Time deadline)
      : connection_(connection), deadline_(deadline) {}

  // Keeps the first failure: a body that swallows it must not pass for committed.
  template <typename T>
  absl::StatusOr<T> Noted(absl::StatusOr<T> result);

  Connection& connection_;
  absl::Time deadline_;
  absl::Status failure_;
  std::vector<std::function<void()>> on_commit_;
};

}  // namespace overround::pg
