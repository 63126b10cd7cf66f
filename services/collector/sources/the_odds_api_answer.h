#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

namespace overround::collector::the_odds_api {

// What an HTTP answer of the provider means for whoever asked.
enum class AnswerKind : uint8_t {
  kGood,
  kOutOfCredits,      // 401 OUT_OF_USAGE_CREDITS: nothing more this month
  kBadKey,            // 401 otherwise: missing, wrong or deactivated key
  kNotOnPlan,         // 401 HISTORICAL_UNAVAILABLE_ON_FREE_USAGE_PLAN
  kUnknownSport,      // 404
  kBadRequest,        // 422 and the other 4xx: asking again changes nothing
  kTooFast,           // 429
  kProviderDown,      // 5xx
  kTruncated,         // 200 with JSON that stops half-way
  kNotJson,           // 200 with something else in it
  kWrongContentType,  // 200 that says it is something else
};

// "out_of_credits", as counted.
absl::string_view ToString(AnswerKind kind);

// Read from x-requests-*. Remaining has been seen below zero.
struct Credits {
  std::optional<int64_t> remaining;
  std::optional<int64_t> used;
  std::optional<int64_t> last_cost;
};

struct Answer {
  AnswerKind kind = AnswerKind::kGood;
  // The provider's own error_code and message; empty where it gave none.
  std::string error_code;
  std::string message;
  Credits credits;
  // From Retry-After, when it was sent.
  std::optional<absl::Duration> retry_after;

  // OK for kGood. Else RESOURCE_EXHAUSTED (out of credits, too fast), PERMISSION_DENIED (key,
  // plan), NOT_FOUND, INVALID_ARGUMENT (bad request), UNAVAILABLE (down) or DATA_LOSS (body).
  absl::Status ToStatus() const;
};

using HeaderList = std::vector<std::pair<std::string, std::string>>;

// A 200 of the right type is kGood until its body is parsed: see KindOfUnreadable. `received` turns
// a Retry-After that is a date into a wait.
Answer ReadAnswer(int status, const HeaderList& headers, absl::string_view body,
                  absl::Time received);

// What an answer was whose body is no JSON: kTruncated where it began as JSON, else kNotJson.
AnswerKind KindOfUnreadable(absl::string_view body);

}  // namespace overround::collector::the_odds_api
