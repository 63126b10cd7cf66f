#include "libs/http/client.h"

#include <algorithm>
#include <utility>

#include <absl/strings/numbers.h>

#include "libs/http/transfer.h"

namespace overround::http {
namespace {

bool IsIdempotent(const Request& request) {
  for (const char* method : {"GET", "HEAD", "PUT", "DELETE"}) {
    if (request.method == method) return true;
  }
  return request.idempotent;
}

bool MayPass(const absl::StatusOr<Response>& outcome) {
  if (outcome.ok()) {
    const int status = outcome->status;
    return status == 429 || status == 500 || (status >= 502 && status <= 504);
  }
  const std::optional<Failure> failure = FailureOf(outcome.status());
  return failure == Failure::kConnect || failure == Failure::kTruncated;
}

// Nothing where there is no Retry-After, or one that cannot be read.
std::optional<absl::Duration> RetryAfter(const Response& response, absl::Time now) {
  const std::optional<absl::string_view> value = response.headers.Find("Retry-After");
  if (!value) return std::nullopt;
  int64_t seconds = 0;
  if (absl::SimpleAtoi(*value, &seconds) && seconds >= 0) return absl::Seconds(seconds);
  absl::Time when;
  std::string ignored;
  if (!absl::ParseTime("%a, %d %b %Y %H:%M:%S GMT", *value, &when, &ignored)) return std::nullopt;
  return std::max(when - now, absl::ZeroDuration());
}

// Nothing when the outcome is to be handed back.
std::optional<absl::Duration> WaitBeforeNext(const RetryPolicy& policy, absl::Time now,
                                             const absl::StatusOr<Response>& outcome, int attempt) {
  if (attempt >= policy.attempts_max || !MayPass(outcome)) return std::nullopt;
  if (outcome.ok()) {
    const std::optional<absl::Duration> asked = RetryAfter(*outcome, now);
    if (asked && *asked > policy.backoff_max) return std::nullopt;
    if (asked) return asked;
  }
  absl::Duration wait = policy.backoff_first;
  for (int i = 1; i < attempt && wait < policy.backoff_max; ++i) wait *= 2;
  return std::min(wait, policy.backoff_max);
}

}  // namespace

Client::Client(const Clock& wall, Sleep sleep, ClientOptions options)
    : wall_(wall),
      sleep_(std::move(sleep)),
      options_(std::move(options)),
      handles_(std::make_unique<Handles>()) {}

Client::~Client() = default;

absl::StatusOr<Response> Client::Call(const Request& request) {
  Handle handle = handles_->Take();
  if (handle == nullptr) return absl::ResourceExhaustedError("curl: no more handles");
  absl::StatusOr<Response> outcome;
  for (int attempt = 1;; ++attempt) {
    outcome = Transfer(handle.get(), request, options_);
    if (outcome.ok()) outcome->attempts = attempt;
    if (!IsIdempotent(request)) break;
    const std::optional<absl::Duration> wait =
        WaitBeforeNext(options_.retry, wall_.Now(), outcome, attempt);
    if (!wait || !sleep_(*wait)) break;
  }
  handles_->GiveBack(std::move(handle));
  return outcome;
}

absl::StatusOr<Response> Client::Get(absl::string_view url) {
  Request request;
  request.url = std::string(url);
  return Call(request);
}

absl::StatusOr<Response> Client::Post(absl::string_view url, absl::string_view content_type,
                                      absl::string_view body) {
  Request request;
  request.method = "POST";
  request.url = std::string(url);
  request.headers.Add("Content-Type", content_type);
  request.body = std::string(body);
  return Call(request);
}

}  // namespace overround::http
