#include "services/user_model/access.h"

#include <absl/strings/str_cat.h>

#include "libs/wire/resource_name.h"

namespace overround::user_model {

absl::StatusOr<UserId> OwnerOf(const Caller& caller) {
  const std::string& principal = caller.principal();
  if (principal.empty()) {
    return absl::UnauthenticatedError("caller: anonymous, want a user who has logged in");
  }
  const auto user = wire::IdFromName<UserId>(principal, "users", "caller");
  if (user.ok()) return *user;
  return absl::PermissionDeniedError(absl::StrCat("caller: ", principal, ", want users/{uuid}"));
}

}  // namespace overround::user_model
