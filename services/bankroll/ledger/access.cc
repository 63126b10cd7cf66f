#include "services/bankroll/ledger/access.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"

namespace overround::bankroll {

bool IsAgent(const std::string& owner) { return absl::StartsWith(owner, "agents/"); }

bool MaySee(const std::string& principal, const std::string& owner) {
  return IsAgent(owner) || (!principal.empty() && principal == owner);
}

absl::Status MustSee(const std::string& principal, const Bankroll& bankroll) {
  if (MaySee(principal, bankroll.owner)) return absl::OkStatus();
  return absl::NotFoundError(
      absl::StrCat("name: bankrolls/", bankroll.id.ToString(), ", want one that exists"));
}

absl::Status MustSeeOwner(const std::string& principal, const std::string& owner) {
  if (MaySee(principal, owner)) return absl::OkStatus();
  if (principal.empty()) return MustBeUser(principal);
  return absl::NotFoundError(absl::StrCat("owner: \"", owner, "\", want yourself or an agent"));
}

absl::Status MustOwn(const std::string& principal, const Bankroll& bankroll) {
  OVERROUND_RETURN_IF_ERROR(MustBeUser(principal));
  if (bankroll.owner == principal) return absl::OkStatus();
  return absl::NotFoundError(
      absl::StrCat("bankroll: bankrolls/", bankroll.id.ToString(), ", want one of your own"));
}

absl::Status MustBeUser(const std::string& principal) {
  if (absl::StartsWith(principal, "users/")) return absl::OkStatus();
  if (principal.empty()) {
    return absl::UnauthenticatedError("caller: anonymous, want a user who has logged in");
  }
  return absl::PermissionDeniedError(absl::StrCat("caller: ", principal, ", want a user"));
}

}  // namespace overround::bankroll
