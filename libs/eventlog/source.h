#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include <absl/status/status.h>

#include "libs/base/clock.h"
#include "libs/eventlog/event.h"
#include "libs/eventlog/log_reader.h"

namespace overround::eventlog {

// What a follower asks of a log.
struct WatchRequest {
  Cursor after;
  // Event names; all when empty.
  std::vector<std::string> types = {};
  // The follower's name at the log's owner, who keeps what it has not read: "grading". Empty for
  // one that keeps no cursor and bootstraps again when it falls behind.
  std::string follower = {};
};

// Takes a batch; its failure ends the stream, which then fails with it.
using BatchSink = std::function<absl::Status(const Batch&)>;

// Streams a log to `sink`, in order, waiting at its end for more. Returns OK when asked to stop or
// when the other side ends the stream (ask again, from the last cursor); fails as LogReader::Read
// does, or UNAVAILABLE.
using Source = std::function<absl::Status(const WatchRequest& request, const BatchSink& sink,
                                          const std::stop_token& stop)>;

struct WatchOptions {
  int scan_max = 1000;
  absl::Duration poll_interval = absl::Seconds(1);
  // An empty batch is sent when nothing else was for so long.
  absl::Duration heartbeat_interval = absl::Seconds(5);
  // A stream ends itself after so long; the request that follows tells how far its follower has
  // come.
  absl::Duration stream_duration = absl::Minutes(1);
};

// A log's end, where streams of it wait. What it refers to outlives it.
struct LogTail {
  pg::Pool& pool;
  HeadSignal& signal;
  const Clock& wall;
  WatchOptions options;
};

// Answers one request for the log of this process's own database.
absl::Status StreamLog(const LogTail& tail, const WatchRequest& request, const BatchSink& sink,
                       const std::stop_token& stop);

// StreamLog as a source: follows a log without the network. All arguments outlive the source.
Source DirectSource(pg::Pool& pool, HeadSignal& signal, const Clock& wall,
                    WatchOptions options = {});

}  // namespace overround::eventlog
