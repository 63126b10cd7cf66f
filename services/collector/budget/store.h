#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"
#include "services/collector/budget/budget.h"

// Every SQL statement about budgets.
namespace overround::collector::budgets {

// Makes the row where it is missing, and locks it until the transaction ends.
absl::StatusOr<Budget> LockBudget(pg::Transaction& tx, const Budget& fresh);
absl::Status UpdateBudget(pg::Transaction& tx, const Budget& budget);

// A debited call whose answer has not been reported.
struct CallUnderWay {
  std::string source;
  Purpose purpose = Purpose::kMain;
  int64_t cost = 0;
  absl::Time ask_time;
};
absl::StatusOr<int64_t> InsertCall(pg::Transaction& tx, const CallUnderWay& call);
// Deletes it; nothing where it was given up.
absl::StatusOr<std::optional<CallUnderWay>> TakeCall(pg::Transaction& tx, int64_t call_id);
// Deletes those asked before then.
absl::StatusOr<std::vector<CallUnderWay>> TakeCallsBefore(pg::Transaction& tx,
                                                          absl::string_view source,
                                                          absl::Time time);
absl::StatusOr<std::vector<CallUnderWay>> ListCallsUnderWay(pg::Transaction& tx,
                                                            absl::string_view source);

}  // namespace overround::collector::budgets
