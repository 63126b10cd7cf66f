#pragma once

#include <string>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>
#include <absl/types/span.h>
#include <grpcpp/support/status.h>

#include "libs/http_server/response.h"
#include "services/gateway/edge/schema.h"

namespace overround::gateway {

// 400, 401, ... for a status code; 500 for those nobody planned for.
int HttpStatusOf(absl::StatusCode code);
// "NOT_FOUND".
absl::string_view StatusName(absl::StatusCode code);

// {"error":{"code":404,"status":"NOT_FOUND","message":"...","details":[]}}. The message of
// INTERNAL, UNKNOWN and DATA_LOSS stays inside: it is replaced.
std::string ErrorBody(const absl::Status& status);
http_server::Response ErrorResponse(const absl::Status& status);

// The same under an HTTP status of its own: 405, 413, 415, 431 and their like.
http_server::Response ErrorResponse(int http_status, absl::StatusCode code,
                                    absl::string_view message);

// For the server's own errors: a client sees one shape, whoever refuses it.
http_server::Response ServerErrorResponse(int http_status, absl::string_view message);

// What a service answered. `details` are those of google.rpc.Status, as far as their types are
// known; the others are left out.
std::string ErrorBody(const Schema& schema, const grpc::Status& status);
http_server::Response ErrorResponse(const Schema& schema, const grpc::Status& status);

}  // namespace overround::gateway
