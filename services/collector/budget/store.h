#pragma once

#include <optional>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/pg/transaction.h"
#include "services/collector/budget/budget.h"

// Every SQL statement about budgets.
namespace overround::collector::budgets {

// Makes the row where it is missing, and locks it until the transaction ends.
absl::StatusOr<Budget> LockBudget(pg::Transaction& tx, const Budget& fresh);
absl::Status UpdateBudget(pg::Transaction& tx, const Budget& budget);

}  // namespace overround::collector::budgets
