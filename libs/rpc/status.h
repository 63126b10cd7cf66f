#pragma once

#include <string>

#include <absl/status/status.h>
#include <grpcpp/support/status.h>

namespace overround::rpc {

// The codes are the same numbers on both sides; only the type changes.
absl::Status FromGrpc(const grpc::Status& status);
grpc::Status ToGrpc(const absl::Status& status);

// "NOT_FOUND".
std::string CodeName(absl::StatusCode code);

}  // namespace overround::rpc
