#include "libs/base/env.h"

#include <algorithm>

#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>

namespace overround {

Env::Env(const char* const* environment) {
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const absl::string_view entry = *environment;
    const size_t equals = entry.find('=');
    if (equals == absl::string_view::npos) continue;
    values_.emplace(std::string(entry.substr(0, equals)), std::string(entry.substr(equals + 1)));
  }
}

std::string Env::Text(absl::string_view name, absl::string_view fallback, absl::string_view help) {
  const std::string* value = Find(name, fallback, help);
  return value == nullptr ? std::string(fallback) : *value;
}

std::string Env::RequiredText(absl::string_view name, absl::string_view help) {
  const std::string* value = Find(name, "required", help);
  if (value != nullptr) return *value;
  faults_.push_back(absl::StrCat(name, ": missing, want ", help));
  return "";
}

int64_t Env::Integer(absl::string_view name, int64_t fallback, absl::string_view help) {
  const std::string* value = Find(name, absl::StrCat(fallback), help);
  if (value == nullptr) return fallback;
  int64_t parsed = 0;
  if (absl::SimpleAtoi(*value, &parsed)) return parsed;
  Refuse(name, *value, "a whole number");
  return fallback;
}

bool Env::Flag(absl::string_view name, bool fallback, absl::string_view help) {
  const std::string* value = Find(name, fallback ? "true" : "false", help);
  if (value == nullptr) return fallback;
  bool parsed = false;
  if (absl::SimpleAtob(*value, &parsed)) return parsed;
  Refuse(name, *value, "true or false");
  return fallback;
}

absl::Duration Env::Duration(absl::string_view name, absl::Duration fallback,
                             absl::string_view help) {
  const std::string* value = Find(name, absl::FormatDuration(fallback), help);
  if (value == nullptr) return fallback;
  absl::Duration parsed;
  if (absl::ParseDuration(*value, &parsed)) return parsed;
  Refuse(name, *value, "a duration such as 250ms, 30s or 4h");
  return fallback;
}

void Env::Refuse(absl::string_view name, absl::string_view value, absl::string_view wanted) {
  faults_.push_back(absl::StrCat(name, ": \"", value, "\", want ", wanted));
}

absl::Status Env::status() const {
  if (faults_.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(absl::StrJoin(faults_, "; "));
}

std::string Env::Help() const {
  size_t width = 0;
  for (const Setting& setting : asked_) width = std::max(width, setting.name.size());
  std::string text;
  for (const Setting& setting : asked_) {
    absl::StrAppend(&text, "  ", setting.name, std::string(width - setting.name.size() + 2, ' '),
                    setting.help, " [", setting.fallback, "]\n");
  }
  return text;
}

const std::string* Env::Find(absl::string_view name, absl::string_view fallback,
                             absl::string_view help) {
  asked_.push_back({std::string(name), std::string(fallback), std::string(help)});
  const auto found = values_.find(std::string(name));
  // An empty value counts as unset, so `NAME= tools/dev run` means the default.
  return found == values_.end() || found->second.empty() ? nullptr : &found->second;
}

}  // namespace overround
