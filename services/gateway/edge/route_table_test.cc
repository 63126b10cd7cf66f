#include "services/gateway/edge/route_table.h"

#include <catch2/catch.hpp>

#include "services/gateway/edge/http_error.h"
#include "services/gateway/edge/test_schema.h"

namespace overround::gateway {
namespace {

TestSchema& Schemas() {
  static auto* const schemas = new TestSchema;
  return *schemas;
}

const RouteTable& Table() {
  static const auto* const table = [] {
    auto built = RouteTable::Build(Schemas().schema(), {&Schemas().Service("Things")});
    REQUIRE(built.ok());
    return new RouteTable(*std::move(built));
  }();
  return *table;
}

// "RPC name=value", or the code.
std::string Found(const char* http_method, const char* path) {
  const auto match = Table().Find(http_method, path);
  if (!match.ok()) return std::string(StatusName(match.status().code()));
  std::string said = match->route->transcoder.method().name();
  for (const auto& [name, value] : match->bindings) said += " " + std::string(name) + "=" + value;
  return said;
}

TEST_CASE("a request finds the RPC its rule names", "[route_table]") {
  CHECK(Found("GET", "/v1/things/7") == "GetThing name=things/7");
  CHECK(Found("GET", "/v1/old/things/7") == "GetThing name=things/7");
  CHECK(Found("GET", "/v1/things") == "ListThings");
  CHECK(Found("GET", "/v1/things:watch") == "WatchThings");
  CHECK(Found("GET", "/v1/th%69ngs") == "ListThings");
  CHECK(Found("POST", "/v1/books/b/things") == "CreateThing parent=books/b");
  CHECK(Found("PUT", "/v1/things/7:watch") == "ReplaceThing inner.name=7:watch");
}

TEST_CASE("what no rule has is told apart from what only other methods have", "[route_table]") {
  CHECK(Found("GET", "/v1/nothing") == "NOT_FOUND");
  CHECK(Found("GET", "/") == "NOT_FOUND");
  CHECK(Found("GET", "v1/things") == "NOT_FOUND");
  CHECK(Found("DELETE", "/v1/things") == "UNIMPLEMENTED");
  CHECK(Found("GET", "/v1/things/%zz") == "INVALID_ARGUMENT");
  CHECK(Table().MethodsOf("/v1/things/7") == "GET, PUT");
}

TEST_CASE("two rules for the same request are refused in one line", "[route_table]") {
  const auto twice = RouteTable::Build(
      Schemas().schema(), {&Schemas().Service("Things"), &Schemas().Service("Things")});
  REQUIRE(twice.status().code() == absl::StatusCode::kInvalidArgument);
  const std::string said(twice.status().message());
  CHECK_THAT(said, Catch::Contains("test.v1.Things.GetThing"));
  CHECK(said.find('\n') == std::string::npos);
}

TEST_CASE("errors have one shape and keep their inner life", "[http_error]") {
  CHECK(ErrorBody(absl::NotFoundError("game: \"x\"")) ==
        R"({"error":{"code":404,"status":"NOT_FOUND","message":"game: \"x\"","details":[]}})");
  CHECK(ErrorBody(absl::InternalError("password=hunter2")) ==
        R"({"error":{"code":500,"status":"INTERNAL","message":"internal error","details":[]}})");
  const std::vector<std::pair<absl::StatusCode, int>> statuses = {
      {absl::StatusCode::kInvalidArgument, 400},   {absl::StatusCode::kFailedPrecondition, 400},
      {absl::StatusCode::kOutOfRange, 400},        {absl::StatusCode::kUnauthenticated, 401},
      {absl::StatusCode::kPermissionDenied, 403},  {absl::StatusCode::kNotFound, 404},
      {absl::StatusCode::kAlreadyExists, 409},     {absl::StatusCode::kAborted, 409},
      {absl::StatusCode::kResourceExhausted, 429}, {absl::StatusCode::kCancelled, 499},
      {absl::StatusCode::kUnimplemented, 501},     {absl::StatusCode::kUnavailable, 503},
      {absl::StatusCode::kDeadlineExceeded, 504},  {absl::StatusCode::kUnknown, 500},
      {absl::StatusCode::kDataLoss, 500}};
  for (const auto& [code, http_status] : statuses) CHECK(HttpStatusOf(code) == http_status);
}

TEST_CASE("an unreachable service does not tell where it is", "[http_error]") {
  const grpc::Status status(grpc::UNAVAILABLE, "last error: ipv4:10.0.0.7:7001: refused");
  CHECK_THAT(ErrorBody(Schemas().schema(), status), !Catch::Contains("10.0.0.7"));
  const grpc::Status drains(grpc::UNAVAILABLE, "server: drains");
  CHECK_THAT(ErrorBody(Schemas().schema(), drains), Catch::Contains("server: drains"));
}

TEST_CASE("details of known types are shown, others left out", "[http_error]") {
  // google.rpc.Status {details: Any{StringValue "hi"}, details: Any of a type nobody knows}
  const std::string known = std::string("\x0a\x2ftype.googleapis.com/google.protobuf.StringValue") +
                            std::string("\x12\x04\x0a\x02hi", 6);
  const std::string unknown = "\x0a\x05x.y/Z";
  const std::string wire = std::string("\x08\x05\x1a") + static_cast<char>(known.size()) + known +
                           "\x1a" + static_cast<char>(unknown.size()) + unknown;
  CHECK(ErrorBody(Schemas().schema(), grpc::Status(grpc::NOT_FOUND, "no", wire)) ==
        R"({"error":{"code":404,"status":"NOT_FOUND","message":"no","details":[)"
        R"({"@type":"type.googleapis.com/google.protobuf.StringValue","value":"hi"}]}})");
}

}  // namespace
}  // namespace overround::gateway
