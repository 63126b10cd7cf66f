#include "libs/wire/field.h"

#include <absl/strings/str_cat.h>

namespace overround::wire {

absl::Status Refused(absl::string_view field, absl::string_view value, absl::string_view wanted) {
  return absl::InvalidArgumentError(absl::StrCat(field, ": ", value, ", want ", wanted));
}

absl::Status Below(absl::string_view field, const absl::Status& status) {
  return absl::Status(status.code(), absl::StrCat(field, ".", status.message()));
}

}  // namespace overround::wire
