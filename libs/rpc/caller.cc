#include "libs/rpc/caller.h"

#include <algorithm>
#include <array>
#include <utility>

#include <absl/strings/str_cat.h>

namespace overround {
namespace {

constexpr std::array<std::pair<Caller::Kind, absl::string_view>, 4> kKinds = {{
    {Caller::Kind::kAnonymous, "anonymous"},
    {Caller::Kind::kUser, "user"},
    {Caller::Kind::kService, "service"},
    {Caller::Kind::kAgent, "agent"},
}};

}  // namespace

bool Caller::HasRole(absl::string_view role) const {
  return std::find(roles.begin(), roles.end(), role) != roles.end();
}

bool Caller::IsOperator() const {
  return kind == Kind::kUser && (HasRole("admin") || HasRole("super_admin"));
}

bool Caller::IsService(absl::string_view service) const {
  return IsService() && subject == absl::StrCat("services/", service);
}

Caller Caller::Service(absl::string_view name) {
  return {.subject = absl::StrCat("services/", name), .kind = Kind::kService};
}

Caller Caller::User(absl::string_view subject, std::vector<std::string> roles) {
  return {.subject = std::string(subject), .kind = Kind::kUser, .roles = std::move(roles)};
}

absl::string_view CallerKindName(Caller::Kind kind) {
  for (const auto& [value, name] : kKinds) {
    if (value == kind) return name;
  }
  return "anonymous";
}

absl::StatusOr<Caller::Kind> ParseCallerKind(absl::string_view name) {
  for (const auto& [value, known] : kKinds) {
    if (known == name) return value;
  }
  return absl::InvalidArgumentError("kind: want anonymous, user, service or agent");
}

}  // namespace overround
