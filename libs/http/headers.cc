#include <absl/strings/match.h>

#include "libs/http/client.h"

namespace overround::http {

void Headers::Add(absl::string_view name, absl::string_view value) {
  all_.emplace_back(std::string(name), std::string(value));
}

std::optional<absl::string_view> Headers::Find(absl::string_view name) const {
  for (const auto& [known, value] : all_) {
    if (absl::EqualsIgnoreCase(known, name)) return value;
  }
  return std::nullopt;
}

}  // namespace overround::http
