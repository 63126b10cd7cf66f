#include "libs/http_server/server.h"

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <random>
#include <thread>
#include <utility>
#include <vector>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "libs/base/status_macros.h"
#include "libs/http_server/worker.h"

namespace overround::http_server {
namespace {

namespace net = boost::asio;
using boost::system::error_code;
using net::ip::tcp;

constexpr int kThreadsMax = 256;
// When the process is out of descriptors, accepting again at once would only spin.
constexpr std::chrono::milliseconds kAcceptPause(50);

absl::StatusOr<tcp::endpoint> ParseAddress(const std::string& address) {
  const absl::Status refused = absl::InvalidArgumentError(
      absl::StrCat("address: \"", address, "\", want a numeric HOST:PORT"));
  const size_t colon = address.rfind(':');
  if (colon == std::string::npos) return refused;
  absl::string_view host = absl::string_view(address).substr(0, colon);
  if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  int32_t port = 0;
  error_code error;
  const auto ip = net::ip::make_address(std::string(host), error);
  if (error || !absl::SimpleAtoi(absl::string_view(address).substr(colon + 1), &port)) {
    return refused;
  }
  if (port < 0 || port > 65535) return refused;
  return tcp::endpoint(ip, static_cast<uint16_t>(port));
}

absl::Status CheckOptions(const Options& options, const Handler& handler) {
  if (!handler) return absl::InvalidArgumentError("handler: none, want one");
  if (options.wall == nullptr) return absl::InvalidArgumentError("wall: none, want a clock");
  if (options.threads < 1 || options.threads > kThreadsMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("threads: ", options.threads, ", want 1 to ", kThreadsMax));
  }
  const Limits& limits = options.limits;
  if (limits.head_bytes_max < 256 || limits.head_bytes_max > (1 << 20)) {
    return absl::InvalidArgumentError(
        absl::StrCat("head_bytes_max: ", limits.head_bytes_max, ", want 256 to 1048576"));
  }
  for (const absl::Duration timeout :
       {limits.idle_timeout, limits.head_timeout, limits.body_timeout, limits.write_timeout}) {
    if (timeout > absl::ZeroDuration()) continue;
    return absl::InvalidArgumentError("a time-out is zero or negative, want positive ones");
  }
  return absl::OkStatus();
}

uint64_t RandomSalt() {
  std::random_device device;
  return (static_cast<uint64_t>(device()) << 32) | device();
}

}  // namespace

class Server::State {
 public:
  State(Options options, Handler handler) : shared_(std::make_shared<Shared>()) {
    shared_->options = std::move(options);
    shared_->handler = std::move(handler);
    shared_->id_salt = RandomSalt();
    for (int i = 0; i < shared_->options.threads; ++i) {
      workers_.push_back(std::make_shared<Worker>(shared_));
    }
    acceptor_.emplace(workers_.front()->io());
    pause_.emplace(workers_.front()->io());
  }

  absl::Status Listen(const tcp::endpoint& endpoint) {
    error_code error;
    if (!error) acceptor_->open(endpoint.protocol(), error);
    if (!error) acceptor_->set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_->bind(endpoint, error);
    if (!error) acceptor_->listen(tcp::acceptor::max_listen_connections, error);
    if (!error) bound_ = acceptor_->local_endpoint(error);
    if (!error) return absl::OkStatus();
    return absl::UnavailableError(
        absl::StrCat("address: ", shared_->options.address, ": ", error.message()));
  }

  void Run() {
    workers_.front()->Post([this] { Accept(); });
    for (const std::shared_ptr<Worker>& worker : workers_) {
      threads_.emplace_back([this, worker] {
        worker->Run();
        const std::lock_guard<std::mutex> lock(mutex_);
        ++finished_;
        all_finished_.notify_all();
      });
    }
  }

  absl::Status Drain(absl::Duration patience) {
    if (threads_.empty()) return absl::OkStatus();
    shared_->draining = true;
    workers_.front()->Post([this] {
      error_code ignored;
      acceptor_->close(ignored);
      pause_->cancel();
    });
    for (const std::shared_ptr<Worker>& worker : workers_) {
      worker->Post([worker] { worker->Drain(); });
    }
    const bool drained = WaitForThreads(patience);
    for (const std::shared_ptr<Worker>& worker : workers_) {
      worker->Post([worker] { worker->AbortAll(); });
    }
    for (std::thread& thread : threads_) thread.join();
    threads_.clear();
    for (const std::shared_ptr<Worker>& worker : workers_) worker->Stop();
    if (drained) return absl::OkStatus();
    return absl::DeadlineExceededError(
        absl::StrCat("drain: not done after ", absl::FormatDuration(patience)));
  }

  tcp::endpoint bound() const { return bound_; }
  const Shared& shared() const { return *shared_; }

 private:
  // The next socket is born on the worker whose turn it is, so connections are spread evenly
  // whatever the clients' ports hash to.
  void Accept() {
    const std::shared_ptr<Worker> worker = workers_[turn_++ % workers_.size()];
    acceptor_->async_accept(
        worker->io(), peer_, [this, worker](const error_code& error, tcp::socket socket) {
          if (!acceptor_->is_open()) return;
          if (error) return AcceptLater();
          worker->Post(
              [worker, socket = std::move(socket), peer = peer_.address().to_string()]() mutable {
                worker->Adopt(std::move(socket), std::move(peer));
              });
          Accept();
        });
  }

  void AcceptLater() {
    pause_->expires_after(kAcceptPause);
    pause_->async_wait([this](const error_code& error) {
      if (!error && acceptor_->is_open()) Accept();
    });
  }

  bool WaitForThreads(absl::Duration patience) {
    std::unique_lock<std::mutex> lock(mutex_);
    return all_finished_.wait_for(lock, absl::ToChronoMilliseconds(patience),
                                  [this] { return finished_ == threads_.size(); });
  }

  std::shared_ptr<Shared> shared_;
  std::vector<std::shared_ptr<Worker>> workers_;
  // Behind the workers, whose io_context they live on.
  std::optional<tcp::acceptor> acceptor_;
  std::optional<net::steady_timer> pause_;
  tcp::endpoint peer_;
  tcp::endpoint bound_;
  size_t turn_ = 0;
  std::vector<std::thread> threads_;
  std::mutex mutex_;
  std::condition_variable all_finished_;
  size_t finished_ = 0;
};

absl::StatusOr<std::unique_ptr<Server>> Server::Start(Options options, Handler handler) {
  OVERROUND_RETURN_IF_ERROR(CheckOptions(options, handler));
  OVERROUND_ASSIGN_OR_RETURN(const tcp::endpoint endpoint, ParseAddress(options.address));
  auto state = std::make_unique<State>(std::move(options), std::move(handler));
  OVERROUND_RETURN_IF_ERROR(state->Listen(endpoint));
  state->Run();
  return std::unique_ptr<Server>(new Server(std::move(state)));
}

Server::Server(std::unique_ptr<State> state) : state_(std::move(state)) {}

Server::~Server() {
  // Whoever wants to know how the drain went has called it before.
  state_->Drain(absl::ZeroDuration()).IgnoreError();
}

uint16_t Server::port() const { return state_->bound().port(); }

std::string Server::address() const {
  const tcp::endpoint bound = state_->bound();
  const std::string host = bound.address().to_string();
  return bound.address().is_v6() ? absl::StrCat("[", host, "]:", bound.port())
                                 : absl::StrCat(host, ":", bound.port());
}

Stats Server::stats() const {
  const Shared::Counters& counters = state_->shared().counters;
  Stats stats;
  stats.connections_open = counters.connections_open.load();
  stats.connections_accepted = counters.connections_accepted.load();
  stats.connections_refused = counters.connections_refused.load();
  stats.requests = counters.requests.load();
  stats.errors_made = counters.errors_made.load();
  stats.timeouts = counters.timeouts.load();
  stats.slow_readers_cut = counters.slow_readers_cut.load();
  stats.streams_opened = counters.streams_opened.load();
  return stats;
}

absl::Status Server::Drain(absl::Duration patience) { return state_->Drain(patience); }

}  // namespace overround::http_server
