#include "services/gateway/edge/backends.h"

#include <condition_variable>
#include <mutex>
#include <set>
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

}  // namespace

class CallsUnderWay {
 public:
  void Add(CallHandle* call) {
    const std::lock_guard lock(mutex_);
    calls_.insert(call);
  }

  void Remove(CallHandle* call) {
    const std::lock_guard lock(mutex_);
    calls_.erase(call);
    if (calls_.empty()) ended_.notify_all();
  }

  void CancelAll() {
    std::unique_lock lock(mutex_);
    for (CallHandle* call : calls_) call->Cancel();
    ended_.wait(lock, [this] { return calls_.empty(); });
  }

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  std::set<CallHandle*> calls_;
};

namespace {

// What every call has: a context that may be cancelled until it ends. The context holds the
// channel, and a channel whose last holder is a thread of gRPC would wait for that very thread: so
// it is let go before the call counts as ended, and channels outlive Backends::Close.
class CallBase : public CallHandle {
 public:
  CallBase(std::shared_ptr<CallsUnderWay> calls, std::unique_ptr<grpc::ClientContext> context,
           absl::string_view request)
      : calls_(std::move(calls)), context_(std::move(context)), request_(ToBuffer(request)) {
    calls_->Add(this);
  }

  void Cancel() override {
    const std::lock_guard lock(mutex_);
    if (context_ != nullptr) context_->TryCancel();
  }

 protected:
  grpc::ClientContext* context() { return context_.get(); }
  const grpc::ByteBuffer& request() const { return request_; }

  // The last that happens to a call, after its end was told.
  void End() {
    {
      const std::lock_guard lock(mutex_);
      context_.reset();
    }
    calls_->Remove(this);
  }

 private:
  const std::shared_ptr<CallsUnderWay> calls_;
  std::mutex mutex_;
  std::unique_ptr<grpc::ClientContext> context_;
  const grpc::ByteBuffer request_;
};

class UnaryCall final : public CallBase {
 public:
  using CallBase::CallBase;

  static void Start(const std::shared_ptr<UnaryCall>& self, grpc::GenericStub& stub,
                    const std::string& rpc_path, Backends::OnDone on_done) {
    stub.UnaryCall(self->context(), rpc_path, {}, &self->request(), &self->response_,
                   [self, on_done = std::move(on_done)](const grpc::Status& status) {
                     on_done(status, status.ok() ? ToText(self->response_) : std::string());
                     self->End();
                   });
  }

 private:
  grpc::ByteBuffer response_;
};

class StreamCall final : public CallBase,
                         public grpc::ClientBidiReactor<grpc::ByteBuffer, grpc::ByteBuffer> {
 public:
  StreamCall(std::shared_ptr<CallsUnderWay> calls, std::unique_ptr<grpc::ClientContext> context,
             absl::string_view request, StreamEvents events)
      : CallBase(std::move(calls), std::move(context), request), events_(std::move(events)) {}

  static void Start(const std::shared_ptr<StreamCall>& self, grpc::GenericStub& stub,
                    const std::string& rpc_path) {
    self->itself_ = self;
    stub.PrepareBidiStreamingCall(self->context(), rpc_path, {}, self.get());
    self->StartWriteLast(&self->request(), {});
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
    // Who is told of the end may hold this call: neither is to keep the other.
    const StreamEvents events = std::move(events_);
    const std::shared_ptr<StreamCall> self = std::move(itself_);
    events.on_done(status);
    self->End();
  }

 private:
  StreamEvents events_;
  grpc::ByteBuffer message_;
  std::shared_ptr<StreamCall> itself_;
};

}  // namespace

Backends::Backends(const std::map<std::string, rpc::Channel*>& channels)
    : calls_(std::make_shared<CallsUnderWay>()) {
  for (const auto& [name, channel] : channels) {
    backends_.emplace(name, Backend{channel, std::make_unique<grpc::GenericStub>(channel->grpc())});
  }
}

Backends::~Backends() { Close(); }

void Backends::Close() { calls_->CancelAll(); }

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
      std::make_shared<UnaryCall>(calls_, NewContext(*backend.channel, options), request_wire);
  UnaryCall::Start(call, *backend.stub, rpc_path, std::move(on_done));
  return call;
}

std::shared_ptr<CallHandle> Backends::Stream(const std::string& service,
                                             const std::string& rpc_path,
                                             absl::string_view request_wire,
                                             const CallOptions& options,
                                             StreamEvents events) const {
  const Backend& backend = Find(service);
  const auto call = std::make_shared<StreamCall>(calls_, NewContext(*backend.channel, options),
                                                 request_wire, std::move(events));
  StreamCall::Start(call, *backend.stub, rpc_path);
  return call;
}

}  // namespace overround::gateway
