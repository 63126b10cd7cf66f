#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>

#include "services/gateway/edge/schema.h"

namespace overround::gateway {

// Appends a serialised message as proto3 JSON, straight from its bytes: fields in order of their
// numbers, plain fields at their default included, unknown fields left out.
//
// Wire data that no serialiser writes but that is legal all the same (fields out of order, a
// message in two parts) is parsed and serialised by protobuf first, at a tenth of the speed.
//
// INTERNAL for malformed bytes, for values without a JSON form (a timestamp in the year 10,000),
// and for a google.protobuf.Any of an unknown type. `out` then holds what it held before.
absl::Status AppendWireAsJson(const Schema& schema, const MessageTable& table,
                              absl::string_view wire, std::string* out);

}  // namespace overround::gateway
