#include "libs/eventlog/log_reader.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/eventlog/sequencer.h"
#include "libs/eventlog/visibility_text.h"

namespace overround::eventlog {
namespace {

constexpr char kHead[] = "SELECT log_id, position, pruned_position FROM log_head WHERE head_id = 1";

constexpr char kRead[] = R"sql(
  SELECT position, aggregate, event_type, payload, world_time, visibility, owner
    FROM events
   WHERE position > $1 AND position <= $2
   ORDER BY position
)sql";

constexpr char kReadTypes[] = R"sql(
  SELECT position, aggregate, event_type, payload, world_time, visibility, owner
    FROM events
   WHERE position > $1 AND position <= $2 AND event_type = ANY ($3::TEXT[])
   ORDER BY position
)sql";

constexpr char kCountPending[] = "SELECT count(*) FROM events_pending";

// What a follower says of itself is the truth, also when it has gone back (its own database was
// restored).
constexpr char kRegister[] = R"sql(
  INSERT INTO log_followers (follower, position, update_time)
  SELECT $1, $2, $4 FROM log_head WHERE head_id = 1 AND ($3::UUID IS NULL OR log_id = $3)
  ON CONFLICT (follower) DO UPDATE SET position = excluded.position, update_time = excluded.update_time
)sql";

constexpr char kUnregister[] = "DELETE FROM log_followers WHERE follower = $1";

// LEAST passes over the NULL of "no followers".
constexpr char kRaisePruned[] = R"sql(
  UPDATE log_head
     SET pruned_position = GREATEST(pruned_position,
                                    LEAST(position - $1, pruned_position + $2,
                                          (SELECT min(f.position) FROM log_followers AS f)))
   WHERE head_id = 1
  RETURNING pruned_position
)sql";

constexpr char kDeletePruned[] = "DELETE FROM events WHERE position <= $1";

absl::StatusOr<LogState> HeadOf(pg::Transaction& tx) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kHead));
  if (rows.empty()) return absl::UnavailableError("log: not opened yet, want its sequencer to run");
  const pg::Row row = rows.front();
  return LogState{.log_id = row.Get<Uuid>(0),
                  .position = row.Get<int64_t>(1),
                  .pruned_position = row.Get<int64_t>(2)};
}

absl::Status CheckCursor(const Cursor& after, const LogState& head) {
  if (after.log_id && *after.log_id != head.log_id) {
    return absl::FailedPreconditionError(absl::StrCat("cursor: of log ", after.log_id->ToString(),
                                                      ", want one of ", head.log_id.ToString(),
                                                      ": bootstrap again"));
  }
  if (after.position < head.pruned_position || after.position > head.position) {
    return absl::OutOfRangeError(absl::StrCat("cursor: position ", after.position, ", want ",
                                              head.pruned_position, " to ", head.position,
                                              ": bootstrap again"));
  }
  return absl::OkStatus();
}

LoggedEvent EventFrom(const pg::Row& row) {
  return {.position = row.Get<int64_t>(0),
          .event = {.aggregate = row.Get<std::string>(1),
                    .type = row.Get<std::string>(2),
                    .payload = row.Get<std::string>(3),
                    .world_time = row.Get<absl::Time>(4),
                    .visibility = VisibilityFromText(row.Get<absl::string_view>(5)),
                    .owner = row.Get<std::optional<std::string>>(6)}};
}

}  // namespace

absl::StatusOr<Batch> LogReader::Read(const Cursor& after, const std::vector<std::string>& types,
                                      int scan_max, absl::Time deadline) const {
  // One snapshot: what is pruned between two statements would be missing unnoticed.
  return pool_.InTransaction(
      deadline, pg::kReadSnapshot, [&](pg::Transaction& tx) -> absl::StatusOr<Batch> {
        OVERROUND_ASSIGN_OR_RETURN(const LogState head, HeadOf(tx));
        OVERROUND_RETURN_IF_ERROR(CheckCursor(after, head));
        Batch batch = {.log_id = head.log_id,
                       .events = {},
                       .through = std::min(head.position, after.position + scan_max),
                       .head = head.position};
        if (batch.through == after.position) return batch;
        const auto rows = types.empty()
                              ? tx.Query(kRead, {after.position, batch.through})
                              : tx.Query(kReadTypes, {after.position, batch.through, types});
        if (!rows.ok()) return rows.status();
        for (const pg::Row row : *rows) batch.events.push_back(EventFrom(row));
        return batch;
      });
}

absl::StatusOr<LogState> LogReader::State(absl::Time deadline) const {
  return pool_.InTransaction(
      deadline, pg::kReadSnapshot, [&](pg::Transaction& tx) -> absl::StatusOr<LogState> {
        OVERROUND_ASSIGN_OR_RETURN(LogState state, HeadOf(tx));
        OVERROUND_ASSIGN_OR_RETURN(const pg::Rows pending, tx.Query(kCountPending));
        state.pending = pending.front().Get<int64_t>(0);
        return state;
      });
}

absl::StatusOr<Cursor> LogReader::HeadIn(pg::Transaction& tx) {
  OVERROUND_ASSIGN_OR_RETURN(const LogState head, HeadOf(tx));
  return Cursor{.log_id = head.log_id, .position = head.position};
}

absl::Status RegisterFollower(pg::Pool& pool, const std::string& follower, const Cursor& cursor,
                              absl::Time wall_now, absl::Time deadline) {
  return pool.InTransaction(deadline, [&](pg::Transaction& tx) {
    return tx.Query(kRegister, {follower, cursor.position, cursor.log_id, wall_now}).status();
  });
}

absl::Status UnregisterFollower(pg::Pool& pool, const std::string& follower, absl::Time deadline) {
  return pool.InTransaction(
      deadline, [&](pg::Transaction& tx) { return tx.Query(kUnregister, {follower}).status(); });
}

absl::StatusOr<int64_t> Prune(pg::Pool& pool, const PruneOptions& options, absl::Time deadline) {
  return pool.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::StatusOr<int64_t> {
    OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                               tx.Query(kRaisePruned, {options.keep_min, options.batch_max}));
    if (rows.empty()) return 0;
    return tx.Execute(kDeletePruned, {rows.front().Get<int64_t>(0)});
  });
}

HeadSignal::HeadSignal(const std::string& schema, const std::string& listen_conninfo,
                       const Clock& wall)
    : wall_(wall), listener_(listen_conninfo, {HeadChannel(schema)}, wall) {}

void HeadSignal::Run(const std::stop_token& stop) {
  const std::stop_callback wake(stop, [this] { listener_.Wake(); });
  while (!stop.stop_requested()) {
    if (!listener_.Wait(wall_.Now() + absl::Seconds(1))) continue;
    const std::lock_guard<std::mutex> lock(mutex_);
    ++generation_;
    changed_.notify_all();
  }
}

int64_t HeadSignal::generation() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return generation_;
}

void HeadSignal::Wait(int64_t seen, absl::Duration timeout, const std::stop_token& stop) {
  std::unique_lock<std::mutex> lock(mutex_);
  changed_.wait_for(lock, stop, absl::ToChronoMilliseconds(timeout),
                    [&] { return generation_ > seen; });
}

}  // namespace overround::eventlog
