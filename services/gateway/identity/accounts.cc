#include "services/gateway/identity/accounts.h"

#include <algorithm>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/strip.h>

#include "libs/base/ids.h"
#include "libs/base/status_macros.h"
#include "services/gateway/edge/text_values.h"

namespace overround::gateway {
namespace {

constexpr size_t kEmailBytesMax = 254;
constexpr size_t kLocalPartBytesMax = 64;
constexpr size_t kDisplayNameBytesMax = 100;
constexpr int32_t kSessionsMax = 20;
constexpr absl::Duration kSessionsKept = absl::Hours(24 * 7);
constexpr char kDefaultTimeZone[] = "UTC";
constexpr char kDefaultOddsFormat[] = "AMERICAN";

absl::Status WrongCredentials() { return absl::UnauthenticatedError("email or password: wrong"); }

absl::Status SessionOver() {
  return absl::UnauthenticatedError("refresh token: used or ended, log in");
}

absl::Status CheckDisplayName(absl::string_view name) {
  const bool has_control = std::any_of(name.begin(), name.end(), absl::ascii_iscntrl);
  if (name.empty() || name.size() > kDisplayNameBytesMax || has_control || !IsUtf8(name)) {
    return absl::InvalidArgumentError("display_name: want 1 to 100 characters");
  }
  return absl::OkStatus();
}

bool SameBytes(const Sha256Digest& digest, absl::string_view bytes) {
  return absl::string_view(reinterpret_cast<const char*>(digest.data()), digest.size()) == bytes;
}

absl::StatusOr<UserId> UserOf(const Caller& caller) {
  absl::string_view name = caller.subject;
  if (caller.kind != Caller::Kind::kUser || !absl::ConsumePrefix(&name, "users/")) {
    return absl::UnauthenticatedError("caller: no user, log in");
  }
  const absl::StatusOr<UserId> id = UserId::Parse(name);
  if (!id.ok()) return absl::UnauthenticatedError("caller: no user, log in");
  return id;
}

}  // namespace

absl::StatusOr<std::string> NormalizeEmail(absl::string_view email) {
  std::string normal = absl::AsciiStrToLower(absl::StripAsciiWhitespace(email));
  const size_t at = normal.find('@');
  const bool has_parts = at != std::string::npos && at > 0 && at <= kLocalPartBytesMax &&
                         at + 1 < normal.size() && normal.rfind('@') == at;
  const bool is_plain = std::all_of(normal.begin(), normal.end(), absl::ascii_isgraph) &&
                        normal.find_first_of("<>()[],;:\\\"") == std::string::npos;
  const absl::string_view domain = has_parts ? absl::string_view(normal).substr(at + 1) : "";
  if (!has_parts || !is_plain || normal.size() > kEmailBytesMax || domain.front() == '.' ||
      domain.back() == '.' || absl::StrContains(domain, "..")) {
    return absl::InvalidArgumentError("email: want an address such as ada@example.com");
  }
  return normal;
}

absl::Status Accounts::CheckAttempts(const std::vector<Attempt>& attempts, absl::Time deadline) {
  // Committed whatever becomes of the attempt.
  return pool_.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::Status {
    bool is_too_many = false;
    for (const Attempt& attempt : attempts) {
      OVERROUND_ASSIGN_OR_RETURN(const int32_t count,
                                 CountAttempt(tx, attempt.key, wall_.Now(), kAttemptWindow));
      is_too_many = is_too_many || count > attempt.count_max;
    }
    if (!is_too_many) return absl::OkStatus();
    return absl::ResourceExhaustedError("attempts: too many, wait a quarter of an hour");
  });
}

OpenedSession Accounts::Opened(UserRow user, const RefreshToken& token,
                               absl::Time expire_time) const {
  AccessTokens::Minted access =
      access_tokens_.Mint(absl::StrCat("users/", user.id.ToString()), user.roles);
  return {std::move(user), std::move(access), token.ToString(), expire_time};
}

absl::StatusOr<OpenedSession> Accounts::OpenSession(pg::Transaction& tx, const UserRow& user,
                                                    absl::string_view action,
                                                    const Client& client) {
  const absl::Time now = wall_.Now();
  const RefreshToken token = RefreshToken::Make(user.id, SessionId(RandomUuid(now)));
  const absl::Time expire_time = now + kRefreshTokenLifetime;
  OVERROUND_RETURN_IF_ERROR(InsertSession(
      tx, {user.id, token.session(), token.Hash(), client.address, now, expire_time}));
  OVERROUND_RETURN_IF_ERROR(EndOldSessions(tx, user.id, kSessionsMax, now));
  OVERROUND_RETURN_IF_ERROR(
      InsertAuditEntry(tx, {user.id, std::string(action), client.address, client.request_id, now}));
  return Opened(user, token, expire_time);
}

absl::StatusOr<OpenedSession> Accounts::Register(const NewUser& asked, const Client& client,
                                                 absl::Time deadline) {
  OVERROUND_ASSIGN_OR_RETURN(const std::string email, NormalizeEmail(asked.email));
  OVERROUND_RETURN_IF_ERROR(Passwords::CheckStrength(asked.password, email));
  const std::string name(absl::StripAsciiWhitespace(asked.display_name));
  OVERROUND_RETURN_IF_ERROR(CheckDisplayName(name));
  OVERROUND_RETURN_IF_ERROR(CheckAttempts(
      {{absl::StrCat("register ", client.address), limits_.registrations_by_address}}, deadline));
  OVERROUND_ASSIGN_OR_RETURN(std::string hash, passwords_.Hash(asked.password, deadline));
  const absl::Time now = wall_.Now();
  const UserRow user{UserId(RandomUuid(now)), email, name, std::move(hash), {"user"}, now};
  return pool_.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::StatusOr<OpenedSession> {
    OVERROUND_RETURN_IF_ERROR(InsertUser(tx, user));
    return OpenSession(tx, user, "REGISTERED", client);
  });
}

absl::StatusOr<OpenedSession> Accounts::LogIn(absl::string_view email, absl::string_view password,
                                              const Client& client, absl::Time deadline) {
  OVERROUND_ASSIGN_OR_RETURN(const std::string normal, NormalizeEmail(email));
  const std::string pair = absl::StrCat("log-in ", Sha256Hex(normal), " ", client.address);
  OVERROUND_RETURN_IF_ERROR(
      CheckAttempts({{pair, limits_.log_ins_by_account_and_address},
                     {absl::StrCat("log-in ", Sha256Hex(normal)), limits_.log_ins_by_account},
                     {absl::StrCat("log-in from ", client.address), limits_.log_ins_by_address}},
                    deadline));
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<UserRow> user,
                             pool_.InTransaction(deadline, [&](pg::Transaction& tx) {
                               return FindUserByEmail(tx, normal);
                             }));
  OVERROUND_ASSIGN_OR_RETURN(
      const bool matches,
      passwords_.Verify(password, user ? user->password_hash : std::string(), deadline));
  if (!matches) {
    // Nobody's failures are kept as well, so that both cases take the same time.
    OVERROUND_RETURN_IF_ERROR(pool_.InTransaction(deadline, [&](pg::Transaction& tx) {
      return InsertAuditEntry(tx, {user ? user->id : UserId(), "LOG_IN_REFUSED", client.address,
                                   client.request_id, wall_.Now()});
    }));
    return WrongCredentials();
  }
  return pool_.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::StatusOr<OpenedSession> {
    OVERROUND_RETURN_IF_ERROR(DeleteAttempts(tx, pair));
    return OpenSession(tx, *user, "LOGGED_IN", client);
  });
}

absl::StatusOr<OpenedSession> Accounts::Refresh(absl::string_view refresh_token,
                                                const Client& client, absl::Time deadline) {
  OVERROUND_ASSIGN_OR_RETURN(const RefreshToken presented, RefreshToken::Parse(refresh_token));
  // A refusal commits, too: it may have ended the session.
  OVERROUND_ASSIGN_OR_RETURN(std::optional<OpenedSession> opened,
                             pool_.InTransaction(deadline, [&](pg::Transaction& tx) {
                               return Exchange(tx, presented, client);
                             }));
  if (!opened) return SessionOver();
  return *std::move(opened);
}

absl::StatusOr<std::optional<OpenedSession>> Accounts::Exchange(pg::Transaction& tx,
                                                                const RefreshToken& presented,
                                                                const Client& client) {
  const absl::Time now = wall_.Now();
  const RefreshToken next = RefreshToken::Make(presented.user(), presented.session());
  const absl::Time expire_time = now + kRefreshTokenLifetime;
  OVERROUND_ASSIGN_OR_RETURN(const bool rotated,
                             RotateSession(tx, {.user_id = presented.user(),
                                                .session_id = presented.session(),
                                                .presented_hash = presented.Hash(),
                                                .next_hash = next.Hash(),
                                                .sealed_next = presented.Seal(next),
                                                .now = now,
                                                .expire_time = expire_time}));
  if (!rotated) return ExchangeAgain(tx, presented, client);
  OVERROUND_ASSIGN_OR_RETURN(std::optional<UserRow> user, FindUser(tx, presented.user()));
  if (!user) return std::nullopt;
  return Opened(*std::move(user), next, expire_time);
}

// The token is not the present one: within the grace its client lost the answer, later somebody
// else has it, and nobody knows who is the thief.
absl::StatusOr<std::optional<OpenedSession>> Accounts::ExchangeAgain(pg::Transaction& tx,
                                                                     const RefreshToken& presented,
                                                                     const Client& client) {
  const absl::Time now = wall_.Now();
  OVERROUND_ASSIGN_OR_RETURN(const std::optional<SessionState> session,
                             FindSession(tx, presented.user(), presented.session()));
  if (!session || session->has_ended || session->expire_time <= now) return std::nullopt;
  const bool is_previous =
      session->previous_token_hash && SameBytes(presented.Hash(), *session->previous_token_hash);
  if (is_previous && now - session->rotate_time <= kRefreshGrace) {
    OVERROUND_ASSIGN_OR_RETURN(const RefreshToken next, presented.Open(session->sealed_token));
    OVERROUND_ASSIGN_OR_RETURN(std::optional<UserRow> user, FindUser(tx, presented.user()));
    if (!user) return std::nullopt;
    return Opened(*std::move(user), next, session->expire_time);
  }
  OVERROUND_ASSIGN_OR_RETURN(
      const bool ended, EndSession(tx, presented.user(), presented.session(), "TOKEN_REUSED", now));
  if (ended) {
    OVERROUND_RETURN_IF_ERROR(InsertAuditEntry(
        tx, {presented.user(), "TOKEN_REUSED", client.address, client.request_id, now}));
  }
  return std::nullopt;
}

absl::Status Accounts::LogOut(absl::string_view refresh_token, const Client& client,
                              absl::Time deadline) {
  const absl::StatusOr<RefreshToken> presented = RefreshToken::Parse(refresh_token);
  if (!presented.ok()) return absl::OkStatus();
  return pool_.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::Status {
    const absl::Time now = wall_.Now();
    OVERROUND_ASSIGN_OR_RETURN(const std::optional<SessionState> session,
                               FindSession(tx, presented->user(), presented->session()));
    const Sha256Digest hash = presented->Hash();
    if (!session || !(SameBytes(hash, session->token_hash) ||
                      SameBytes(hash, session->previous_token_hash.value_or("")))) {
      return absl::OkStatus();
    }
    OVERROUND_ASSIGN_OR_RETURN(
        const bool ended,
        EndSession(tx, presented->user(), presented->session(), "LOGGED_OUT", now));
    if (!ended) return absl::OkStatus();
    return InsertAuditEntry(
        tx, {presented->user(), "LOGGED_OUT", client.address, client.request_id, now});
  });
}

absl::StatusOr<UserRow> Accounts::GetUser(const Caller& caller, absl::Time deadline) {
  OVERROUND_ASSIGN_OR_RETURN(const UserId id, UserOf(caller));
  OVERROUND_ASSIGN_OR_RETURN(
      std::optional<UserRow> user,
      pool_.InTransaction(deadline, [&](pg::Transaction& tx) { return FindUser(tx, id); }));
  if (!user) return absl::UnauthenticatedError("caller: no account, log in");
  return *std::move(user);
}

absl::StatusOr<PreferencesRow> Accounts::GetPreferences(const Caller& caller, absl::Time deadline) {
  OVERROUND_ASSIGN_OR_RETURN(const UserId id, UserOf(caller));
  OVERROUND_ASSIGN_OR_RETURN(
      const std::optional<PreferencesRow> kept,
      pool_.InTransaction(deadline, [&](pg::Transaction& tx) { return FindPreferences(tx, id); }));
  return kept.value_or(PreferencesRow{kDefaultTimeZone, kDefaultOddsFormat});
}

absl::StatusOr<PreferencesRow> Accounts::UpdatePreferences(const Caller& caller,
                                                           const PreferencesChange& change,
                                                           const Client& client,
                                                           absl::Time deadline) {
  OVERROUND_ASSIGN_OR_RETURN(const UserId id, UserOf(caller));
  absl::TimeZone zone;
  if (change.time_zone && !absl::LoadTimeZone(*change.time_zone, &zone)) {
    return absl::InvalidArgumentError(
        "time_zone: unknown, want an IANA name such as America/New_York");
  }
  return pool_.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::StatusOr<PreferencesRow> {
    OVERROUND_ASSIGN_OR_RETURN(const std::optional<UserRow> user, FindUser(tx, id));
    if (!user) return absl::UnauthenticatedError("caller: no account, log in");
    OVERROUND_ASSIGN_OR_RETURN(const std::optional<PreferencesRow> kept, FindPreferences(tx, id));
    PreferencesRow row = kept.value_or(PreferencesRow{kDefaultTimeZone, kDefaultOddsFormat});
    row.time_zone = change.time_zone.value_or(row.time_zone);
    row.odds_format = change.odds_format.value_or(row.odds_format);
    OVERROUND_RETURN_IF_ERROR(UpsertPreferences(tx, id, row));
    OVERROUND_RETURN_IF_ERROR(InsertAuditEntry(
        tx, {id, "PREFERENCES_CHANGED", client.address, client.request_id, wall_.Now()}));
    return row;
  });
}

absl::StatusOr<int64_t> Accounts::Sweep(absl::Time deadline) {
  return pool_.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::StatusOr<int64_t> {
    const absl::Time now = wall_.Now();
    OVERROUND_ASSIGN_OR_RETURN(const int64_t sessions,
                               DeleteExpiredSessions(tx, now - kSessionsKept));
    OVERROUND_ASSIGN_OR_RETURN(const int64_t attempts,
                               DeleteOldAttempts(tx, now - 2 * kAttemptWindow));
    return sessions + attempts;
  });
}

}  // namespace overround::gateway
