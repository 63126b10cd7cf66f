#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/sha256.h"
#include "libs/pg/transaction.h"
#include "services/gateway/identity/ids.h"

namespace overround::gateway {

struct UserRow {
  UserId id;
  std::string email;
  std::string display_name;
  std::string password_hash;
  std::vector<std::string> roles;
  absl::Time create_time;
};

struct SessionRow {
  UserId user_id;
  SessionId id;
  Sha256Digest token_hash;
  std::string client_address;
  absl::Time create_time;
  absl::Time expire_time;
};

// What a refresh token is judged by that could not be exchanged.
struct SessionState {
  std::string token_hash;
  std::optional<std::string> previous_token_hash;
  std::string sealed_token;
  absl::Time rotate_time;
  absl::Time expire_time;
  bool has_ended = false;
};

struct Rotation {
  UserId user_id;
  SessionId session_id;
  Sha256Digest presented_hash;
  Sha256Digest next_hash;
  // The next token, readable with the presented one.
  std::string sealed_next;
  absl::Time now;
  absl::Time expire_time;
};

struct PreferencesRow {
  std::string time_zone;
  std::string odds_format;
};

struct AuditEntry {
  UserId user_id;
  std::string action;
  std::string client_address;
  std::string request_id;
  absl::Time time;
};

// ALREADY_EXISTS when the address has an account.
absl::Status InsertUser(pg::Transaction& tx, const UserRow& user);
absl::StatusOr<std::optional<UserRow>> FindUser(pg::Transaction& tx, const UserId& id);
absl::StatusOr<std::optional<UserRow>> FindUserByEmail(pg::Transaction& tx,
                                                       absl::string_view email);

absl::Status InsertSession(pg::Transaction& tx, const SessionRow& session);
// Ends the oldest sessions of a user beyond the newest `kept`.
absl::Status EndOldSessions(pg::Transaction& tx, const UserId& user, int32_t kept, absl::Time now);
// True when the presented token was the present one of a live session, which then has the next one:
// of two replicas that try at once, one does it.
absl::StatusOr<bool> RotateSession(pg::Transaction& tx, const Rotation& rotation);
absl::StatusOr<std::optional<SessionState>> FindSession(pg::Transaction& tx, const UserId& user,
                                                        const SessionId& session);
// True when it was alive.
absl::StatusOr<bool> EndSession(pg::Transaction& tx, const UserId& user, const SessionId& session,
                                absl::string_view reason, absl::Time now);
absl::StatusOr<int64_t> DeleteExpiredSessions(pg::Transaction& tx, absl::Time before);

absl::StatusOr<std::optional<PreferencesRow>> FindPreferences(pg::Transaction& tx,
                                                              const UserId& user);
absl::Status UpsertPreferences(pg::Transaction& tx, const UserId& user,
                               const PreferencesRow& preferences);

absl::Status InsertAuditEntry(pg::Transaction& tx, const AuditEntry& entry);

// Counts an attempt in the window that began at most `window` ago, and answers how many there were.
absl::StatusOr<int32_t> CountAttempt(pg::Transaction& tx, absl::string_view key, absl::Time now,
                                     absl::Duration window);
absl::Status DeleteAttempts(pg::Transaction& tx, absl::string_view key);
absl::StatusOr<int64_t> DeleteOldAttempts(pg::Transaction& tx, absl::Time before);

}  // namespace overround::gateway
