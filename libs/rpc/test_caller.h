#pragma once

// For tests: a real server on real tokens, within the process.

#include <memory>
#include <string>
#include <vector>

#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include "libs/base/check.h"
#include "libs/base/clock.h"
#include "libs/rpc/caller_token.h"
#include "libs/rpc/channel.h"
#include "libs/rpc/server.h"
#include "libs/telemetry/log.h"
#include "libs/telemetry/metrics.h"

namespace overround::rpc {

// Serves `services` as the service `audience`, on a free port of loopback, and signs callers with
// the gateway's key, which the server believes.
//
//   rpc::TestServer server("bankroll", {&service});
//   const auto stub = pb::BankrollService::NewStub(server.channel());
//   const auto context = server.As(Caller::User("users/..."));
//   const absl::Status status = rpc::FromGrpc(stub->CreateBet(context.get(), request, &bet));
class TestServer {
 public:
  TestServer(const std::string& audience, const std::vector<grpc::Service*>& services,
             const ServerOptions& options = {})
      : audience_(audience),
        logger_(audience, telemetry::Level::kError, wall_),
        metrics_(audience),
        keys_("", wall_),
        gateway_key_(SigningKey::Generate("gateway")),
        verifier_({.audience = audience}, keys_, wall_) {
    keys_.Add("gateway", gateway_key_.public_key());
    auto started = Server::Start(
        options, {.verifier = verifier_, .logger = logger_, .metrics = metrics_, .wall = wall_},
        services);
    OVERROUND_CHECK(started.ok());
    server_ = *std::move(started);
    server_->SetReady(true);
    channel_ = server_->InProcessChannel();
  }

  // A context with ten seconds and a token that says `caller`.
  std::unique_ptr<grpc::ClientContext> As(const Caller& caller) const {
    auto context = std::make_unique<grpc::ClientContext>();
    context->AddMetadata("authorization",
                         "Bearer " + MintToken(gateway_key_, caller, audience_, wall_.Now()));
    context->set_deadline(absl::ToChronoTime(wall_.Now() + absl::Seconds(10)));
    return context;
  }
  std::unique_ptr<grpc::ClientContext> AsService(const std::string& name) const {
    return As(Caller::Service(name));
  }
  std::unique_ptr<grpc::ClientContext> AsOperator() const {
    return As(Caller::User("users/00000000-0000-7000-8000-000000000001", {"user", "admin"}));
  }

  const std::shared_ptr<grpc::Channel>& channel() const { return channel_; }
  Server& server() { return *server_; }
  telemetry::Metrics& metrics() { return metrics_; }
  PublicKeys& keys() { return keys_; }
  const SigningKey& gateway_key() const { return gateway_key_; }
  // An rpc::Channel to this server, for code that takes one.
  Channel NewChannel(TokenSource& tokens) const { return Channel(audience_, channel_, tokens); }

 private:
  const std::string audience_;
  SystemClock wall_;
  telemetry::Logger logger_;
  telemetry::Metrics metrics_;
  PublicKeys keys_;
  SigningKey gateway_key_;
  TokenVerifier verifier_;
  std::unique_ptr<Server> server_;
  std::shared_ptr<grpc::Channel> channel_;
};

}  // namespace overround::rpc
