#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "libs/base/ids.h"

namespace overround::eventlog {

// Who may see an event outside the services.
enum class Visibility { kPublic, kOwner, kOperators };

// What happened, told so fully that nobody has to call back.
struct Event {
  // What it happened to, as a resource name: "games/...". Events of one aggregate keep their order.
  std::string aggregate;
  // The event's name: "QuotesChanged". A new meaning is a new name.
  std::string type;
  // A serialized google.protobuf.Any of the event's message.
  std::string payload;
  absl::Time world_time;
  Visibility visibility = Visibility::kPublic;
  // The principal who alone may see it ("users/..."); only with kOwner, and always then.
  std::optional<std::string> owner = {};
};

// An event at its place in the log.
struct LoggedEvent {
  // Dense, from 1.
  int64_t position;
  Event event;
};

// A place in a log: everything up to `position` has been read. Without a log id it is the beginning
// of whatever log there is.
struct Cursor {
  std::optional<Uuid> log_id = {};
  int64_t position = 0;

  friend bool operator==(const Cursor&, const Cursor&) = default;
};

// Part of a log, read in order.
struct Batch {
  Uuid log_id;
  // Those of the wanted types. May be empty.
  std::vector<LoggedEvent> events = {};
  // Everything after the cursor and up to here has been looked at.
  int64_t through = 0;
  // Where the log ended when this was read.
  int64_t head = 0;
};

}  // namespace overround::eventlog
