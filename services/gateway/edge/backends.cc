#include "services/gateway/edge/backends.h"

#include <atomic>
#include <utility>

#include <grpcpp/client_context.h>
#include <grpcpp/support/client_callback.h>
#include <grpcpp/support/slice.h>

#include "libs/base/check.h"

namespace overround::gateway {
namespace {

constexpr char kClientAddressKey[] = "x-client-address";

grpc::ByteBuffer ToBuffer(absl::string_view bytes) {
  const grpc::Slice slice(bytes.data(), bytes.size());
  return grpc::ByteBuffer(&slice, 1);
}

std::string ToText(const grpc::ByteBuffer& buffer) {
  std::vector<grpc::Slice> slices;
  std::string text;
  if (!buffer.Valid() || !buffer.Dump(&slices).ok()) return text;
  text.reserve(buffer.Length());
  for (const grpc::Slice& slice : slices) {
    text.append(reinterpret_cast<const char*>(slice.begin()), slice.size());
  }
  return text;
}

std::unique_ptr<grpc::ClientContext> NewContext(const rpc::Channel& channel,
                                                const CallOptions& options) {
  auto context = channel.NewContext(options.deadline, options.caller, options.request_id);
  if (!options.client_address.empty()) {
    context->AddMetadata(kClientAddressKey, options.client_address);
  }
  return context;
}

// Lives until gRPC is done with it and nobody holds a handle.
class UnaryCall final : public CallHandle {
 public:
  UnaryCall(std::unique_ptr<grpc::ClientContext> context, absl::string_view request)
      : context_(std::move(context)), request_(ToBuffer(request)) {}

  void Cancel() override { context_->TryCancel(); }

  static void Start(const std::shared_ptr<UnaryCall>& self, grpc::GenericStub& stub,
                    const std::string& rpc_path, Backends::OnDone on_done) {
    stub.UnaryCall(self->context_.get(), rpc_path, {}, &self->request_, &self->response_,
                   [self, on_done = std::move(on_done)](const grpc::Status& status) {
                     on_done(status, status.ok() ? ToText(self->response_) : std::string());
                   });
  }

 private:
  const std::unique_ptr<grpc::ClientContext> context_;
  const grpc::ByteBuffer request_;
  grpc::ByteBuffer response_;
};

class StreamCall final : public CallHandle,
                         public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  StreamCall(std::unique_ptr<grpc::ClientContext> context, absl::string_view request,
             StreamEvents events)
      : context_(std::move(context)), request_(ToBuffer(request)), events_(std::move(events)) {}

  void Cancel() override { context_->TryCancel(); }

  static void Start(const std::shared_ptr<StreamCall>& self, grpc::GenericStub& stub,
                    const std::string& rpc_path) {
    self->itself_ = self;
    stub.PrepareBidiStreamingCall(self->context_.get(), rpc_path, {}, self.get());
    self->StartWriteLast(&self->request_, {});
    self->StartRead(&self->message_);
    self->StartCall();
  }

  void OnReadDone(bool ok) override {
    if (!ok) return;
    if (!events_.on_message(ToText(message_))) {
      Cancel();
      return;
    }
    message_.Clear();
    StartRead(&message_);
  }

  void OnDone(const grpc::Status& status) override {
    events_.on_done(status);
    itself_.reset();
  }

 private:
  const std::unique_ptr<grpc::ClientContext> context_;
  const grpc::ByteBuffer request_;
  const StreamEvents events_;
  grpc::ByteBuffer message_;
  std::shared_ptr<StreamCall> itself_;
};

}  // namespace

Backends::Backends(std::map<std::string, rpc::Channel*> channels) {
  for (const auto& [name, channel] : channels) {
    backends_.emplace(name, Backend{channel, std::make_unique<grpc::GenericStub>(channel->grpc())});
  }
}

bool Backends::Has(absl::string_view service) const {
  return backends_.count(std::string(service)) > 0;
}

std::vector<std::string> Backends::names() const {
  std::vector<std::string> names;
  for (const auto& [name, backend] : backends_) names.push_back(name);
  return names;
}

const Backends::Backend& Backends::Find(const std::string& service) const {
  const auto found = backends_.find(service);
  OVERROUND_CHECK(found != backends_.end());
  return found->second;
}

std::shared_ptr<CallHandle> Backends::Call(const std::string& service, const std::string& rpc_path,
                                           absl::string_view request_wire,
                                           const CallOptions& options, OnDone on_done) const {
  const Backend& backend = Find(service);
  const auto call =
      std::make_shared<UnaryCall>(NewContext(*backend.channel, options), request_wire);
  UnaryCall::Start(call, *backend.stub, rpc_path, std::move(on_done));
  return call;
}

std::shared_ptr<CallHandle> Backends::Stream(const std::string& service,
                                             const std::string& rpc_path,
                                             absl::string_view request_wire,
                                             const CallOptions& options,
                                             StreamEvents events) const {
  const Backend& backend = Find(service);
  const auto call = std::make_shared<StreamCall>(NewContext(*backend.channel, options),
                                                 request_wire, std::move(events));
  StreamCall::Start(call, *backend.stub, rpc_path);
  return call;
}

}  // namespace overround::gateway
