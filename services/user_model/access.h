#pragma once

#include <absl/status/statusor.h>

#include "libs/rpc/caller.h"
#include "services/user_model/models/user_model.h"

namespace overround::user_model {

// Whose models a caller reaches: a user's own, and those of the user a service works for.
// UNAUTHENTICATED for nobody, PERMISSION_DENIED for other than users.
absl::StatusOr<UserId> OwnerOf(const Caller& caller);

}  // namespace overround::user_model
