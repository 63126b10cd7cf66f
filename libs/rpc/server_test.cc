#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <absl/strings/str_cat.h>
#include <absl/strings/str_join.h>
#include <catch2/catch.hpp>
#include <grpc/health/v1/health.grpc.pb.h>
#include <overround/eventlog/v1/event_log_service.grpc.pb.h>
#include <overround/ops/v1/ops.grpc.pb.h>

#include "libs/rpc/reply.h"
#include "libs/rpc/test_caller.h"

namespace overround::rpc {
namespace {

namespace health_pb = grpc::health::v1;
namespace log_pb = eventlog::v1;
namespace ops_pb = ops::v1;
using Catch::Contains;

// A unary method whose answer each test chooses.
struct UnaryService final : public ops_pb::Ops::Service {
  std::function<absl::StatusOr<ops_pb::Health>(const Call&)> answer;

  grpc::Status GetHealth(grpc::ServerContext* context, const ops_pb::GetHealthRequest* /*request*/,
                         ops_pb::Health* response) override {
    return Reply(*context, response, [&](const Call& call) { return answer(call); });
  }
};

// A stream that goes on until nobody reads it.
struct EndlessService final : public log_pb::EventLogService::Service {
  std::promise<void> ended;

  grpc::Status WatchEvents(grpc::ServerContext* context,
                           const log_pb::WatchEventsRequest* /*request*/,
                           grpc::ServerWriter<log_pb::WatchEventsResponse>* writer) override {
    const grpc::Status status =
        Stream(*context, writer, [&](const Call& call, Sink<log_pb::WatchEventsResponse>& sink) {
          log_pb::WatchEventsResponse response;
          OVERROUND_CHECK(sink.Write(response).ok());
          while (!call.Cancelled()) std::this_thread::yield();
          return absl::CancelledError("nobody reads");
        });
    ended.set_value();
    return status;
  }
};

Channel OverSocket(TestServer& server, TokenSource& tokens) {
  return Channel(
      {.target = absl::StrCat("127.0.0.1:", server.server().port()), .audience = "bankroll"},
      tokens);
}

absl::Status Ask(const Channel& channel, grpc::ClientContext& context) {
  ops_pb::Health response;
  return FromGrpc(ops_pb::Ops::NewStub(channel.grpc())->GetHealth(&context, {}, &response));
}

absl::Status Ask(const TestServer& server, grpc::ClientContext& context,
                 ops_pb::Health* response = nullptr) {
  ops_pb::Health ignored;
  return FromGrpc(ops_pb::Ops::NewStub(server.channel())
                      ->GetHealth(&context, {}, response == nullptr ? &ignored : response));
}

TEST_CASE("a call without a caller's token is refused before its handler runs", "[rpc]") {
  UnaryService service;
  service.answer = [](const Call&) -> absl::StatusOr<ops_pb::Health> {
    return absl::AbortedError("reached");
  };
  const TestServer server("bankroll", {&service});
  grpc::ClientContext context;
  CHECK(Ask(server, context).code() == absl::StatusCode::kUnauthenticated);
}

TEST_CASE("a handler sees the caller, the method, the deadline and the request id", "[rpc]") {
  UnaryService service;
  Call seen;
  service.answer = [&](const Call& call) -> absl::StatusOr<ops_pb::Health> {
    seen = call;
    ops_pb::Health health;
    health.set_service("bankroll");
    return health;
  };
  const TestServer server("bankroll", {&service});
  const auto context = server.As(Caller::User("users/u"));
  context->AddMetadata("x-request-id", "r-17");
  ops_pb::Health response;
  REQUIRE(Ask(server, *context, &response).ok());
  CHECK(response.service() == "bankroll");
  CHECK(seen.caller.subject == "users/u");
  CHECK(seen.method == "/overround.ops.v1.Ops/GetHealth");
  CHECK(seen.request_id == "r-17");
  CHECK(seen.deadline < absl::Now() + absl::Seconds(11));
  CHECK(context->GetServerInitialMetadata().find("x-request-id")->second == "r-17");
}

TEST_CASE("a call without a deadline gets one, and without a request id gets one", "[rpc]") {
  UnaryService service;
  Call seen;
  service.answer = [&](const Call& call) -> absl::StatusOr<ops_pb::Health> {
    seen = call;
    return ops_pb::Health();
  };
  const TestServer server("bankroll", {&service}, {.deadline_max = absl::Seconds(7)});
  grpc::ClientContext context;
  context.AddMetadata("authorization",
                      "Bearer " + MintToken(server.gateway_key(), {}, "bankroll", absl::Now()));
  context.AddMetadata("x-request-id", "not an id; two words");
  REQUIRE(Ask(server, context).ok());
  CHECK(seen.deadline < absl::Now() + absl::Seconds(8));
  CHECK(seen.request_id.size() == 36);
}

TEST_CASE("what went wrong inside never leaves the process, however it is told", "[rpc]") {
  UnaryService service;
  const bool throws = GENERATE(false, true);
  service.answer = [&](const Call&) -> absl::StatusOr<ops_pb::Health> {
    if (throws) throw std::runtime_error("column balance_minor");
    return absl::InternalError("column balance_minor");
  };
  const TestServer server("bankroll", {&service});
  const auto context = server.AsOperator();
  const absl::Status status = Ask(server, *context);
  CHECK(status.code() == absl::StatusCode::kInternal);
  CHECK_THAT(std::string(status.message()), !Contains("balance_minor") && Contains("request id"));
}

TEST_CASE("a caller's own error reaches it with code and message", "[rpc]") {
  UnaryService service;
  service.answer = [&](const Call&) -> absl::StatusOr<ops_pb::Health> {
    return absl::FailedPreconditionError("stake: 5, want less");
  };
  const TestServer server("bankroll", {&service});
  const auto context = server.AsOperator();
  CHECK(Ask(server, *context) == absl::FailedPreconditionError("stake: 5, want less"));
}

TEST_CASE("calls are counted and timed by method and code", "[rpc]") {
  UnaryService service;
  service.answer = [&](const Call&) -> absl::StatusOr<ops_pb::Health> {
    return absl::NotFoundError("no");
  };
  TestServer server("bankroll", {&service});
  CHECK_FALSE(Ask(server, *server.AsOperator()).ok());
  CHECK_FALSE(Ask(server, *server.AsOperator()).ok());
  CHECK_THAT(server.metrics().Text(),
             Contains("overround_rpc_calls_total{code=\"NOT_FOUND\",method=\"/overround.ops.v1.Ops/"
                      "GetHealth\",service=\"bankroll\"} 2"));
}

TEST_CASE("a stream notices that its reader left", "[rpc]") {
  EndlessService service;
  const TestServer server("bankroll", {&service});
  const auto stub = log_pb::EventLogService::NewStub(server.channel());
  const auto context = server.AsService("grading");
  const auto reader = stub->WatchEvents(context.get(), {});
  log_pb::WatchEventsResponse response;
  REQUIRE(reader->Read(&response));
  context->TryCancel();
  CHECK(service.ended.get_future().wait_for(std::chrono::seconds(10)) == std::future_status::ready);
  CHECK(FromGrpc(reader->Finish()).code() == absl::StatusCode::kCancelled);
}

TEST_CASE("draining ends streams at once, telling readers to go elsewhere", "[rpc]") {
  EndlessService service;
  TestServer server("bankroll", {&service});
  const auto stub = log_pb::EventLogService::NewStub(server.channel());
  const auto context = server.AsService("grading");
  const auto reader = stub->WatchEvents(context.get(), {});
  log_pb::WatchEventsResponse response;
  REQUIRE(reader->Read(&response));
  const absl::Time start = absl::Now();
  server.server().Drain(absl::Seconds(30));
  CHECK(absl::Now() - start < absl::Seconds(10));
  CHECK_FALSE(reader->Read(&response));
  CHECK(FromGrpc(reader->Finish()).code() == absl::StatusCode::kUnavailable);
}

TEST_CASE("draining lets a running call finish", "[rpc]") {
  UnaryService service;
  std::promise<void> entered;
  std::promise<void> leave;
  service.answer = [&](const Call&) -> absl::StatusOr<ops_pb::Health> {
    entered.set_value();
    leave.get_future().wait();
    return ops_pb::Health();
  };
  TestServer server("bankroll", {&service});
  SystemClock wall;
  TokenSource tokens(server.gateway_key(), wall);
  const Channel channel = OverSocket(server, tokens);
  const auto context = channel.NewContext(absl::Now() + absl::Seconds(10));
  auto answer = std::async(std::launch::async, [&] { return Ask(channel, *context); });
  entered.get_future().wait();
  auto drained = std::async(std::launch::async, [&] { server.server().Drain(absl::Seconds(30)); });
  leave.set_value();
  CHECK(answer.get().ok());
  drained.get();
}

TEST_CASE("health tells readiness for the whole and each service, and liveness apart", "[rpc]") {
  UnaryService service;
  TestServer server("bankroll", {&service});
  const auto stub = health_pb::Health::NewStub(server.channel());
  const auto ask = [&](const std::string& name) -> int {
    grpc::ClientContext context;
    health_pb::HealthCheckRequest request;
    request.set_service(name);
    health_pb::HealthCheckResponse response;
    const grpc::Status status = stub->Check(&context, request, &response);
    return status.ok() ? response.status() : -static_cast<int>(status.error_code());
  };
  CHECK(ask("") == health_pb::HealthCheckResponse::SERVING);
  CHECK(ask("overround.ops.v1.Ops") == health_pb::HealthCheckResponse::SERVING);
  server.server().SetReady(false);
  CHECK(ask("overround.ops.v1.Ops") == health_pb::HealthCheckResponse::NOT_SERVING);
  CHECK(ask("liveness") == health_pb::HealthCheckResponse::SERVING);
  CHECK(ask("nobody") == -static_cast<int>(grpc::StatusCode::NOT_FOUND));
}

TEST_CASE("a server that is not open answers only what may be asked before", "[rpc]") {
  UnaryService service;
  service.answer = [](const Call&) -> absl::StatusOr<ops_pb::Health> { return ops_pb::Health(); };
  EndlessService endless;
  TestServer server("bankroll", {&service, &endless},
                    {.open_before = {"/overround.eventlog.v1.EventLogService/"}});
  CHECK(Ask(server, *server.AsOperator()).code() == absl::StatusCode::kUnavailable);
  const auto context = server.AsOperator();
  const auto reader =
      log_pb::EventLogService::NewStub(server.channel())->WatchEvents(context.get(), {});
  log_pb::WatchEventsResponse response;
  CHECK(reader->Read(&response));
  server.server().Open();
  CHECK(Ask(server, *server.AsOperator()).ok());
  context->TryCancel();
}

TEST_CASE("two servers cannot have one address", "[rpc]") {
  UnaryService service;
  service.answer = [](const Call&) -> absl::StatusOr<ops_pb::Health> { return ops_pb::Health(); };
  TestServer first("bankroll", {&service});
  SystemClock wall;
  telemetry::Logger logger("grading", telemetry::Level::kError, wall);
  telemetry::Metrics metrics("grading");
  PublicKeys keys("", wall);
  TokenVerifier verifier({.audience = "grading"}, keys, wall);
  const auto second =
      Server::Start({.address = absl::StrCat("127.0.0.1:", first.server().port())},
                    {.verifier = verifier, .logger = logger, .metrics = metrics, .wall = wall}, {});
  CHECK(second.status().code() == absl::StatusCode::kUnavailable);
}

TEST_CASE("a channel hands on request id and deadline, as its own service", "[rpc]") {
  UnaryService service;
  std::vector<Call> seen;
  service.answer = [&](const Call& call) -> absl::StatusOr<ops_pb::Health> {
    seen.push_back(call);
    return ops_pb::Health();
  };
  TestServer server("bankroll", {&service});
  SystemClock wall;
  const SigningKey key = SigningKey::Generate("grading");
  server.keys().Add("grading", key.public_key());
  TokenSource tokens(key, wall);
  const Channel channel = server.NewChannel(tokens);
  const absl::Time deadline = absl::Now() + absl::Seconds(5);
  const auto context = channel.NewContext(Call{.deadline = deadline, .request_id = "r-3"});
  REQUIRE(Ask(server, *context).ok());
  REQUIRE(seen.size() == 1);
  CHECK(seen[0].caller.IsService("grading"));
  CHECK(seen[0].request_id == "r-3");
  CHECK(absl::AbsDuration(seen[0].deadline - deadline) < absl::Seconds(1));
}

TEST_CASE("a channel over a socket finds its server", "[rpc]") {
  UnaryService service;
  service.answer = [&](const Call&) -> absl::StatusOr<ops_pb::Health> { return ops_pb::Health(); };
  TestServer server("bankroll", {&service});
  SystemClock wall;
  TokenSource tokens(server.gateway_key(), wall);
  const Channel channel = OverSocket(server, tokens);
  const auto context =
      channel.NewContext(absl::Now() + absl::Seconds(10), Caller::User("users/u"), "r-4");
  CHECK(Ask(channel, *context).ok());
}

}  // namespace
}  // namespace overround::rpc
