#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <queue>
#include <string>
#include <thread>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/http_server/server.h"
#include "tools/simbook/simulator.h"

namespace overround::simbook {

// Sends answers later. Owns a thread; what is still waiting when it ends is sent at once.
class DelayedSender {
 public:
  DelayedSender();
  ~DelayedSender();

  void Send(absl::Duration delay, http_server::Responder responder, http_server::Response response);

 private:
  struct Waiting {
    std::chrono::steady_clock::time_point when;
    std::shared_ptr<http_server::Responder> responder;
    std::shared_ptr<http_server::Response> response;
    friend bool operator<(const Waiting& a, const Waiting& b) { return a.when > b.when; }
  };

  void Run();

  std::mutex mutex_;
  std::condition_variable changed_;
  std::priority_queue<Waiting> waiting_;
  bool stopping_ = false;
  std::thread thread_;
};

struct ServeOptions {
  std::string address;
  uint64_t seed = 0;
  OddsApiOptions odds_api;
};

// A simulator behind HTTP, compressed where the client takes it.
class SimbookServer {
 public:
  // `wall` outlives it. Fails as http_server::Server::Start does.
  static absl::StatusOr<std::unique_ptr<SimbookServer>> Start(const ServeOptions& options,
                                                              const Clock& wall);

  std::string address() const { return server_->address(); }
  Simulator& simulator() { return simulator_; }
  absl::Status Drain(absl::Duration patience) { return server_->Drain(patience); }

 private:
  SimbookServer(const ServeOptions& options, const Clock& wall)
      : simulator_(options.seed, options.odds_api, wall) {}
  void Serve(const http_server::Request& request, http_server::Responder responder);

  Simulator simulator_;
  DelayedSender delayed_;
  // Last, so that it stops before what its handler uses goes away.
  std::unique_ptr<http_server::Server> server_;
};

}  // namespace overround::simbook
