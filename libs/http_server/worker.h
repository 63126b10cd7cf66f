#pragma once

#include <atomic>
#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include "libs/http_server/server.h"

namespace overround::http_server {

class Connection;

using SteadyTime = std::chrono::steady_clock::time_point;

// What all threads of a server share and none changes, but for the counters.
struct Shared {
  struct Counters {
    std::atomic<int64_t> connections_open{0};
    std::atomic<int64_t> connections_accepted{0};
    std::atomic<int64_t> connections_refused{0};
    std::atomic<int64_t> requests{0};
    std::atomic<int64_t> errors_made{0};
    std::atomic<int64_t> timeouts{0};
    std::atomic<int64_t> slow_readers_cut{0};
    std::atomic<int64_t> streams_opened{0};
  };

  Options options;
  Handler handler;
  // The random part of the request ids made here.
  uint64_t id_salt = 0;
  std::atomic<uint64_t> ids_made{0};
  // From the moment a drain is asked for, before each worker has heard of it.
  std::atomic<bool> draining{false};
  Counters counters;
};

// One thread's loop and the connections that live on it. Everything but Post() belongs to that
// thread. Private to this library.
class Worker : public std::enable_shared_from_this<Worker> {
 public:
  explicit Worker(std::shared_ptr<Shared> shared);

  // Runs until drained: when it returns no connection is left.
  void Run();
  // After Run(): what was posted too late is dropped, and so is all that will be.
  void Stop();

  // From any thread. False once stopped.
  template <typename Function>
  bool Post(Function&& function) {
    const std::lock_guard<std::mutex> lock(post_mutex_);
    if (stopped_) return false;
    boost::asio::post(io_, std::forward<Function>(function));
    return true;
  }
  bool OnOwnThread() { return io_.get_executor().running_in_this_thread(); }

  void Adopt(boost::asio::ip::tcp::socket socket, std::string peer);
  void Drain();
  void AbortAll();

  void Enter(Connection& connection);
  void Leave(Connection& connection);

  boost::asio::io_context& io() { return io_; }
  Shared& shared() { return *shared_; }
  const Limits& limits() const { return shared_->options.limits; }
  // The time at the last tick: exact enough for time-outs, and free.
  SteadyTime now() const { return now_; }
  absl::Duration tick() const { return tick_; }
  // "Date: ...\r\n", at most a tick old.
  const std::string& date_line() const { return date_line_; }

 private:
  void ArmTick();
  void Tick();
  void FinishIfEmpty();

  // Outlives the sockets, which the members below own or lead to.
  boost::asio::io_context io_;
  std::shared_ptr<Shared> shared_;
  boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
  boost::asio::steady_timer tick_timer_;
  absl::Duration tick_;
  SteadyTime now_;
  int64_t date_second_ = 0;
  std::string date_line_;
  std::vector<Connection*> connections_;
  bool draining_ = false;
  std::mutex post_mutex_;
  bool stopped_ = false;
};

}  // namespace overround::http_server
