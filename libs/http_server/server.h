#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"
#include "libs/http_server/request.h"
#include "libs/http_server/responder.h"
#include "libs/http_server/response.h"

namespace overround::http_server {

// Called on one of the server's threads, which serves other connections too: it must not block.
// What takes long is started here and answered through the Responder later.
using Handler = std::function<void(const Request& request, Responder responder)>;

// Writes the body of an answer the server makes itself (400, 408, 413, 431, 503, and 500 for a
// dropped Responder).
using ErrorFormat = std::function<Response(int status, absl::string_view message)>;

struct Limits {
  size_t head_bytes_max = size_t{16} << 10;          // 431
  size_t headers_max = 100;                          // 431
  size_t body_bytes_max = size_t{1} << 20;           // 413
  size_t connections_max = 4096;                     // 503
  size_t stream_buffer_bytes_max = size_t{1} << 18;  // of one stream, unsent; more is cut off
  // Between two requests, and before the first one; then the connection is closed without a word.
  absl::Duration idle_timeout = absl::Seconds(60);
  // From a request's first byte to the end of its head, however the bytes trickle in. 408.
  absl::Duration head_timeout = absl::Seconds(10);
  // From the end of the head to the end of the body. 408.
  absl::Duration body_timeout = absl::Seconds(30);
  // Without 16 KiB of progress while an answer is being written.
  absl::Duration write_timeout = absl::Seconds(30);
};

struct Options {
  // HOST:PORT, numeric: 127.0.0.1:8080, [::1]:0. Port 0 takes a free one.
  std::string address = "127.0.0.1:0";
  int threads = 1;
  Limits limits;
  // Answers {"error":{"code","status","message","details"}} when not set.
  ErrorFormat error_format;
  // Wall time, for the Date header. Required; outlives the server.
  const Clock* wall = nullptr;
};

// Counted since the start, but for `connections_open`.
struct Stats {
  int64_t connections_open = 0;
  int64_t connections_accepted = 0;
  int64_t connections_refused = 0;
  int64_t requests = 0;
  int64_t errors_made = 0;
  int64_t timeouts = 0;
  int64_t slow_readers_cut = 0;
  int64_t streams_opened = 0;
};

// An asynchronous HTTP/1.1 server: keep-alive, pipelining (answers keep the order of their
// requests; one request of a connection is served at a time), HEAD, Expect: 100-continue, chunked
// bodies both ways. Every connection lives on one thread and takes no lock.
//
// No TLS and no HTTP/2: see the README.
class Server {
 public:
  // Listens and serves at once. INVALID_ARGUMENT for options that make no sense, UNAVAILABLE when
  // the address cannot be had.
  static absl::StatusOr<std::unique_ptr<Server>> Start(Options options, Handler handler);

  // Drains without patience.
  ~Server();

  uint16_t port() const;
  // HOST:PORT as bound, with the real port.
  std::string address() const;
  Stats stats() const;

  // Stops listening, closes idle connections, lets running exchanges finish (their answers say
  // Connection: close), ends streams with what they hold, and stops the threads. Blocks, at most
  // about `patience`; what is left then is cut off, and the answer is DEADLINE_EXCEEDED. Not to be
  // called from a handler. A second call changes nothing.
  absl::Status Drain(absl::Duration patience);

 private:
  class State;
  explicit Server(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

}  // namespace overround::http_server
