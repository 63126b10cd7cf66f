#include "libs/rpc/channel.h"

#include <utility>

#include <absl/strings/str_cat.h>
#include <grpcpp/create_channel.h>

namespace overround::rpc {
namespace {

// Retries are for calls that never reached a handler; the throttle stops them when most fail.
std::string ServiceConfig(int attempts_max) {
  return absl::StrCat(R"({"loadBalancingConfig":[{"round_robin":{}}],)",
                      R"("retryThrottling":{"maxTokens":100,"tokenRatio":0.1},)",
                      R"("methodConfig":[{"name":[{}],"retryPolicy":{"maxAttempts":)", attempts_max,
                      R"(,"initialBackoff":"0.05s","maxBackoff":"1s","backoffMultiplier":2,)",
                      R"("retryableStatusCodes":["UNAVAILABLE"]}}]})");
}

grpc::ChannelArguments ArgumentsOf(const ChannelOptions& options) {
  grpc::ChannelArguments arguments;
  arguments.SetMaxReceiveMessageSize(options.message_bytes_max);
  arguments.SetMaxSendMessageSize(options.message_bytes_max);
  arguments.SetServiceConfigJSON(ServiceConfig(options.attempts_max));
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIME_MS, 30'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_TIMEOUT_MS, 10'000);
  arguments.SetInt(GRPC_ARG_KEEPALIVE_PERMIT_WITHOUT_CALLS, 1);
  arguments.SetInt(GRPC_ARG_INITIAL_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MIN_RECONNECT_BACKOFF_MS, 100);
  arguments.SetInt(GRPC_ARG_MAX_RECONNECT_BACKOFF_MS, 5'000);
  // Only our own service config counts; DNS TXT records are not asked for one.
  arguments.SetInt(GRPC_ARG_SERVICE_CONFIG_DISABLE_RESOLUTION, 1);
  return arguments;
}

}  // namespace

Channel::Channel(ChannelOptions options, TokenSource& tokens)
    : audience_(options.audience),
      channel_(grpc::CreateCustomChannel(options.target, grpc::InsecureChannelCredentials(),
                                         ArgumentsOf(options))),
      tokens_(tokens) {}

Channel::Channel(std::string audience, std::shared_ptr<grpc::Channel> channel, TokenSource& tokens)
    : audience_(std::move(audience)), channel_(std::move(channel)), tokens_(tokens) {}

std::unique_ptr<grpc::ClientContext> Channel::NewContext(absl::Time deadline) const {
  return Make(deadline, tokens_.ForService(audience_));
}

std::unique_ptr<grpc::ClientContext> Channel::NewContext(absl::Time deadline,
                                                         absl::string_view principal) const {
  return Make(deadline, tokens_.ForService(audience_, principal));
}

std::unique_ptr<grpc::ClientContext> Channel::NewContext(const Call& call) const {
  auto context = Make(call.deadline, tokens_.ForService(audience_));
  context->AddMetadata("x-request-id", call.request_id);
  return context;
}

std::unique_ptr<grpc::ClientContext> Channel::NewContext(absl::Time deadline, const Caller& caller,
                                                         absl::string_view request_id) const {
  auto context = Make(deadline, tokens_.ForCaller(audience_, caller));
  if (!request_id.empty()) context->AddMetadata("x-request-id", std::string(request_id));
  return context;
}

std::unique_ptr<grpc::ClientContext> Channel::Make(absl::Time deadline,
                                                   const std::string& token) const {
  auto context = std::make_unique<grpc::ClientContext>();
  if (deadline != absl::InfiniteFuture()) context->set_deadline(absl::ToChronoTime(deadline));
  context->AddMetadata("authorization", absl::StrCat("Bearer ", token));
  return context;
}

}  // namespace overround::rpc
