#include "services/gateway/identity/store.h"

#include <algorithm>

#include "libs/base/ids.h"
#include "libs/base/status_macros.h"
#include "libs/pg/sqlstate.h"

namespace overround::gateway {
namespace {

constexpr char kInsertEmail[] = R"sql(
  INSERT INTO gateway.user_emails (email_id, user_id) VALUES ($1, $2)
)sql";

constexpr char kInsertUser[] = R"sql(
  INSERT INTO gateway.users (user_id, email, display_name, password_hash, roles, create_time)
  VALUES ($1, $2, $3, $4, $5, $6)
)sql";

constexpr char kFindUser[] = R"sql(
  SELECT user_id, email, display_name, password_hash, roles, create_time
    FROM gateway.users
   WHERE user_id = $1
)sql";

constexpr char kFindUserIdByEmail[] = R"sql(
  SELECT user_id FROM gateway.user_emails WHERE email_id = $1
)sql";

constexpr char kInsertSession[] = R"sql(
  INSERT INTO gateway.sessions (user_id, session_id, token_hash, client_address, create_time, rotate_time, expire_time)
  VALUES ($1, $2, $3, $4, $5, $5, $6)
)sql";

constexpr char kEndOldSessions[] = R"sql(
  UPDATE gateway.sessions
     SET end_time = $3, end_reason = 'REPLACED'
   WHERE user_id = $1 AND end_time IS NULL
     AND session_id NOT IN (SELECT session_id
                              FROM gateway.sessions
                             WHERE user_id = $1 AND end_time IS NULL
                             ORDER BY rotate_time DESC, session_id DESC
                             LIMIT $2)
)sql";

constexpr char kRotateSession[] = R"sql(
  UPDATE gateway.sessions
     SET token_hash = $4, previous_token_hash = $3, sealed_token = $5, rotate_time = $6, expire_time = $7
   WHERE user_id = $1 AND session_id = $2 AND token_hash = $3 AND end_time IS NULL AND expire_time > $6
)sql";

constexpr char kFindSession[] = R"sql(
  SELECT token_hash, previous_token_hash, sealed_token, rotate_time, expire_time, end_time IS NOT NULL AS has_ended
    FROM gateway.sessions
   WHERE user_id = $1 AND session_id = $2
)sql";

constexpr char kEndSession[] = R"sql(
  UPDATE gateway.sessions
     SET end_time = $4, end_reason = $3
   WHERE user_id = $1 AND session_id = $2 AND end_time IS NULL
)sql";

// @scan by expiry, over all users.
constexpr char kDeleteExpiredSessions[] = R"sql(
  DELETE FROM gateway.sessions WHERE expire_time < $1
)sql";

constexpr char kFindPreferences[] = R"sql(
  SELECT time_zone, odds_format FROM gateway.preferences WHERE user_id = $1
)sql";

constexpr char kUpsertPreferences[] = R"sql(
  INSERT INTO gateway.preferences (user_id, time_zone, odds_format)
  VALUES ($1, $2, $3)
  ON CONFLICT (user_id) DO UPDATE SET time_zone = $2, odds_format = $3
)sql";

constexpr char kInsertAuditEntry[] = R"sql(
  INSERT INTO gateway.audit_log (user_id, entry_id, action, client_address, request_id, create_time)
  VALUES ($1, $2, $3, $4, $5, $6)
)sql";

// One statement, so that replicas count together.
constexpr char kCountAttempt[] = R"sql(
  INSERT INTO gateway.attempts AS a (attempt_id, window_start_time, attempt_count)
  VALUES ($1, $2, 1)
  ON CONFLICT (attempt_id) DO UPDATE
     SET attempt_count = CASE WHEN a.window_start_time <= $3 THEN 1 ELSE a.attempt_count + 1 END,
         window_start_time = CASE WHEN a.window_start_time <= $3 THEN $2 ELSE a.window_start_time END
  RETURNING attempt_count
)sql";

constexpr char kDeleteAttempts[] = R"sql(
  DELETE FROM gateway.attempts WHERE attempt_id = $1
)sql";

// @scan by age, over all keys.
constexpr char kDeleteOldAttempts[] = R"sql(
  DELETE FROM gateway.attempts WHERE window_start_time < $1
)sql";

// A text as a key of a distributed table.
Uuid KeyOf(absl::string_view text) {
  const Sha256Digest digest = Sha256(text);
  std::array<uint8_t, 16> half;
  std::copy_n(digest.begin(), half.size(), half.begin());
  return Uuid(half);
}

UserRow ReadUser(const pg::Row& row) {
  return {.id = row.Get<UserId>(0),
          .email = row.Get<std::string>(1),
          .display_name = row.Get<std::string>(2),
          .password_hash = row.Get<std::string>(3),
          .roles = row.Get<std::vector<std::string>>(4),
          .create_time = row.Get<absl::Time>(5)};
}

}  // namespace

absl::Status InsertUser(pg::Transaction& tx, const UserRow& user) {
  const auto claimed = tx.Execute(kInsertEmail, {KeyOf(user.email), user.id});
  if (!claimed.ok()) {
    if (pg::ConstraintOf(claimed.status()) != "user_emails_pkey") return claimed.status();
    return absl::AlreadyExistsError("email: it has an account, want another one; or log in");
  }
  return tx
      .Execute(kInsertUser, {user.id, user.email, user.display_name, user.password_hash, user.roles,
                             user.create_time})
      .status();
}

absl::StatusOr<std::optional<UserRow>> FindUser(pg::Transaction& tx, const UserId& id) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindUser, {id}));
  if (rows.empty()) return std::nullopt;
  return ReadUser(rows[0]);
}

absl::StatusOr<std::optional<UserRow>> FindUserByEmail(pg::Transaction& tx,
                                                       absl::string_view email) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindUserIdByEmail, {KeyOf(email)}));
  if (rows.empty()) return std::nullopt;
  return FindUser(tx, rows[0].Get<UserId>(0));
}

absl::Status InsertSession(pg::Transaction& tx, const SessionRow& session) {
  return tx
      .Execute(kInsertSession, {session.user_id, session.id, session.token_hash,
                                session.client_address, session.create_time, session.expire_time})
      .status();
}

absl::Status EndOldSessions(pg::Transaction& tx, const UserId& user, int32_t kept, absl::Time now) {
  return tx.Execute(kEndOldSessions, {user, int64_t{kept}, now}).status();
}

absl::StatusOr<bool> RotateSession(pg::Transaction& tx, const Rotation& rotation) {
  OVERROUND_ASSIGN_OR_RETURN(
      const int64_t rotated,
      tx.Execute(kRotateSession, {rotation.user_id, rotation.session_id, rotation.presented_hash,
                                  rotation.next_hash, pg::Bytes{rotation.sealed_next}, rotation.now,
                                  rotation.expire_time}));
  return rotated == 1;
}

absl::StatusOr<std::optional<SessionState>> FindSession(pg::Transaction& tx, const UserId& user,
                                                        const SessionId& session) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindSession, {user, session}));
  if (rows.empty()) return std::nullopt;
  return SessionState{.token_hash = rows[0].Get<std::string>(0),
                      .previous_token_hash = rows[0].Get<std::optional<std::string>>(1),
                      .sealed_token = rows[0].Get<std::optional<std::string>>(2).value_or(""),
                      .rotate_time = rows[0].Get<absl::Time>(3),
                      .expire_time = rows[0].Get<absl::Time>(4),
                      .has_ended = rows[0].Get<bool>(5)};
}

absl::StatusOr<bool> EndSession(pg::Transaction& tx, const UserId& user, const SessionId& session,
                                absl::string_view reason, absl::Time now) {
  OVERROUND_ASSIGN_OR_RETURN(const int64_t ended,
                             tx.Execute(kEndSession, {user, session, reason, now}));
  return ended == 1;
}

absl::StatusOr<int64_t> DeleteExpiredSessions(pg::Transaction& tx, absl::Time before) {
  return tx.Execute(kDeleteExpiredSessions, {before});
}

absl::StatusOr<std::optional<PreferencesRow>> FindPreferences(pg::Transaction& tx,
                                                              const UserId& user) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindPreferences, {user}));
  if (rows.empty()) return std::nullopt;
  return PreferencesRow{rows[0].Get<std::string>(0), rows[0].Get<std::string>(1)};
}

absl::Status UpsertPreferences(pg::Transaction& tx, const UserId& user,
                               const PreferencesRow& preferences) {
  return tx.Execute(kUpsertPreferences, {user, preferences.time_zone, preferences.odds_format})
      .status();
}

absl::Status InsertAuditEntry(pg::Transaction& tx, const AuditEntry& entry) {
  return tx
      .Execute(kInsertAuditEntry, {entry.user_id, RandomUuid(entry.time), entry.action,
                                   entry.client_address, entry.request_id, entry.time})
      .status();
}

absl::StatusOr<int32_t> CountAttempt(pg::Transaction& tx, absl::string_view key, absl::Time now,
                                     absl::Duration window) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                             tx.Query(kCountAttempt, {KeyOf(key), now, now - window}));
  return rows[0].Get<int32_t>(0);
}

absl::Status DeleteAttempts(pg::Transaction& tx, absl::string_view key) {
  return tx.Execute(kDeleteAttempts, {KeyOf(key)}).status();
}

absl::StatusOr<int64_t> DeleteOldAttempts(pg::Transaction& tx, absl::Time before) {
  return tx.Execute(kDeleteOldAttempts, {before});
}

}  // namespace overround::gateway
