#pragma once

#include <condition_variable>
#include <cstdint>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/eventlog/event.h"
#include "libs/pg/listener.h"
#include "libs/pg/pool.h"

namespace overround::eventlog {

struct LogState {
  Uuid log_id = {};
  int64_t position = 0;
  int64_t pruned_position = 0;
  // Committed but not yet in the log.
  int64_t pending = 0;
};

// Reads the service's own log.
class LogReader {
 public:
  // `pool` outlives the reader.
  explicit LogReader(pg::Pool& pool) : pool_(pool) {}

  // The events of `types` (all when empty) among the next `scan_max` after the cursor.
  // FAILED_PRECONDITION: the cursor is of another log; bootstrap again. OUT_OF_RANGE: what follows
  // the cursor has been pruned, or the cursor lies beyond the log; bootstrap again. UNAVAILABLE: no
  // sequencer has opened the log yet.
  absl::StatusOr<Batch> Read(const Cursor& after, const std::vector<std::string>& types,
                             int scan_max, absl::Time deadline) const;

  // UNAVAILABLE: no sequencer has opened the log yet.
  absl::StatusOr<LogState> State(absl::Time deadline) const;

  // The log's end as of the transaction's snapshot, for a stream that opens with "everything up to
  // here".
  static absl::StatusOr<Cursor> HeadIn(pg::Transaction& tx);

 private:
  pg::Pool& pool_;
};

// Keeps, for each follower that has to see everything, how far it has come; what all of them have
// passed may be pruned. Registering never moves a follower back.
absl::Status RegisterFollower(pg::Pool& pool, const std::string& follower, const Cursor& cursor,
                              absl::Time wall_now, absl::Time deadline);
// Forgets a follower that will not come back.
absl::Status UnregisterFollower(pg::Pool& pool, const std::string& follower, absl::Time deadline);

struct PruneOptions {
  // How many of the newest events stay in any case, so that a browser may resume.
  int64_t keep_min = 100'000;
  int batch_max = 10'000;
};

// Deletes, oldest first, at most one batch of what every registered follower has passed: how many
// events.
absl::StatusOr<int64_t> Prune(pg::Pool& pool, const PruneOptions& options, absl::Time deadline);

// Tells the readers in this process that the log may have grown: one LISTEN connection for all of
// them.
class HeadSignal {
 public:
  // `wall` outlives the signal.
  HeadSignal(const std::string& schema, const std::string& listen_conninfo, const Clock& wall);

  // Listens until asked to stop. Blocks: give it a thread.
  void Run(const std::stop_token& stop);

  // Counts what may have been changes. Read it before reading the log.
  int64_t generation() const;
  // Waits until the generation is past `seen`, the stop, or `timeout`; at least once a second
  // something may have been missed, so callers read again after a time-out too.
  void Wait(int64_t seen, absl::Duration timeout, const std::stop_token& stop);

 private:
  const Clock& wall_;
  pg::Listener listener_;
  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  int64_t generation_ = 0;
};

}  // namespace overround::eventlog
