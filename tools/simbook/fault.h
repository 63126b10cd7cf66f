#pragma once

#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

namespace overround::simbook {

// What can be made to go wrong.
enum class FaultKind {
  kInvalidKey,        // 401 INVALID_KEY
  kOutOfCredits,      // 401 OUT_OF_USAGE_CREDITS
  kTooManyCalls,      // 429 without a hint
  kTooManyCallsHint,  // 429 with Retry-After: 1
  kServerError,       // 500
  kUnavailable,       // 503, as a proxy in front says it
  kSlow,              // the true answer, late
  kTruncated,         // the true answer, cut in the middle
  kWrongType,         // 200 with a page of HTML
  kNotJson,           // 200 with the right type and a body that is no JSON
  kBrokenGzip,        // the true answer, compressed and then damaged
  // See drift.h.
  kNewField,
  kMissingField,
  kChangedType,
  kClockAhead,
  kClockBehind,
};

struct Fault {
  FaultKind kind;
  // Only for paths that begin so.
  std::string path_prefix;
  // How many more answers it spoils.
  int count = 1;
  // How late kSlow is, and how far off the clocks are.
  absl::Duration delay = absl::Seconds(3);
};

// "invalid_key", "out_of_credits", "too_many_calls", "too_many_calls_hint", "server_error",
// "unavailable", "slow", "truncated", "wrong_type", "not_json", "broken_gzip", "new_field",
// "missing_field", "changed_type", "clock_ahead", "clock_behind". INVALID_ARGUMENT for another.
absl::StatusOr<FaultKind> ParseFaultKind(absl::string_view text);
absl::string_view ToString(FaultKind kind);

// The faults that are armed. Safe to share between threads.
class Faults {
 public:
  static constexpr size_t kArmedMax = 100;

  // RESOURCE_EXHAUSTED when too many are armed.
  absl::Status Arm(Fault fault);
  void Clear();
  std::vector<Fault> Armed() const;

  // The first that fits, used up by one.
  std::optional<Fault> Take(absl::string_view path);

 private:
  mutable std::mutex mutex_;
  std::vector<Fault> armed_;
};

}  // namespace overround::simbook
