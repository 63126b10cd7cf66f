#include "libs/eventlog/sequencer.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/ids.h"
#include "libs/base/status_macros.h"

namespace overround::eventlog {
namespace {

// What a restored or copied database does not share with the one it was made from: the cluster, its
// timeline, the database, the table.
constexpr char kFingerprint[] = R"sql(
  SELECT concat_ws('/', (SELECT system_identifier FROM pg_control_system()),
                   left(pg_walfile_name(pg_current_wal_lsn()), 8),
                   (SELECT oid FROM pg_database WHERE datname = current_database()),
                   'events'::REGCLASS::OID)
)sql";

constexpr char kOpen[] = R"sql(
  INSERT INTO log_head (head_id, log_id, position, pruned_position, epoch, fingerprint)
  VALUES (1, $1, 0, 0, 0, $2)
  ON CONFLICT (head_id) DO NOTHING
)sql";

// A holder of another database (restored with the row) holds nothing here.
constexpr char kLead[] = R"sql(
  UPDATE log_head
     SET epoch = epoch + 1, holder = $1, lease_expire_time = $2
   WHERE head_id = 1 AND (holder IS NULL OR holder = $1 OR lease_expire_time <= $3 OR fingerprint <> $4)
  RETURNING epoch, fingerprint = $4
)sql";

constexpr char kMint[] = "UPDATE log_head SET log_id = $1, fingerprint = $2 WHERE head_id = 1";

// Who follows the log of old will bootstrap, and say again where it is.
constexpr char kForgetFollowers[] = "DELETE FROM log_followers";

// The row lock lets one leader move at a time; the epoch lets only the last one.
constexpr char kLockHead[] = R"sql(
  SELECT position, EXISTS (SELECT FROM events_pending) FROM log_head WHERE head_id = 1 AND epoch = $1 FOR UPDATE
)sql";

// A statement of its own after the lock: its snapshot shows what the last leader left. $1 is the
// position before.
constexpr char kMove[] = R"sql(
  WITH batch AS (
    SELECT event_id, aggregate, event_type, payload, world_time, visibility, owner,
           row_number() OVER (ORDER BY event_id) AS n
      FROM events_pending
     ORDER BY event_id
     LIMIT $2
  ), moved AS (
    INSERT INTO events (position, aggregate, event_type, payload, world_time, visibility, owner)
    SELECT $1 + n, aggregate, event_type, payload, world_time, visibility, owner FROM batch
    RETURNING position
  ), cleared AS (
    DELETE FROM events_pending AS p USING batch AS b WHERE p.event_id = b.event_id
  )
  UPDATE log_head
     SET position = position + (SELECT count(*) FROM moved), lease_expire_time = $3
   WHERE head_id = 1
  RETURNING position
)sql";

constexpr char kNotify[] = "SELECT pg_notify($1, '')";

constexpr char kResign[] = R"sql(
  UPDATE log_head SET holder = NULL, lease_expire_time = NULL WHERE head_id = 1 AND epoch = $1
)sql";

}  // namespace

std::string PendingChannel(const std::string& schema) {
  return absl::StrCat("overround_", schema, "_pending");
}

std::string HeadChannel(const std::string& schema) {
  return absl::StrCat("overround_", schema, "_head");
}

Sequencer::Sequencer(SequencerOptions options, pg::Pool& pool, const Clock& wall)
    : options_(std::move(options)),
      pool_(pool),
      wall_(wall),
      listener_(options_.listen_conninfo, {PendingChannel(options_.schema)}, wall) {}

void Sequencer::Wake() {
  was_woken_.store(true);
  listener_.Wake();
}

void Sequencer::Run(const std::stop_token& stop) {
  const std::stop_callback wake(stop, [this] { listener_.Wake(); });
  while (!stop.stop_requested()) {
    const bool was_woken = was_woken_.exchange(false);
    if (!is_leader()) Report(TryLead().status());
    if (is_leader()) {
      MoveAll(stop);
    } else if (was_woken) {
      // The leader is a replica, which cannot see our commits happen. If the hint is lost it polls.
      listener_.Notify(PendingChannel(options_.schema), Soon()).IgnoreError();
    }
    listener_.Wait(wall_.Now() + options_.poll_interval);
  }
  Report(Resign());
}

void Sequencer::MoveAll(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const absl::StatusOr<int> moved = MoveBatch();
    Report(moved.status());
    if (!moved.ok() || *moved < options_.batch_max) return;
  }
}

absl::StatusOr<bool> Sequencer::TryLead() {
  int64_t epoch = 0;
  const absl::Status led = pool_.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::Status {
    OVERROUND_ASSIGN_OR_RETURN(const pg::Rows prints, tx.Query(kFingerprint));
    const auto fingerprint = prints.front().Get<std::string>(0);
    const absl::Time now = wall_.Now();
    OVERROUND_RETURN_IF_ERROR(tx.Query(kOpen, {RandomUuid(now), fingerprint}).status());
    OVERROUND_ASSIGN_OR_RETURN(
        const pg::Rows rows,
        tx.Query(kLead, {options_.holder, now + options_.lease_duration, now, fingerprint}));
    if (rows.empty()) return absl::OkStatus();
    epoch = rows.front().Get<int64_t>(0);
    if (rows.front().Get<bool>(1)) return absl::OkStatus();
    OVERROUND_RETURN_IF_ERROR(tx.Query(kMint, {RandomUuid(now), fingerprint}).status());
    return tx.Query(kForgetFollowers).status();
  });
  if (!led.ok()) return led;
  epoch_.store(epoch);
  renew_time_ = wall_.Now() + options_.lease_duration / 3;
  return epoch != 0;
}

absl::StatusOr<int> Sequencer::MoveBatch() {
  const int64_t epoch = epoch_.load();
  absl::StatusOr<int> moved =
      pool_.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::StatusOr<int> {
        OVERROUND_ASSIGN_OR_RETURN(const pg::Rows head, tx.Query(kLockHead, {epoch}));
        if (head.empty())
          return absl::AbortedError(absl::StrCat("lead: epoch ", epoch, " has passed to another"));
        const auto before = head.front().Get<int64_t>(0);
        const absl::Time now = wall_.Now();
        if (!head.front().Get<bool>(1) && now < renew_time_) return 0;
        OVERROUND_ASSIGN_OR_RETURN(
            const pg::Rows rows,
            tx.Query(kMove, {before, options_.batch_max, now + options_.lease_duration}));
        const auto count = static_cast<int>(rows.front().Get<int64_t>(0) - before);
        if (count > 0)
          OVERROUND_RETURN_IF_ERROR(tx.Query(kNotify, {HeadChannel(options_.schema)}).status());
        tx.OnCommit([this, now] { renew_time_ = now + options_.lease_duration / 3; });
        return count;
      });
  if (absl::IsAborted(moved.status())) StepDown();
  return moved;
}

absl::Status Sequencer::Resign() {
  const int64_t epoch = epoch_.exchange(0);
  if (epoch == 0) return absl::OkStatus();
  return pool_.InTransaction(
      Soon(), [&](pg::Transaction& tx) { return tx.Query(kResign, {epoch}).status(); });
}

void Sequencer::Report(const absl::Status& status) const {
  if (!status.ok() && options_.on_failure) options_.on_failure(status);
}

}  // namespace overround::eventlog
