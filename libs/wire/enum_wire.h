#pragma once

#include <array>
#include <utility>

#include <absl/status/statusor.h>
#include <absl/strings/str_cat.h>
#include <absl/strings/string_view.h>

#include "libs/base/check.h"
#include "libs/wire/field.h"

namespace overround::wire {

// Which value of ours is which of the wire's. UNSPECIFIED is in no table, so it is refused.
template <typename Ours, typename Theirs, size_t kCount>
using EnumTable = std::array<std::pair<Ours, Theirs>, kCount>;

// INVALID_ARGUMENT for a value the table lacks, named as `Theirs_Name` names it.
template <typename Ours, typename Theirs, size_t kCount>
absl::StatusOr<Ours> FromTable(const EnumTable<Ours, Theirs, kCount>& table, Theirs value,
                               absl::string_view name, absl::string_view field) {
  for (const auto& [ours, theirs] : table) {
    if (theirs == value) return ours;
  }
  return Refused(field, name.empty() ? absl::StrCat(static_cast<int>(value)) : std::string(name),
                 "one of the values the contract names, but UNSPECIFIED");
}

template <typename Ours, typename Theirs, size_t kCount>
Theirs ToTable(const EnumTable<Ours, Theirs, kCount>& table, Ours value) {
  for (const auto& [ours, theirs] : table) {
    if (ours == value) return theirs;
  }
  OVERROUND_CHECK(false);
}

}  // namespace overround::wire
