#include "libs/eventlog/source.h"

#include <utility>

#include "libs/base/status_macros.h"

namespace overround::eventlog {
namespace {

constexpr absl::Duration kReadTimeout = absl::Seconds(10);

}  // namespace

absl::Status StreamLog(const LogTail& tail, const WatchRequest& request, const BatchSink& sink,
                       const std::stop_token& stop) {
  const LogReader reader(tail.pool);
  const absl::Time start = tail.wall.Now();
  absl::Time sent = absl::InfinitePast();
  Cursor cursor = request.after;
  if (!request.follower.empty()) {
    OVERROUND_RETURN_IF_ERROR(
        RegisterFollower(tail.pool, request.follower, cursor, start, start + kReadTimeout));
  }
  while (!stop.stop_requested()) {
    const int64_t generation = tail.signal.generation();
    const absl::Time now = tail.wall.Now();
    OVERROUND_ASSIGN_OR_RETURN(
        const Batch batch,
        reader.Read(cursor, request.types, tail.options.scan_max, now + kReadTimeout));
    if (batch.through > cursor.position || now - sent >= tail.options.heartbeat_interval) {
      OVERROUND_RETURN_IF_ERROR(sink(batch));
      sent = now;
    }
    cursor = {.log_id = batch.log_id, .position = batch.through};
    if (now - start >= tail.options.stream_duration) return absl::OkStatus();
    if (batch.through == batch.head) tail.signal.Wait(generation, tail.options.poll_interval, stop);
  }
  return absl::OkStatus();
}

Source DirectSource(pg::Pool& pool, HeadSignal& signal, const Clock& wall, WatchOptions options) {
  return [tail = LogTail{pool, signal, wall, options}](
             const WatchRequest& request, const BatchSink& sink, const std::stop_token& stop) {
    return StreamLog(tail, request, sink, stop);
  };
}

}  // namespace overround::eventlog
