#pragma once

#include <vector>

#include <absl/status/statusor.h>
#include <google/protobuf/descriptor.h>

namespace overround::gateway {

// The RPC services that HTTP reaches, in the order /openapi.json lists them. A new RPC of theirs
// needs nothing here. INTERNAL when one is not linked in.
absl::StatusOr<std::vector<const google::protobuf::ServiceDescriptor*>> AllServices();

}  // namespace overround::gateway
