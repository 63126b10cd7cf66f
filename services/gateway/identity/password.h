#pragma once

#include <condition_variable>
#include <mutex>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/base/clock.h"

namespace overround::gateway {

// What one hash costs. The defaults take about 70 ms and 64 MiB.
struct PasswordCost {
  unsigned long long operations = 2;
  size_t memory_bytes = size_t{64} << 20;
};

// Argon2id, a few at a time: each hash takes a core and much memory, so a flood of log-ins waits
// here instead of taking the process down. Threads may share one.
class Passwords {
 public:
  Passwords(PasswordCost cost, int at_once_max, const Clock& wall);

  // INVALID_ARGUMENT for a password that is too short (10), too long (200), the address itself, or
  // among the ones everybody tries first.
  static absl::Status CheckStrength(absl::string_view password, absl::string_view email);

  // The encoded hash with its salt and cost. RESOURCE_EXHAUSTED when no turn comes before
  // `deadline`.
  absl::StatusOr<std::string> Hash(absl::string_view password, absl::Time deadline);

  // Whether the password is the one. An empty hash stands for nobody's: it takes as long and is
  // never right, so that time tells nothing.
  absl::StatusOr<bool> Verify(absl::string_view password, const std::string& hash,
                              absl::Time deadline);

 private:
  class Turn;
  absl::Status WaitForTurn(absl::Time deadline);
  void EndTurn();

  const PasswordCost cost_;
  const Clock& wall_;
  const std::string nobodys_hash_;
  std::mutex mutex_;
  std::condition_variable free_;
  int free_turns_;
};

}  // namespace overround::gateway
