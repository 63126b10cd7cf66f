#include "tools/simbook/fault.h"

#include <array>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

namespace overround::simbook {
namespace {

constexpr std::array<std::pair<FaultKind, const char*>, 16> kNames = {{
    {FaultKind::kInvalidKey, "invalid_key"},
    {FaultKind::kOutOfCredits, "out_of_credits"},
    {FaultKind::kTooManyCalls, "too_many_calls"},
    {FaultKind::kTooManyCallsHint, "too_many_calls_hint"},
    {FaultKind::kServerError, "server_error"},
    {FaultKind::kUnavailable, "unavailable"},
    {FaultKind::kSlow, "slow"},
    {FaultKind::kTruncated, "truncated"},
    {FaultKind::kWrongType, "wrong_type"},
    {FaultKind::kNotJson, "not_json"},
    {FaultKind::kBrokenGzip, "broken_gzip"},
    {FaultKind::kNewField, "new_field"},
    {FaultKind::kMissingField, "missing_field"},
    {FaultKind::kChangedType, "changed_type"},
    {FaultKind::kClockAhead, "clock_ahead"},
    {FaultKind::kClockBehind, "clock_behind"},
}};

}  // namespace

absl::StatusOr<FaultKind> ParseFaultKind(absl::string_view text) {
  for (const auto& [kind, name] : kNames) {
    if (text == name) return kind;
  }
  std::string known;
  for (const auto& [kind, name] : kNames) absl::StrAppend(&known, known.empty() ? "" : ", ", name);
  return absl::InvalidArgumentError(absl::StrCat("kind: \"", text, "\", want one of ", known));
}

absl::string_view ToString(FaultKind kind) {
  for (const auto& [known, name] : kNames) {
    if (known == kind) return name;
  }
  return "";
}

absl::Status Faults::Arm(Fault fault) {
  const std::lock_guard<std::mutex> lock(mutex_);
  if (armed_.size() >= kArmedMax) {
    return absl::ResourceExhaustedError(absl::StrCat("faults: ", kArmedMax, " are armed already"));
  }
  armed_.push_back(std::move(fault));
  return absl::OkStatus();
}

void Faults::Clear() {
  const std::lock_guard<std::mutex> lock(mutex_);
  armed_.clear();
}

std::vector<Fault> Faults::Armed() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return armed_;
}

std::optional<Fault> Faults::Take(absl::string_view path) {
  const std::lock_guard<std::mutex> lock(mutex_);
  for (size_t i = 0; i < armed_.size(); ++i) {
    if (!absl::StartsWith(path, armed_[i].path_prefix)) continue;
    const Fault fault = armed_[i];
    if (--armed_[i].count <= 0) armed_.erase(armed_.begin() + static_cast<std::ptrdiff_t>(i));
    return fault;
  }
  return std::nullopt;
}

}  // namespace overround::simbook
