#pragma once

#include <optional>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/pg/pool.h"
#include "libs/rpc/caller.h"
#include "services/gateway/identity/access_token.h"
#include "services/gateway/identity/password.h"
#include "services/gateway/identity/refresh_token.h"
#include "services/gateway/identity/store.h"

namespace overround::gateway {

constexpr absl::Duration kRefreshTokenLifetime = absl::Hours(24 * 30);
// How long a client may repeat a refresh whose answer it has lost.
constexpr absl::Duration kRefreshGrace = absl::Seconds(10);

// Where a request came from, for limits and the audit log.
struct Client {
  std::string address;
  std::string request_id;
};

// Attempts within kAttemptWindow; more are refused until it has passed.
struct AttemptLimits {
  int32_t log_ins_by_account_and_address = 10;
  int32_t log_ins_by_account = 100;
  int32_t log_ins_by_address = 100;
  int32_t registrations_by_address = 100;
};
constexpr absl::Duration kAttemptWindow = absl::Minutes(15);

struct NewUser {
  std::string email;
  std::string password;
  std::string display_name;
};

// What a client needs to call for a user.
struct OpenedSession {
  UserRow user;
  AccessTokens::Minted access;
  std::string refresh_token;
  absl::Time refresh_expire_time;
};

// Lower case, without spaces around. INVALID_ARGUMENT for what is no address.
absl::StatusOr<std::string> NormalizeEmail(absl::string_view email);

// Accounts and sessions. A session is one log-in; each refresh exchanges its token, and a token
// seen again later ends it. Threads and replicas may share one database.
class Accounts {
 public:
  // All outlive this. Times are Wall times.
  Accounts(pg::Pool& pool, Passwords& passwords, AccessTokens& access_tokens, const Clock& wall,
           AttemptLimits limits = {})
      : pool_(pool),
        passwords_(passwords),
        access_tokens_(access_tokens),
        wall_(wall),
        limits_(limits) {}

  // ALREADY_EXISTS when the address has an account, INVALID_ARGUMENT, RESOURCE_EXHAUSTED.
  absl::StatusOr<OpenedSession> Register(const NewUser& asked, const Client& client,
                                         absl::Time deadline);
  // UNAUTHENTICATED, the same for an unknown address and a wrong password; RESOURCE_EXHAUSTED.
  absl::StatusOr<OpenedSession> LogIn(absl::string_view email, absl::string_view password,
                                      const Client& client, absl::Time deadline);
  // UNAUTHENTICATED for a token that is unknown, used, expired, or of a session that has ended.
  absl::StatusOr<OpenedSession> Refresh(absl::string_view refresh_token, const Client& client,
                                        absl::Time deadline);
  // Also OK where there is nothing to end.
  absl::Status LogOut(absl::string_view refresh_token, const Client& client, absl::Time deadline);

  // UNAUTHENTICATED unless the caller is a user with an account.
  absl::StatusOr<UserRow> GetUser(const Caller& caller, absl::Time deadline);
  absl::StatusOr<PreferencesRow> GetPreferences(const Caller& caller, absl::Time deadline);

  struct PreferencesChange {
    std::optional<std::string> time_zone = std::nullopt;
    std::optional<std::string> odds_format = std::nullopt;
  };
  // INVALID_ARGUMENT for an unknown time zone.
  absl::StatusOr<PreferencesRow> UpdatePreferences(const Caller& caller,
                                                   const PreferencesChange& change,
                                                   const Client& client, absl::Time deadline);

  // Forgets sessions and attempts that mean nothing any more; how many.
  absl::StatusOr<int64_t> Sweep(absl::Time deadline);

 private:
  struct Attempt {
    std::string key;
    int32_t count_max;
  };

  absl::Status CheckAttempts(const std::vector<Attempt>& attempts, absl::Time deadline);
  OpenedSession Opened(UserRow user, const RefreshToken& token, absl::Time expire_time) const;
  absl::StatusOr<OpenedSession> OpenSession(pg::Transaction& tx, const UserRow& user,
                                            absl::string_view action, const Client& client);
  absl::StatusOr<std::optional<OpenedSession>> Exchange(pg::Transaction& tx,
                                                        const RefreshToken& presented,
                                                        const Client& client);
  absl::StatusOr<std::optional<OpenedSession>> ExchangeAgain(pg::Transaction& tx,
                                                             const RefreshToken& presented,
                                                             const Client& client);

  pg::Pool& pool_;
  Passwords& passwords_;
  AccessTokens& access_tokens_;
  const Clock& wall_;
  const AttemptLimits limits_;
};

}  // namespace overround::gateway
