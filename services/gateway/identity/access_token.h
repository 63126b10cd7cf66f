#pragma once

#include <mutex>
#include <string>
#include <unordered_map>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/rpc/caller.h"
#include "libs/rpc/caller_keys.h"

namespace overround::gateway {

constexpr absl::Duration kAccessTokenLifetime = absl::Minutes(10);

// What a client shows on each call: a compact JWS (EdDSA) by the gateway's key, good for
// kAccessTokenLifetime of Wall time and for the gateway alone, so no service takes it for a
// caller's token. Any replica verifies any other's. Threads may share one.
class AccessTokens {
 public:
  struct Minted {
    std::string token;
    absl::Time expire_time;
  };

  // `keys` and `wall` outlive this.
  AccessTokens(rpc::SigningKey key, rpc::PublicKeys& keys, const Clock& wall)
      : key_(std::move(key)), keys_(keys), wall_(wall) {}

  // `user`: users/{uuid}.
  Minted Mint(absl::string_view user, const std::vector<std::string>& roles) const;

  // The user. UNAUTHENTICATED, saying why but not what, for anything but a token of ours that is
  // still good.
  absl::StatusOr<Caller> Verify(absl::string_view token);

 private:
  struct Verified {
    Caller caller;
    absl::Time expire_time;
  };

  absl::StatusOr<Verified> VerifyAfresh(absl::string_view token);

  const rpc::SigningKey key_;
  rpc::PublicKeys& keys_;
  const Clock& wall_;
  std::mutex mutex_;
  // A signature costs more to check than all else in a small call.
  std::unordered_map<std::string, Verified> verified_;
};

}  // namespace overround::gateway
