#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/pg/listener.h"
#include "libs/pg/pool.h"

namespace overround::eventlog {

struct SequencerOptions {
  // The service's schema: NOTIFY channels are named after it.
  std::string schema;
  // A direct connection as the app role, for LISTEN.
  std::string listen_conninfo;
  // Tells this process from its replicas.
  std::string holder;
  int batch_max = 1000;
  absl::Duration lease_duration = absl::Seconds(5);
  // How long an event may lie unseen when every wake-up was lost.
  absl::Duration poll_interval = absl::Milliseconds(500);
  // Told of each failure, for logs and counters.
  std::function<void(const absl::Status&)> on_failure = {};
};

// Gives committed events their places: moves them from events_pending to events, in id order and in
// batches, under dense positions. Each process of a service runs one; only the leader moves.
// Whoever leads holds the epoch of the one-row log head, and every batch is checked against it
// under a row lock, so a leader that has lost its lease (a long pause, a cut network) changes
// nothing.
class Sequencer {
 public:
  // `pool` and `wall` outlive the sequencer.
  Sequencer(SequencerOptions options, pg::Pool& pool, const Clock& wall);

  // Leads and moves until asked to stop; retries whatever fails. Blocks: give it a thread.
  void Run(const std::stop_token& stop);

  // Look now: something was committed. From any thread, never blocks.
  void Wake();

  // Takes the lead if nobody holds it: true when this process leads. Mints a new log id when the
  // database is not the one the log was written in (a restore, a copy), which makes every cursor of
  // old invalid.
  absl::StatusOr<bool> TryLead();
  // Moves one batch: how many events. ABORTED when the lead has been lost; nothing has then been
  // moved.
  absl::StatusOr<int> MoveBatch();
  // Gives up the lead, so that a replica need not wait for the lease to end.
  absl::Status Resign();

  bool is_leader() const { return epoch_.load() != 0; }

 private:
  void MoveAll(const std::stop_token& stop);
  void StepDown() { epoch_.store(0); }
  void Report(const absl::Status& status) const;
  absl::Time Soon() const { return wall_.Now() + options_.lease_duration; }

  const SequencerOptions options_;
  pg::Pool& pool_;
  const Clock& wall_;
  pg::Listener listener_;
  // 0 while somebody else leads.
  std::atomic<int64_t> epoch_{0};
  std::atomic<bool> was_woken_{false};
  absl::Time renew_time_ = absl::InfinitePast();
};

// The NOTIFY channels of a schema's log: events wait to be moved, and the log has grown.
std::string PendingChannel(const std::string& schema);
std::string HeadChannel(const std::string& schema);

}  // namespace overround::eventlog
