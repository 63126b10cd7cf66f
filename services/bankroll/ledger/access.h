#pragma once

#include <string>

#include <absl/status/status.h>

#include "services/bankroll/ledger/ledger.h"

namespace overround::bankroll {

// Who may see and touch what. A principal is users/{user}, agents/{agent}, services/{service}, or
// empty for somebody unknown. What is another's is as if it were not there: NOT_FOUND.

// An agent's doings are for everybody.
bool IsAgent(const std::string& owner);
bool MaySee(const std::string& principal, const std::string& owner);

absl::Status MustSee(const std::string& principal, const Bankroll& bankroll);
absl::Status MustSeeOwner(const std::string& principal, const std::string& owner);
// Its owner, who is a user: an agent's money is moved by this service alone.
absl::Status MustOwn(const std::string& principal, const Bankroll& bankroll);
// UNAUTHENTICATED for nobody, PERMISSION_DENIED for other than users.
absl::Status MustBeUser(const std::string& principal);

}  // namespace overround::bankroll
