#pragma once

#include <string>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>

#include "libs/base/sha256.h"
#include "services/gateway/identity/ids.h"

namespace overround::gateway {

// What a session is renewed with: whose it is, and 32 random bytes. The database knows only its
// hash.
class RefreshToken {
 public:
  static RefreshToken Make(const UserId& user, const SessionId& session);
  // UNAUTHENTICATED for anything but the text of a token.
  static absl::StatusOr<RefreshToken> Parse(absl::string_view text);

  const UserId& user() const { return user_; }
  const SessionId& session() const { return session_; }
  std::string ToString() const;
  Sha256Digest Hash() const;

  // `next` in a form that only this token opens.
  std::string Seal(const RefreshToken& next) const;
  // INTERNAL when `sealed` was not made by this token.
  absl::StatusOr<RefreshToken> Open(absl::string_view sealed) const;

 private:
  RefreshToken(UserId user, SessionId session, std::string secret)
      : user_(user), session_(session), secret_(std::move(secret)) {}

  UserId user_;
  SessionId session_;
  std::string secret_;
};

}  // namespace overround::gateway
