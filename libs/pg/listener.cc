#include "libs/pg/listener.h"

#include <algorithm>
#include <limits>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_replace.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"

namespace overround::pg {
namespace {

constexpr absl::Duration kConnectTimeout = absl::Seconds(5);
constexpr absl::Duration kReconnectInterval = absl::Seconds(1);

std::string ListenScript(const std::vector<std::string>& channels) {
  std::string script;
  for (const std::string& channel : channels) {
    absl::StrAppend(&script, "LISTEN \"", absl::StrReplaceAll(channel, {{"\"", "\"\""}}), "\";");
  }
  return script;
}

int TimeoutMs(absl::Duration left) {
  return static_cast<int>(
      std::clamp<int64_t>(absl::ToInt64Milliseconds(absl::Ceil(left, absl::Milliseconds(1))), 0,
                          std::numeric_limits<int>::max()));
}

}  // namespace

Listener::Listener(std::string conninfo, std::vector<std::string> channels, const Clock& wall)
    : conninfo_(std::move(conninfo)),
      channels_(std::move(channels)),
      wall_(wall),
      wake_descriptor_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
  OVERROUND_CHECK(wake_descriptor_ >= 0);
}

Listener::~Listener() { close(wake_descriptor_); }

absl::Status Listener::Connect() {
  const absl::Time deadline = wall_.Now() + kConnectTimeout;
  OVERROUND_ASSIGN_OR_RETURN(auto connection, Connection::Open(conninfo_, deadline, wall_));
  OVERROUND_RETURN_IF_ERROR(connection->RunScript(ListenScript(channels_), deadline));
  connection_ = std::move(connection);
  return absl::OkStatus();
}

bool Listener::Wait(absl::Time until) {
  while (true) {
    const absl::Time now = wall_.Now();
    if (connection_ == nullptr && now >= next_connect_time_) {
      next_connect_time_ = now + kReconnectInterval;
      if (Connect().ok()) return true;  // what was sent meanwhile is lost
    }
    const absl::Time end = connection_ == nullptr ? std::min(until, next_connect_time_) : until;
    switch (WaitForEvent(end)) {
      case Event::kHint:
        return true;
      case Event::kTimeout:
        if (end == until) return false;
        break;
      case Event::kNothing:
        break;
    }
  }
}

Listener::Event Listener::WaitForEvent(absl::Time until) {
  if (connection_ != nullptr) {
    // Before waiting too: one may have arrived together with the answer to a statement.
    const auto notifications = connection_->TakeNotifications();
    if (!notifications.ok()) connection_.reset();
    if (!notifications.ok()) return Event::kNothing;
    if (!notifications->empty()) return Event::kHint;
  }
  pollfd waited[] = {
      {.fd = wake_descriptor_, .events = POLLIN, .revents = 0},
      {.fd = connection_ == nullptr ? -1 : connection_->socket(), .events = POLLIN, .revents = 0}};
  const int ready = poll(waited, 2, TimeoutMs(until - wall_.Now()));
  if (ready == 0) return Event::kTimeout;
  uint64_t wakes = 0;
  if (ready > 0 && waited[0].revents != 0 && read(wake_descriptor_, &wakes, sizeof(wakes)) > 0)
    return Event::kHint;
  return Event::kNothing;
}

void Listener::Wake() {
  const uint64_t one = 1;
  // Fails only when the counter is full, and then a wake is already waiting.
  if (write(wake_descriptor_, &one, sizeof(one)) < 0) return;
}

absl::Status Listener::Notify(absl::string_view channel, absl::Time deadline) {
  if (connection_ == nullptr) return absl::UnavailableError("postgresql: not connected for NOTIFY");
  absl::Status sent = connection_->Query("SELECT pg_notify($1, '')", {channel}, deadline).status();
  if (!connection_->IsUsable()) connection_.reset();
  return sent;
}

}  // namespace overround::pg
