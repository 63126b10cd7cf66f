#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <absl/types/span.h>

#include "libs/base/clock.h"
#include "libs/eventlog/event.h"
#include "libs/eventlog/source.h"
#include "libs/pg/pool.h"

namespace overround::eventlog {

// Applies one event in the transaction that also moves the cursor.
using ApplyEvent = std::function<absl::Status(pg::Transaction& tx, const LoggedEvent& event)>;
// The same for a batch, where doing it together is worth it. All of it or nothing.
using ApplyEvents =
    std::function<absl::Status(pg::Transaction& tx, absl::Span<const LoggedEvent> events)>;
using EventHandlers = std::map<std::string, ApplyEvent>;

// What to do with an event that cannot be applied. Money stops: nothing after it is applied until
// it succeeds. A view parks: the event goes to parked_events and the rest goes on.
enum class FailurePolicy { kStop, kPark };

// Where a follower stands, for readiness, Ops and the replay conductor.
struct FollowerState {
  std::string log;
  // Everything up to here has been applied or passed over.
  Cursor applied;
  // Where the log ended when last heard of.
  int64_t head = 0;
  // How often following has failed in a row since it last got further, and how.
  int failures = 0;
  absl::Status last_failure;
  int64_t parked = 0;
  // True once the end of the log has been reached since the process started.
  bool has_caught_up = false;
};

struct FollowerOptions {
  // Whose log is followed ("collector"); names the cursor in this service's schema.
  std::string log;
  // This service, as the log's owner knows it ("grading"). Empty: the owner keeps nothing for it.
  std::string follower = {};
  FailurePolicy policy = FailurePolicy::kStop;
  // Which events are wanted and what they do. Others are passed over.
  EventHandlers handlers = {};
  // Takes the place of the handlers' functions when given; the handlers' names still say which are
  // wanted.
  ApplyEvents apply_batch = {};
  // Called when the log refuses the cursor (restored, or pruned): brings the service's state up to
  // date by other means and says from where to follow, in the transaction that sets the cursor.
  // Without one the follower retries, reporting the refusal, until somebody steps in.
  std::function<absl::StatusOr<Cursor>(pg::Transaction& tx, const absl::Status& refusal)>
      bootstrap = {};
  absl::Duration bootstrap_timeout = absl::Minutes(10);
  absl::Duration apply_timeout = absl::Seconds(30);
  absl::Duration backoff_min = absl::Milliseconds(100);
  absl::Duration backoff_max = absl::Seconds(30);
  // With kPark: how often an event is tried by itself.
  int attempts_max = 3;
  // Told of each failure, for logs and counters.
  std::function<void(const FollowerState&)> on_failure = {};
};

// Follows a log with an effect on the database: applies each event exactly once, in order, whatever
// crashes, by locking and moving the cursor row in the transaction that applies. Replicas share the
// cursor: each may run one.
class Follower {
 public:
  // `pool` (this service's) and `wall` outlive the follower.
  Follower(FollowerOptions options, Source source, pg::Pool& pool, const Clock& wall);

  // Follows until asked to stop; retries whatever fails. Blocks: give it a thread.
  void Run(const std::stop_token& stop);

  FollowerState state() const;

 private:
  absl::Status Stream(const std::stop_token& stop);
  absl::Status Take(const Batch& batch);
  absl::Status ApplyRange(const Batch& batch, size_t begin, size_t end);
  absl::Status ApplyOrPark(const Batch& batch, size_t index);
  absl::Status Park(const Batch& batch, size_t index, const absl::Status& failure);
  // Runs `change` with the cursor locked, and moves the cursor to `through`; nothing when it is
  // already there.
  absl::Status InCursorTransaction(
      const Batch& batch, int64_t through,
      const std::function<absl::Status(pg::Transaction& tx, int64_t after)>& change);
  absl::Status Apply(pg::Transaction& tx, absl::Span<const LoggedEvent> events);
  absl::Status Reset(const Cursor& refused, const absl::Status& refusal);
  absl::StatusOr<Cursor> LoadCursor();
  void Advance(const Cursor& applied, int64_t head);
  void NoteFailure(const absl::Status& failure);
  std::vector<std::string> Types() const;

  const FollowerOptions options_;
  const Source source_;
  pg::Pool& pool_;
  const Clock& wall_;
  // The position last seen in the cursor row; `applied` may be further, past events that were not
  // wanted.
  int64_t saved_ = 0;
  // The event that failed last, and how often by itself.
  int64_t culprit_ = 0;
  int culprit_failures_ = 0;
  mutable std::mutex mutex_;
  FollowerState state_;
};

}  // namespace overround::eventlog
