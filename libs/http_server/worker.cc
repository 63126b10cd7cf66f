#include "libs/http_server/worker.h"

#include <algorithm>
#include <utility>

#include <absl/strings/str_cat.h>
#include <absl/time/time.h>

#include "libs/http_server/connection.h"

namespace overround::http_server {
namespace {

// Above this many the 503 itself costs too much: the connection is closed without one.
constexpr int64_t kRefusalsMax = 256;

// An eighth of the shortest time-out, so that none is late by much.
absl::Duration TickFor(const Limits& limits) {
  const absl::Duration shortest = std::min(
      {limits.idle_timeout, limits.head_timeout, limits.body_timeout, limits.write_timeout});
  return std::clamp(shortest / 8, absl::Milliseconds(2), absl::Milliseconds(250));
}

}  // namespace

Worker::Worker(std::shared_ptr<Shared> shared)
    : io_(1),
      shared_(std::move(shared)),
      work_(boost::asio::make_work_guard(io_)),
      tick_timer_(io_),
      tick_(TickFor(shared_->options.limits)) {}

void Worker::Run() {
  Tick();
  io_.run();
}

void Worker::Stop() {
  {
    const std::lock_guard<std::mutex> lock(post_mutex_);
    stopped_ = true;
  }
  io_.restart();
  io_.poll();
}

void Worker::Adopt(boost::asio::ip::tcp::socket socket, std::string peer) {
  Shared::Counters& counters = shared_->counters;
  counters.connections_accepted.fetch_add(1, std::memory_order_relaxed);
  if (shared_->draining) return;
  const int64_t open = counters.connections_open.load(std::memory_order_relaxed);
  const auto open_max = static_cast<int64_t>(limits().connections_max);
  const bool over = open >= open_max;
  if (over) counters.connections_refused.fetch_add(1, std::memory_order_relaxed);
  if (open >= open_max + kRefusalsMax) return;
  const auto connection =
      std::make_shared<Connection>(shared_from_this(), std::move(socket), std::move(peer));
  if (over) {
    connection->StartRefused();
  } else {
    connection->Start();
  }
}

void Worker::Drain() {
  draining_ = true;
  const std::vector<Connection*> connections = connections_;
  for (Connection* connection : connections) connection->shared_from_this()->Drain();
  FinishIfEmpty();
}

void Worker::AbortAll() {
  draining_ = true;
  const std::vector<Connection*> connections = connections_;
  for (Connection* connection : connections) {
    connection->shared_from_this()->Abort(CloseReason::kDraining);
  }
  FinishIfEmpty();
}

void Worker::Enter(Connection& connection) {
  connection.set_place(connections_.size());
  connections_.push_back(&connection);
  shared_->counters.connections_open.fetch_add(1, std::memory_order_relaxed);
}

void Worker::Leave(Connection& connection) {
  const size_t place = connection.place();
  connections_.back()->set_place(place);
  connections_[place] = connections_.back();
  connections_.pop_back();
  shared_->counters.connections_open.fetch_sub(1, std::memory_order_relaxed);
  FinishIfEmpty();
}

void Worker::ArmTick() {
  tick_timer_.expires_after(absl::ToChronoNanoseconds(tick_));
  tick_timer_.async_wait([this](const boost::system::error_code& error) {
    if (!error) Tick();
  });
}

void Worker::Tick() {
  now_ = std::chrono::steady_clock::now();
  const absl::Time wall = shared_->options.wall->Now();
  const int64_t second = absl::ToUnixSeconds(wall);
  if (second != date_second_ || date_line_.empty()) {
    date_second_ = second;
    date_line_ = absl::StrCat(
        "Date: ", absl::FormatTime("%a, %d %b %Y %H:%M:%S GMT", wall, absl::UTCTimeZone()), "\r\n");
  }
  // Expire() may make a connection leave, and the last one take its place: so backwards.
  for (size_t i = connections_.size(); i-- > 0;) {
    if (i >= connections_.size() || connections_[i]->deadline() > now_) continue;
    connections_[i]->shared_from_this()->Expire();
  }
  if (!draining_ || !connections_.empty()) ArmTick();
}

void Worker::FinishIfEmpty() {
  if (!draining_ || !connections_.empty()) return;
  tick_timer_.cancel();
  work_.reset();
}

}  // namespace overround::http_server
