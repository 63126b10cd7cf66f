#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>

#include "libs/json/json.h"
#include "services/gateway/edge/schema.h"

namespace overround::gateway {

// Appends what `value` says of a message, in proto3 JSON, as wire bytes of that message.
//
// INVALID_ARGUMENT, with the way to the culprit ("bet.stake.minorUnits: ..."), for unknown fields,
// a field or a oneof given twice, values of the wrong kind or out of range, unknown enum names, and
// a google.protobuf.Any of an unknown type. `out` then holds what it held before.
absl::Status AppendJsonAsWire(const Schema& schema, const MessageTable& table,
                              const json::Value& value, std::string* out);

// The same for one field of a message: its value where it is single, an array where it is repeated.
// null leaves it out.
absl::Status AppendJsonField(const Schema& schema, const FieldTable& field,
                             const json::Value& value, std::string* out);

// Appends one field (or one element of a repeated one) from text that is no JSON: a query parameter
// or a piece of a path. Messages that JSON writes as text or as a plain value (Timestamp, Duration,
// FieldMask, wrappers) are taken as well.
// INVALID_ARGUMENT without the field's name.
absl::Status AppendTextField(const FieldTable& field, absl::string_view text, std::string* out);

}  // namespace overround::gateway
