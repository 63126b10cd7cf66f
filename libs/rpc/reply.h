#pragma once

#include <atomic>
#include <string>
#include <utility>

#include <absl/functional/function_ref.h>
#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>
#include <grpcpp/server_context.h>
#include <grpcpp/support/sync_stream.h>

#include "libs/rpc/caller.h"

namespace overround::rpc {

// One call being answered.
struct Call {
  Caller caller = {};
  // Wall time. Always finite for unary calls.
  absl::Time deadline = absl::InfiniteFuture();
  std::string request_id = {};
  // "/overround.bankroll.v1.BankrollService/CreateBet".
  std::string method = {};
  grpc::ServerContext* context = nullptr;
  const std::atomic<bool>* draining = nullptr;

  // True once nobody waits for the answer: the client left, the deadline passed, or (streams only)
  // the server is stopping. A stream asks at least every 100 ms.
  bool Cancelled() const;
};

namespace internal {

enum class Shape { kUnary, kStream };

// All that surrounds a handler: see Reply.
grpc::Status Run(grpc::ServerContext& context, Shape shape,
                 absl::FunctionRef<absl::Status(const Call&)> work);

}  // namespace internal

// Answers a unary call with what `work(const Call&)` returns, an absl::StatusOr<Response>. Around
// it: the caller's token is verified, a request id taken from `x-request-id` or made, a missing
// deadline set, the call timed, counted and logged once. An INTERNAL (or UNKNOWN, DATA_LOSS)
// message is logged and never leaves the process; a thrown exception becomes INTERNAL.
//
// Requires: the service runs in an rpc::Server.
template <typename Response, typename Work>
grpc::Status Reply(grpc::ServerContext& context, Response* response, Work&& work) {
  return internal::Run(context, internal::Shape::kUnary, [&](const Call& call) -> absl::Status {
    absl::StatusOr<Response> made = work(call);
    if (!made.ok()) return std::move(made).status();
    *response = *std::move(made);
    return absl::OkStatus();
  });
}

// Where a streaming handler writes to.
template <typename Message>
class Sink {
 public:
  Sink(const Call& call, grpc::ServerWriter<Message>& writer) : call_(call), writer_(writer) {}

  // Blocks while the client is slow. CANCELLED when nobody reads any more.
  absl::Status Write(const Message& message) {
    if (!call_.Cancelled() && writer_.Write(message)) return absl::OkStatus();
    return absl::CancelledError("stream: the reader has left");
  }
  // Sends the headers before the first message, so the client knows it is connected.
  void Open() { writer_.SendInitialMetadata(); }

 private:
  const Call& call_;
  grpc::ServerWriter<Message>& writer_;
};

// As Reply, for a server stream: `work(const Call&, Sink<Message>&)` returns an absl::Status. There
// is no deadline but the client's.
template <typename Message, typename Work>
grpc::Status Stream(grpc::ServerContext& context, grpc::ServerWriter<Message>* writer,
                    Work&& work) {
  return internal::Run(context, internal::Shape::kStream, [&](const Call& call) -> absl::Status {
    Sink<Message> sink(call, *writer);
    return work(call, sink);
  });
}

}  // namespace overround::rpc
