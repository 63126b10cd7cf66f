#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>

#include "services/gateway/edge/schema.h"

namespace overround::gateway {

enum class WithTag { kYes, kNo };

// Appends one scalar from its text: digits, true, a name, base64. Without its tag it is an element
// of a packed list. INVALID_ARGUMENT saying what is wanted. Requires: no message field.
absl::Status AppendScalarText(const FieldTable& field, absl::string_view text, WithTag with_tag,
                              std::string* out);

// Appends a Timestamp, Duration or FieldMask from its text, as the message's own bytes.
absl::Status AppendTextMessage(WellKnown kind, absl::string_view text, std::string* out);

}  // namespace overround::gateway
