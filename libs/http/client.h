#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"

namespace overround::http {

class Handles;

// Headers in order of arrival; names are compared without case.
class Headers {
 public:
  void Add(absl::string_view name, absl::string_view value);
  // The first of that name.
  std::optional<absl::string_view> Find(absl::string_view name) const;
  const std::vector<std::pair<std::string, std::string>>& all() const { return all_; }

 private:
  std::vector<std::pair<std::string, std::string>> all_;
};

struct Request {
  std::string method = "GET";
  // http or https. Keys often live in its query, so the query never reaches a log or a Status.
  std::string url;
  Headers headers;
  std::string body;
  // For each attempt, from connecting to the last byte.
  absl::Duration timeout = absl::Seconds(20);
  // Of the body as decoded.
  size_t body_bytes_max = size_t{16} << 20;
  // Safe to repeat: the retry policy applies. GET, HEAD, PUT and DELETE are so by themselves.
  bool idempotent = false;
};

struct Response {
  int status = 0;
  Headers headers;
  // Decoded when it came compressed.
  std::string body;
  // How often the server was asked, this answer included.
  int attempts = 1;
};

// What went wrong where no usable answer came. Each has its own status code as well.
enum class Failure {
  kConnect,      // UNAVAILABLE: no such host, refused, TLS failed
  kTimeout,      // DEADLINE_EXCEEDED
  kTruncated,    // DATA_LOSS: the connection closed before the answer was whole
  kTooLarge,     // OUT_OF_RANGE: more than body_bytes_max
  kBadEncoding,  // INVALID_ARGUMENT: the compressed body does not decompress
  kBadRequest,   // FAILED_PRECONDITION: our own request makes no sense (URL, scheme)
  kProtocol,     // ABORTED: what came was not HTTP
};

// Nothing unless `status` was made by a Client.
std::optional<Failure> FailureOf(const absl::Status& status);

// An idempotent request is asked again after a connect failure, a truncated answer, 429, 500, 502,
// 503 or 504, at most `attempts_max` times in all, after `backoff_first` doubled each time. A
// Retry-After (seconds or a date) is obeyed when it is at most `backoff_max`; when it is longer the
// answer is handed back at once, for the caller's own schedule to obey.
struct RetryPolicy {
  int attempts_max = 3;
  absl::Duration backoff_first = absl::Milliseconds(200);
  absl::Duration backoff_max = absl::Seconds(10);
};

// Sleeps in Wall time. Injected, so tests do not wait and a drain can cut a wait short; it answers
// false to give up instead of asking again.
using Sleep = std::function<bool(absl::Duration)>;

struct ClientOptions {
  RetryPolicy retry;
  std::string user_agent = "overround";
  absl::Duration connect_timeout = absl::Seconds(5);
  // Such as http://10.0.0.1:3128; empty for none. The environment is not asked.
  std::string proxy = {};
};

// An HTTP client that keeps its connections. Safe to share between threads; every call blocks its
// caller. Redirects are not followed: they would carry keys to strangers.
class Client {
 public:
  // `wall` reads a Retry-After that is a date, and outlives the client.
  Client(const Clock& wall, Sleep sleep, ClientOptions options = {});
  ~Client();
  Client(const Client&) = delete;
  Client& operator=(const Client&) = delete;

  // Any answer the server gave, whatever its status, or one of the failures above.
  absl::StatusOr<Response> Call(const Request& request);

  absl::StatusOr<Response> Get(absl::string_view url);
  absl::StatusOr<Response> Post(absl::string_view url, absl::string_view content_type,
                                absl::string_view body);

 private:
  const Clock& wall_;
  Sleep sleep_;
  ClientOptions options_;
  std::unique_ptr<Handles> handles_;
};

// The URL without its query and without user and password: fit for a log.
std::string WithoutSecrets(absl::string_view url);

}  // namespace overround::http
