#pragma once

#include <absl/status/status.h>
#include <absl/strings/string_view.h>

namespace overround::wire {

// INVALID_ARGUMENT "field: value, want wanted".
absl::Status Refused(absl::string_view field, absl::string_view value, absl::string_view wanted);

// The same status, its message moved below `field`: "line_quarters: unset, ..." of the field
// "selection.market" becomes "selection.market.line_quarters: unset, ...".
absl::Status Below(absl::string_view field, const absl::Status& status);

}  // namespace overround::wire
