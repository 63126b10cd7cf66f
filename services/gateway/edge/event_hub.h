#pragma once

#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/types/span.h>

#include "libs/base/clock.h"
#include "libs/base/ids.h"
#include "libs/eventlog/event.h"
#include "libs/rpc/caller.h"
#include "services/gateway/edge/schema.h"

namespace overround::gateway {

// An event of some service's log, ready for readers: encoded once, shared by all.
struct HubEvent {
  std::string service;
  // Position in that service's log.
  int64_t position = 0;
  // "overround.collector.v1.QuotesChanged".
  std::string type;
  // "games/..." or empty for an event that is about no game.
  std::string game;
  eventlog::Visibility visibility = eventlog::Visibility::kOperators;
  std::string owner;
  // A gateway.v1.StreamEventsResponse.
  std::string wire;
  // The same as a Server-Sent Event.
  std::shared_ptr<const std::string> frame;
};

// Who reads and what they want.
struct HubFilter {
  Caller caller;
  // Full names or short ones ("QuotesChanged"); empty for all.
  std::set<std::string> types;
  // "games/..."; empty for all.
  std::set<std::string> games;
};

// Merges the logs of all services into one stream and keeps the last of it, so that a reader who
// comes back misses nothing. An event's id names a place in every log; ids mean the same on every
// replica. A reader who resumes may see an event twice. Threads may share one.
class EventHub {
 public:
  struct Options {
    size_t events_kept_max = 20'000;
    size_t bytes_kept_max = size_t{64} << 20;
    // What one reader may be sent at once when it comes back.
    size_t backlog_bytes_max = size_t{2} << 20;
    size_t readers_max = 4'096;
  };

  // Takes an event; false when it wants no more. Called by one thread at a time; must not block.
  using Sink = std::function<bool(const std::shared_ptr<const HubEvent>&)>;
  // Told that time has passed, with the id of the present place; false when it wants no more.
  using Pulse = std::function<bool(const std::string& id)>;

  // Where a reader begins.
  struct Subscription {
    int64_t reader = 0;
    // The present place.
    std::string id;
    // Unset unless events after `after` are not kept any more: the reader then begins at the
    // present.
    std::optional<std::string> gap;
  };

  // `services` in the order that ids list them, which must never change. `schema` outlives this.
  EventHub(std::vector<std::string> services, const Schema& schema, Options options);

  // A log has been opened, or opened anew, after `cursor`: what comes next continues there.
  void Restart(absl::string_view service, const eventlog::Cursor& cursor);
  // The next events of a log, in order; those seen already are passed over.
  void Publish(absl::string_view service, absl::Span<const eventlog::LoggedEvent> events);
  // Everybody's pulse, now and then, so that a silent connection is known to live.
  void Beat();

  // Sends `sink` what is kept after the id `after`, then all that comes. An empty `after` begins at
  // the present. INVALID_ARGUMENT for an id that is none, UNAVAILABLE when there are too many
  // readers.
  absl::StatusOr<Subscription> Subscribe(const HubFilter& filter, absl::string_view after,
                                         Sink sink, Pulse pulse);
  void Unsubscribe(int64_t reader);

  size_t reader_count() const;

 private:
  struct Place {
    // The first four bytes of the log's id: another log has others.
    uint32_t log_tag = 0;
    int64_t position = 0;
    bool is_open = false;
  };
  struct Log {
    Place place;
    // Everything after it is kept.
    int64_t kept_after = 0;
  };
  using Places = std::vector<Place>;
  struct Reader {
    HubFilter filter;
    Places seen;
    Sink sink;
    Pulse pulse;
  };

  size_t IndexOf(absl::string_view service) const;
  std::string IdHere() const;
  absl::StatusOr<Places> ParseId(absl::string_view id) const;
  std::optional<std::string> FindGap(const Places& after) const;
  std::shared_ptr<const HubEvent> Encode(size_t index, const eventlog::LoggedEvent& event) const;
  void Keep(size_t index, std::shared_ptr<const HubEvent> event);
  bool Offer(Reader& reader, size_t index, const std::shared_ptr<const HubEvent>& event) const;
  bool IsBacklogTooLong(const Reader& reader) const;

  const std::vector<std::string> services_;
  const Schema& schema_;
  const Options options_;
  mutable std::mutex mutex_;
  std::vector<Log> logs_;
  std::deque<std::pair<size_t, std::shared_ptr<const HubEvent>>> kept_;
  size_t bytes_kept_ = 0;
  std::map<int64_t, Reader> readers_;
  int64_t next_reader_ = 1;
};

// "id: ...\nevent: ...\ndata: ...\n\n". `data` must be one line.
std::string EventFrame(absl::string_view id, absl::string_view event, absl::string_view data);

}  // namespace overround::gateway
