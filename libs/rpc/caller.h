#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

namespace overround {

// Who makes a call, as its verified token says. Services decide by it what the caller may see.
struct Caller {
  enum class Kind { kAnonymous, kUser, kService, kAgent };

  // users/{uuid}, services/{name} or agents/{name}; empty for an anonymous caller.
  std::string subject = {};
  Kind kind = Kind::kAnonymous;
  // Of a user: user, pro_user, admin, super_admin.
  std::vector<std::string> roles = {};
  // The user or agent a service works for, when it does background work of theirs; else empty.
  std::string on_behalf_of = {};

  bool HasRole(absl::string_view role) const;
  // A user who may operate the system: admin or super_admin.
  bool IsOperator() const;
  bool IsService() const { return kind == Kind::kService; }
  // True when the caller is `service` itself: IsService("gateway").
  bool IsService(absl::string_view service) const;
  // Whose resources the caller may reach: on_behalf_of when set, else subject. Never empty for
  // other than anonymous callers.
  const std::string& principal() const { return on_behalf_of.empty() ? subject : on_behalf_of; }

  static Caller Service(absl::string_view name);
  static Caller User(absl::string_view subject, std::vector<std::string> roles = {"user"});
  static Caller Anonymous() { return {}; }

  friend bool operator==(const Caller&, const Caller&) = default;
};

// "anonymous", "user", "service", "agent".
absl::string_view CallerKindName(Caller::Kind kind);
// INVALID_ARGUMENT for any other word.
absl::StatusOr<Caller::Kind> ParseCallerKind(absl::string_view name);

namespace rpc {
using overround::Caller;
}  // namespace rpc

}  // namespace overround
