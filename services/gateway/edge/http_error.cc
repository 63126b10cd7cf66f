#include "services/gateway/edge/http_error.h"

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "libs/json/json.h"
#include "services/gateway/edge/wire_format.h"
#include "services/gateway/edge/wire_json.h"

namespace overround::gateway {
namespace {

constexpr absl::string_view kJson = "application/json";
constexpr int kStatusDetails = 3;  // google.rpc.Status.details

bool StaysInside(absl::StatusCode code) {
  return code == absl::StatusCode::kInternal || code == absl::StatusCode::kUnknown ||
         code == absl::StatusCode::kDataLoss;
}

std::string Body(int http_status, absl::StatusCode code, absl::string_view message,
                 absl::string_view details) {
  std::string text = absl::StrCat("{\"error\":{\"code\":", http_status, ",\"status\":\"",
                                  StatusName(code), "\",\"message\":");
  json::AppendQuoted(StaysInside(code) ? "internal error" : message, &text);
  absl::StrAppend(&text, ",\"details\":[", details, "]}}");
  return text;
}

http_server::Response WithHeaders(int http_status, absl::StatusCode code, std::string body) {
  http_server::Response response(http_status, kJson, std::move(body));
  response.AddHeader("Cache-Control", "no-store");
  if (code == absl::StatusCode::kUnauthenticated) {
    response.AddHeader("WWW-Authenticate", "Bearer");
  } else if (code == absl::StatusCode::kResourceExhausted ||
             code == absl::StatusCode::kUnavailable) {
    response.AddHeader("Retry-After", "1");
  }
  return response;
}

absl::StatusCode CodeOf(const grpc::Status& status) {
  return static_cast<absl::StatusCode>(status.error_code());
}

// What gRPC itself says of a service that cannot be reached names our addresses.
std::string OutwardMessage(const grpc::Status& status) {
  std::string message = status.error_message();
  const bool names_address = absl::StrContains(message, "ipv4:") ||
                             absl::StrContains(message, "ipv6:") ||
                             absl::StrContains(message, "DNS");
  if (status.error_code() == grpc::UNAVAILABLE && names_address) {
    return "service: cannot be reached, try again";
  }
  return message;
}

// The Anys inside a serialised google.rpc.Status, as JSON values with commas between them.
std::string DetailsText(const Schema& schema, absl::string_view wire) {
  std::string text;
  const MessageTable* any = schema.FindByTypeUrl("/google.protobuf.Any");
  for (WireReader reader(wire); any != nullptr && !reader.done();) {
    uint32_t number = 0;
    WireType type = WireType::kVarint;
    absl::string_view detail;
    if (!reader.ReadTag(&number, &type)) break;
    if (number != kStatusDetails || type != WireType::kLength) {
      if (!reader.Skip(number, type)) break;
      continue;
    }
    if (!reader.ReadLength(&detail)) break;
    std::string printed;
    if (!AppendWireAsJson(schema, *any, detail, &printed).ok()) continue;
    absl::StrAppend(&text, text.empty() ? "" : ",", printed);
  }
  return text;
}

}  // namespace

int HttpStatusOf(absl::StatusCode code) {
  switch (code) {
    case absl::StatusCode::kOk:
      return 200;
    case absl::StatusCode::kInvalidArgument:
    case absl::StatusCode::kFailedPrecondition:
    case absl::StatusCode::kOutOfRange:
      return 400;
    case absl::StatusCode::kUnauthenticated:
      return 401;
    case absl::StatusCode::kPermissionDenied:
      return 403;
    case absl::StatusCode::kNotFound:
      return 404;
    case absl::StatusCode::kAlreadyExists:
    case absl::StatusCode::kAborted:
      return 409;
    case absl::StatusCode::kResourceExhausted:
      return 429;
    case absl::StatusCode::kCancelled:
      return 499;
    case absl::StatusCode::kUnimplemented:
      return 501;
    case absl::StatusCode::kUnavailable:
      return 503;
    case absl::StatusCode::kDeadlineExceeded:
      return 504;
    default:
      return 500;
  }
}

absl::string_view StatusName(absl::StatusCode code) {
  constexpr absl::string_view kNames[] = {"OK",
                                          "CANCELLED",
                                          "UNKNOWN",
                                          "INVALID_ARGUMENT",
                                          "DEADLINE_EXCEEDED",
                                          "NOT_FOUND",
                                          "ALREADY_EXISTS",
                                          "PERMISSION_DENIED",
                                          "RESOURCE_EXHAUSTED",
                                          "FAILED_PRECONDITION",
                                          "ABORTED",
                                          "OUT_OF_RANGE",
                                          "UNIMPLEMENTED",
                                          "INTERNAL",
                                          "UNAVAILABLE",
                                          "DATA_LOSS",
                                          "UNAUTHENTICATED"};
  const auto index = static_cast<size_t>(code);
  return index < std::size(kNames) ? kNames[index] : "UNKNOWN";
}

std::string ErrorBody(const absl::Status& status) {
  return Body(HttpStatusOf(status.code()), status.code(), status.message(), "");
}

http_server::Response ErrorResponse(const absl::Status& status) {
  return WithHeaders(HttpStatusOf(status.code()), status.code(), ErrorBody(status));
}

http_server::Response ErrorResponse(int http_status, absl::StatusCode code,
                                    absl::string_view message) {
  return WithHeaders(http_status, code, Body(http_status, code, message, ""));
}

http_server::Response ServerErrorResponse(int http_status, absl::string_view message) {
  absl::StatusCode code = absl::StatusCode::kInvalidArgument;
  if (http_status == 408) code = absl::StatusCode::kDeadlineExceeded;
  if (http_status == 503) code = absl::StatusCode::kUnavailable;
  if (http_status == 500) code = absl::StatusCode::kInternal;
  return ErrorResponse(http_status, code, message);
}

std::string ErrorBody(const Schema& schema, const grpc::Status& status) {
  return Body(HttpStatusOf(CodeOf(status)), CodeOf(status), OutwardMessage(status),
              DetailsText(schema, status.error_details()));
}

http_server::Response ErrorResponse(const Schema& schema, const grpc::Status& status) {
  return WithHeaders(HttpStatusOf(CodeOf(status)), CodeOf(status), ErrorBody(schema, status));
}

}  // namespace overround::gateway
