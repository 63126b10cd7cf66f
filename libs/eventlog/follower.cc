#include "libs/eventlog/follower.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/eventlog/backoff.h"

namespace overround::eventlog {
namespace {

constexpr absl::Duration kCursorTimeout = absl::Seconds(10);

// How far an unwanted stretch of the log may carry the follower before that is written down.
constexpr int64_t kUnsavedMax = 10'000;

constexpr char kOpenCursor[] = R"sql(
  INSERT INTO cursors (log, position) VALUES ($1, 0) ON CONFLICT (log) DO NOTHING
)sql";

constexpr char kLockCursor[] = "SELECT log_id, position FROM cursors WHERE log = $1 FOR UPDATE";

constexpr char kMoveCursor[] = "UPDATE cursors SET log_id = $2, position = $3 WHERE log = $1";

constexpr char kPark[] = R"sql(
  INSERT INTO parked_events (log, log_id, position, aggregate, event_type, payload, world_time, error, park_time)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
  ON CONFLICT (log, log_id, position) DO NOTHING
)sql";

// The log says so of a cursor; only a bootstrap helps.
bool IsRefusal(const absl::Status& status) {
  return absl::IsFailedPrecondition(status) || absl::IsOutOfRange(status);
}

// Nothing about the event itself: trying again may help, parking it would lose it.
bool IsPassing(const absl::Status& status) {
  return absl::IsUnavailable(status) || absl::IsDeadlineExceeded(status) ||
         absl::IsResourceExhausted(status) || absl::IsAborted(status) || absl::IsCancelled(status);
}

absl::StatusOr<Cursor> LockCursor(pg::Transaction& tx, const std::string& log) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kLockCursor, {log}));
  if (rows.empty()) return absl::AbortedError(absl::StrCat("cursor of ", log, ": gone"));
  const pg::Row row = rows.front();
  return Cursor{.log_id = row.Get<std::optional<Uuid>>(0), .position = row.Get<int64_t>(1)};
}

absl::Status MoveCursor(pg::Transaction& tx, const std::string& log, const Cursor& cursor) {
  return tx.Query(kMoveCursor, {log, cursor.log_id, cursor.position}).status();
}

int64_t EndOf(const Batch& batch, size_t end) {
  return end == batch.events.size() ? batch.through : batch.events[end - 1].position;
}

}  // namespace

Follower::Follower(FollowerOptions options, Source source, pg::Pool& pool, const Clock& wall)
    : options_(std::move(options)), source_(std::move(source)), pool_(pool), wall_(wall) {
  state_.log = options_.log;
}

FollowerState Follower::state() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return state_;
}

void Follower::Run(const std::stop_token& stop) {
  Backoff backoff(options_.backoff_min, options_.backoff_max);
  while (!stop.stop_requested()) {
    const int64_t before = state().applied.position;
    const absl::Status ended = Stream(stop);
    if (ended.ok() || state().applied.position != before) backoff.Reset();
    if (!ended.ok() && !stop.stop_requested()) backoff.Wait(stop);
  }
}

absl::Status Follower::Stream(const std::stop_token& stop) {
  const absl::StatusOr<Cursor> from = LoadCursor();
  if (!from.ok()) {
    NoteFailure(from.status());
    return from.status();
  }
  absl::Status applied;
  const absl::Status ended = source_(
      {.after = *from, .types = Types(), .follower = options_.follower},
      [&](const Batch& batch) {
        applied = Take(batch);
        return applied;
      },
      stop);
  if (applied.ok() && IsRefusal(ended)) return Reset(*from, ended);
  const absl::Status& failure = applied.ok() ? ended : applied;
  if (!failure.ok()) NoteFailure(failure);
  return failure;
}

absl::Status Follower::Take(const Batch& batch) {
  const bool is_near = batch.through - saved_ < kUnsavedMax;
  if (batch.events.empty() && is_near) {
    Advance({.log_id = batch.log_id, .position = batch.through}, batch.head);
    return absl::OkStatus();
  }
  const size_t size = batch.events.size();
  // After a failure one by one, to find the culprit and to get as far as it.
  if (size != 1 && culprit_failures_ == 0) {
    absl::Status applied = ApplyRange(batch, 0, size);
    if (applied.ok() || IsPassing(applied)) return applied;
  }
  for (size_t i = 0; i < size; ++i) OVERROUND_RETURN_IF_ERROR(ApplyOrPark(batch, i));
  return absl::OkStatus();
}

absl::Status Follower::ApplyOrPark(const Batch& batch, size_t index) {
  absl::Status applied = ApplyRange(batch, index, index + 1);
  if (applied.ok() || IsPassing(applied)) return applied;
  // Only what fails for a reason of its own counts: a log out of reach parks nothing.
  const int64_t position = batch.events[index].position;
  culprit_failures_ = culprit_ == position ? culprit_failures_ + 1 : 1;
  culprit_ = position;
  const bool is_parked =
      options_.policy == FailurePolicy::kPark && culprit_failures_ >= options_.attempts_max;
  return is_parked ? Park(batch, index, applied) : applied;
}

absl::Status Follower::ApplyRange(const Batch& batch, size_t begin, size_t end) {
  return InCursorTransaction(
      batch, EndOf(batch, end), [&](pg::Transaction& tx, int64_t after) -> absl::Status {
        // A replica may have applied some of them.
        size_t first = begin;
        while (first < end && batch.events[first].position <= after) ++first;
        return Apply(tx, absl::MakeConstSpan(batch.events).subspan(first, end - first));
      });
}

absl::Status Follower::InCursorTransaction(
    const Batch& batch, int64_t through,
    const std::function<absl::Status(pg::Transaction& tx, int64_t after)>& change) {
  Cursor reached = {.log_id = batch.log_id, .position = through};
  OVERROUND_RETURN_IF_ERROR(pool_.InTransaction(
      wall_.Now() + options_.apply_timeout, [&](pg::Transaction& tx) -> absl::Status {
        OVERROUND_ASSIGN_OR_RETURN(const Cursor stored, LockCursor(tx, options_.log));
        // A replica has bootstrapped, or somebody has set the cursor back: stream again from there.
        if ((stored.log_id && *stored.log_id != batch.log_id) || stored.position < saved_) {
          return absl::AbortedError(absl::StrCat("cursor of ", options_.log, ": moved elsewhere"));
        }
        if (stored.position >= through) {
          reached = stored;
          return absl::OkStatus();
        }
        OVERROUND_RETURN_IF_ERROR(change(tx, stored.position));
        return MoveCursor(tx, options_.log, reached);
      }));
  saved_ = reached.position;
  if (saved_ >= culprit_) culprit_failures_ = 0;
  Advance(reached, batch.head);
  return absl::OkStatus();
}

absl::Status Follower::Apply(pg::Transaction& tx, absl::Span<const LoggedEvent> events) {
  if (options_.apply_batch)
    return events.empty() ? absl::OkStatus() : options_.apply_batch(tx, events);
  for (const LoggedEvent& event : events) {
    const auto handler = options_.handlers.find(event.event.type);
    if (handler == options_.handlers.end()) continue;
    OVERROUND_RETURN_IF_ERROR(handler->second(tx, event));
  }
  return absl::OkStatus();
}

absl::Status Follower::Park(const Batch& batch, size_t index, const absl::Status& failure) {
  const LoggedEvent& event = batch.events[index];
  NoteFailure(failure);
  OVERROUND_RETURN_IF_ERROR(InCursorTransaction(
      batch, EndOf(batch, index + 1), [&](pg::Transaction& tx, int64_t /*after*/) {
        return tx
            .Query(kPark, {options_.log, batch.log_id, event.position, event.event.aggregate,
                           event.event.type, pg::Bytes{event.event.payload}, event.event.world_time,
                           failure.ToString(), wall_.Now()})
            .status();
      }));
  const std::lock_guard<std::mutex> lock(mutex_);
  ++state_.parked;
  return absl::OkStatus();
}

absl::Status Follower::Reset(const Cursor& refused, const absl::Status& refusal) {
  NoteFailure(refusal);
  if (!options_.bootstrap) return refusal;
  absl::Status reset = pool_.InTransaction(
      wall_.Now() + options_.bootstrap_timeout, [&](pg::Transaction& tx) -> absl::Status {
        OVERROUND_ASSIGN_OR_RETURN(const Cursor stored, LockCursor(tx, options_.log));
        if (stored != refused) return absl::OkStatus();  // a replica was faster
        OVERROUND_ASSIGN_OR_RETURN(const Cursor from, options_.bootstrap(tx, refusal));
        return MoveCursor(tx, options_.log, from);
      });
  if (!reset.ok()) NoteFailure(reset);
  return reset;
}

absl::StatusOr<Cursor> Follower::LoadCursor() {
  const Cursor reached = state().applied;
  OVERROUND_ASSIGN_OR_RETURN(
      const Cursor from,
      pool_.InTransaction(
          wall_.Now() + kCursorTimeout, [&](pg::Transaction& tx) -> absl::StatusOr<Cursor> {
            OVERROUND_RETURN_IF_ERROR(tx.Query(kOpenCursor, {options_.log}).status());
            OVERROUND_ASSIGN_OR_RETURN(const Cursor stored, LockCursor(tx, options_.log));
            // Writes down what was passed over since, unless somebody has moved the cursor.
            const bool is_ours =
                stored.position == saved_ && (!stored.log_id || stored.log_id == reached.log_id);
            if (!is_ours || reached.position <= stored.position) return stored;
            OVERROUND_RETURN_IF_ERROR(MoveCursor(tx, options_.log, reached));
            return reached;
          }));
  saved_ = from.position;
  const std::lock_guard<std::mutex> lock(mutex_);
  state_.applied = from;
  return from;
}

void Follower::Advance(const Cursor& applied, int64_t head) {
  const std::lock_guard<std::mutex> lock(mutex_);
  state_.applied = applied;
  state_.head = head;
  state_.failures = 0;
  state_.has_caught_up = state_.has_caught_up || applied.position >= head;
}

void Follower::NoteFailure(const absl::Status& failure) {
  FollowerState seen;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ++state_.failures;
    state_.last_failure = failure;
    seen = state_;
  }
  if (options_.on_failure) options_.on_failure(seen);
}

std::vector<std::string> Follower::Types() const {
  std::vector<std::string> types;
  for (const auto& handler : options_.handlers) types.push_back(handler.first);
  return types;
}

}  // namespace overround::eventlog
