#include "services/gateway/identity/password.h"

#include <algorithm>
#include <array>
#include <chrono>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <sodium.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"

namespace overround::gateway {
namespace {

constexpr size_t kLengthMin = 10;
constexpr size_t kLengthMax = 200;

// Of ten characters and more; shorter ones are refused anyhow.
constexpr absl::string_view kTriedFirst[] = {
    "1234567890",       "0123456789", "password12",    "password123", "password1234",
    "passwordpassword", "qwertyuiop", "qwerty12345",   "1q2w3e4r5t",  "iloveyou12",
    "letmein123",       "welcome123", "administrator", "changeme123", "football123",
    "baseball123",      "abcdefghij", "sunshine123"};

std::string HashNow(absl::string_view password, const PasswordCost& cost) {
  std::array<char, crypto_pwhash_STRBYTES> encoded{};
  const int failed =
      crypto_pwhash_str_alg(encoded.data(), password.data(), password.size(), cost.operations,
                            cost.memory_bytes, crypto_pwhash_ALG_ARGON2ID13);
  // It fails only for want of memory.
  return failed == 0 ? std::string(encoded.data()) : std::string();
}

}  // namespace

// Ends with its scope.
class Passwords::Turn {
 public:
  explicit Turn(Passwords& passwords) : passwords_(passwords) {}
  ~Turn() { passwords_.EndTurn(); }
  Turn(const Turn&) = delete;
  Turn& operator=(const Turn&) = delete;

 private:
  Passwords& passwords_;
};

Passwords::Passwords(PasswordCost cost, int at_once_max, const Clock& wall)
    : cost_(cost),
      wall_(wall),
      nobodys_hash_(HashNow("the password of nobody", cost)),
      free_turns_(at_once_max) {
  OVERROUND_CHECK(!nobodys_hash_.empty());
}

absl::Status Passwords::CheckStrength(absl::string_view password, absl::string_view email) {
  if (password.size() < kLengthMin || password.size() > kLengthMax) {
    return absl::InvalidArgumentError(
        absl::StrCat("password: of ", password.size(), " bytes, want 10 to 200"));
  }
  const std::string lower = absl::AsciiStrToLower(password);
  const bool is_one_byte = lower.find_first_not_of(lower[0]) == std::string::npos;
  const bool is_tried_first =
      std::find(std::begin(kTriedFirst), std::end(kTriedFirst), lower) != std::end(kTriedFirst);
  if (is_one_byte || is_tried_first || lower == email) {
    return absl::InvalidArgumentError("password: easily guessed, want another one");
  }
  return absl::OkStatus();
}

absl::Status Passwords::WaitForTurn(absl::Time deadline) {
  std::unique_lock lock(mutex_);
  const absl::Duration patience = deadline - wall_.Now();
  const bool came = free_.wait_for(lock, absl::ToChronoMilliseconds(patience),
                                   [this] { return free_turns_ > 0; });
  if (!came) return absl::ResourceExhaustedError("passwords: too many at once, try again");
  --free_turns_;
  return absl::OkStatus();
}

void Passwords::EndTurn() {
  {
    const std::lock_guard lock(mutex_);
    ++free_turns_;
  }
  free_.notify_one();
}

absl::StatusOr<std::string> Passwords::Hash(absl::string_view password, absl::Time deadline) {
  OVERROUND_RETURN_IF_ERROR(WaitForTurn(deadline));
  const Turn turn(*this);
  std::string hash = HashNow(password, cost_);
  if (hash.empty()) return absl::ResourceExhaustedError("passwords: no memory, try again");
  return hash;
}

absl::StatusOr<bool> Passwords::Verify(absl::string_view password, const std::string& hash,
                                       absl::Time deadline) {
  OVERROUND_RETURN_IF_ERROR(WaitForTurn(deadline));
  const Turn turn(*this);
  const std::string& against = hash.empty() ? nobodys_hash_ : hash;
  const bool matches =
      crypto_pwhash_str_verify(against.c_str(), password.data(), password.size()) == 0;
  return matches && !hash.empty();
}

}  // namespace overround::gateway
