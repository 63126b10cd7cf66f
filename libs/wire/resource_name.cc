#include "libs/wire/resource_name.h"

#include <cstddef>

#include <absl/algorithm/container.h>
#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/str_split.h>

#include "libs/base/status_macros.h"

namespace overround::wire {
namespace {

constexpr size_t kSegmentLengthMax = 100;
constexpr size_t kEchoedLengthMax = 200;

bool IsSegment(absl::string_view text) {
  return !text.empty() && text.size() <= kSegmentLengthMax && absl::c_all_of(text, [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '.' || c == '_' || c == '-';
  });
}

}  // namespace

std::string ResourceName(absl::string_view collection, absl::string_view id) {
  return absl::StrCat(collection, "/", id);
}

std::string ResourceName(absl::string_view collection, absl::string_view id,
                         absl::string_view child_collection, absl::string_view child) {
  return absl::StrCat(collection, "/", id, "/", child_collection, "/", child);
}

absl::StatusOr<std::vector<std::string>> MatchName(absl::string_view name,
                                                   absl::string_view pattern,
                                                   absl::string_view field) {
  const auto refused = [&] {
    return Refused(field, absl::StrCat("\"", name.substr(0, kEchoedLengthMax), "\""), pattern);
  };
  const std::vector<absl::string_view> wanted = absl::StrSplit(pattern, '/');
  const std::vector<absl::string_view> parts = absl::StrSplit(name, '/');
  if (parts.size() != wanted.size()) return refused();
  std::vector<std::string> found;
  for (size_t i = 0; i < wanted.size(); ++i) {
    const bool open = wanted[i] == "*";
    if (open ? !IsSegment(parts[i]) : parts[i] != wanted[i]) return refused();
    if (open) found.emplace_back(parts[i]);
  }
  return found;
}

absl::StatusOr<std::string> KeyFromName(absl::string_view name, absl::string_view collection,
                                        absl::string_view field) {
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<std::string> found,
                             MatchName(name, absl::StrCat(collection, "/*"), field));
  return found[0];
}

}  // namespace overround::wire
