#pragma once

#include <memory>
#include <string>

#include <absl/strings/string_view.h>
#include <absl/time/time.h>
#include <grpcpp/channel.h>
#include <grpcpp/client_context.h>

#include "libs/base/clock.h"
#include "libs/rpc/caller_token.h"
#include "libs/rpc/reply.h"
#include "libs/rpc/status.h"

namespace overround::rpc {

struct ChannelOptions {
  // host:port, or dns:///headless-service:port for client-side round robin.
  std::string target;
  // The name of the service called, the audience of its tokens: "collector".
  std::string audience;
  int message_bytes_max = 16 << 20;
  // Attempts in all, of a call answered UNAVAILABLE before any message.
  int attempts_max = 4;
};

// A client's way to one service: keep-alive, round robin over its replicas, bounded retries.
//
//   const auto stub = pb::CollectorService::NewStub(channel.grpc());
//   const auto context = channel.NewContext(call);
//   OVERROUND_RETURN_IF_ERROR(rpc::FromGrpc(stub->GetGame(context.get(), request, &game)));
//
// Threads may share one.
class Channel {
 public:
  // `tokens` outlives this. Connects on first use.
  Channel(ChannelOptions options, TokenSource& tokens);
  // Over an existing channel, such as Server::InProcessChannel().
  Channel(std::string audience, std::shared_ptr<grpc::Channel> channel, TokenSource& tokens);

  const std::shared_ptr<grpc::Channel>& grpc() const { return channel_; }

  // For background work: as this service, until `deadline` (Wall; InfiniteFuture only for streams).
  std::unique_ptr<grpc::ClientContext> NewContext(absl::Time deadline) const;
  // For background work done for `principal` (users/..., agents/...).
  std::unique_ptr<grpc::ClientContext> NewContext(absl::Time deadline,
                                                  absl::string_view principal) const;
  // While answering `call`: its deadline and request id, as this service.
  std::unique_ptr<grpc::ClientContext> NewContext(const Call& call) const;
  // As `caller`; for the gateway, whose key may sign anybody. An empty request id is left to the
  // server.
  std::unique_ptr<grpc::ClientContext> NewContext(absl::Time deadline, const Caller& caller,
                                                  absl::string_view request_id) const;

 private:
  std::unique_ptr<grpc::ClientContext> Make(absl::Time deadline, const std::string& token) const;

  const std::string audience_;
  std::shared_ptr<grpc::Channel> channel_;
  TokenSource& tokens_;
};

}  // namespace overround::rpc
