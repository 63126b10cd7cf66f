#pragma once

#include <cstddef>
#include <mutex>
#include <set>
#include <string>
#include <unordered_map>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/rpc/caller.h"
#include "libs/rpc/caller_keys.h"

namespace overround::rpc {

constexpr absl::Duration kTokenLifetime = absl::Seconds(60);
constexpr absl::Duration kClockSkew = absl::Seconds(5);
constexpr size_t kTokenBytesMax = 4096;

// A compact JWS (EdDSA) that says `caller` to the service `audience` (its name: "bankroll") until
// `now` + kTokenLifetime.
std::string MintToken(const SigningKey& key, const Caller& caller, absl::string_view audience,
                      absl::Time now);

// Mints the tokens a process needs for its outgoing calls and keeps each until shortly before it
// expires; at most a few thousand are kept. Threads may share one.
class TokenSource {
 public:
  // Calls are made as services/<kid of the key> unless told otherwise. `wall` outlives this.
  TokenSource(SigningKey key, const Clock& wall);

  // As this service.
  std::string ForService(absl::string_view audience);
  // As this service, working for `principal` (users/..., agents/...).
  std::string ForService(absl::string_view audience, absl::string_view principal);
  // As anyone: only what the gateway's key signs so will be believed.
  std::string ForCaller(absl::string_view audience, const Caller& caller);

  const Caller& self() const { return self_; }

 private:
  struct Minted {
    std::string token;
    absl::Time renew_time;
  };

  const SigningKey key_;
  const Clock& wall_;
  const Caller self_;
  std::mutex mutex_;
  std::unordered_map<std::string, Minted> minted_;
};

struct VerifierOptions {
  // The service that verifies.
  std::string audience;
  // Services whose tokens may name somebody they work for.
  std::set<std::string> may_act_for_others = {"bankroll", "user_model", "gateway"};
  size_t cache_size_max = 4096;
};

// Checks tokens: the signature, the times, the audience, and that the key may sign such a caller:
// "gateway" signs anybody, "operator" users, "<service>" only services/<service>. A key may be
// rotated as "<name>-<anything>". Tokens found good are remembered until they expire.
// Threads may share one.
class TokenVerifier {
 public:
  // Both outlive this.
  TokenVerifier(VerifierOptions options, PublicKeys& keys, const Clock& wall);

  // UNAUTHENTICATED with the reason, never with the token.
  absl::StatusOr<Caller> Verify(absl::string_view token);

 private:
  struct Verified {
    Caller caller;
    absl::Time expire_time;
  };
  using Cache = std::unordered_map<std::string, Verified>;

  absl::StatusOr<Verified> VerifyAfresh(absl::string_view token, absl::Time now);
  void Remember(absl::string_view token, const Verified& verified);

  const VerifierOptions options_;
  PublicKeys& keys_;
  const Clock& wall_;
  std::mutex mutex_;
  // Two generations: when the younger is full it becomes the elder, and the elder is forgotten.
  Cache young_;
  Cache old_;
};

}  // namespace overround::rpc
