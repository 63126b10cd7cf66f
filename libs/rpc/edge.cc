#include "libs/rpc/edge.h"

#include <algorithm>
#include <exception>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/base/ids.h"
#include "libs/base/status_macros.h"
#include "libs/rpc/status.h"

namespace overround::rpc {
namespace {

// Not a legal header name (RFC 9113 forbids upper case), and removed should one arrive all the
// same.
constexpr char kRecordKey[] = "Overround-Call-Record";
constexpr size_t kRequestIdBytesMax = 64;

absl::string_view View(const grpc::string_ref& text) { return {text.data(), text.size()}; }

absl::string_view MetadataOf(const grpc::ServerContext& context, const char* key) {
  const auto found = context.client_metadata().find(key);
  return found == context.client_metadata().end() ? absl::string_view() : View(found->second);
}

// Lives as long as its call.
class CallRecord final : public grpc::experimental::Interceptor {
 public:
  CallRecord(Edge& edge, const char* method) : edge_(edge), method_(method) {}

  void Intercept(grpc::experimental::InterceptorBatchMethods* methods) override {
    if (methods->QueryInterceptionHookPoint(
            grpc::experimental::InterceptionHookPoints::POST_RECV_INITIAL_METADATA)) {
      auto* metadata = methods->GetRecvInitialMetadata();
      metadata->erase(kRecordKey);
      const CallRecord* self = this;
      std::copy_n(reinterpret_cast<const char*>(&self), sizeof(self), address_.begin());
      metadata->emplace(kRecordKey, grpc::string_ref(address_.data(), address_.size()));
    }
    methods->Proceed();
  }

  static const CallRecord* Of(const grpc::ServerContext& context) {
    const absl::string_view bytes = MetadataOf(context, kRecordKey);
    const CallRecord* record = nullptr;
    if (bytes.size() != sizeof(record)) return nullptr;
    std::copy_n(bytes.data(), sizeof(record), reinterpret_cast<char*>(&record));
    return record;
  }

  Edge& edge() const { return edge_; }
  const std::string& method() const { return method_; }

 private:
  Edge& edge_;
  const std::string method_;
  std::array<char, sizeof(void*)> address_{};
};

class CallRecords final : public grpc::experimental::ServerInterceptorFactoryInterface {
 public:
  explicit CallRecords(Edge& edge) : edge_(edge) {}
  grpc::experimental::Interceptor* CreateServerInterceptor(
      grpc::experimental::ServerRpcInfo* info) override {
    return new CallRecord(edge_, info->method());
  }

 private:
  Edge& edge_;
};

bool IsRequestId(absl::string_view text) {
  return !text.empty() && text.size() <= kRequestIdBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return absl::ascii_isalnum(c) || c == '-' || c == '_' || c == '.';
         });
}

// Codes that mean we are broken; what they say is for us alone.
bool IsOurFault(const absl::Status& status) {
  return status.code() == absl::StatusCode::kInternal ||
         status.code() == absl::StatusCode::kUnknown ||
         status.code() == absl::StatusCode::kDataLoss;
}

telemetry::Level LevelOf(const absl::Status& status) {
  if (IsOurFault(status)) return telemetry::Level::kError;
  const bool overloaded = status.code() == absl::StatusCode::kUnavailable ||
                          status.code() == absl::StatusCode::kDeadlineExceeded ||
                          status.code() == absl::StatusCode::kResourceExhausted;
  return overloaded ? telemetry::Level::kWarning : telemetry::Level::kInfo;
}

absl::Status RunGuarded(absl::FunctionRef<absl::Status(const Call&)> work, const Call& call) {
  // Ours throws nothing, but what it calls may.
  try {
    return work(call);
  } catch (const std::exception& thrown) {
    return absl::InternalError(absl::StrCat("exception: ", thrown.what()));
  }
}

}  // namespace

namespace internal {

grpc::Status Run(grpc::ServerContext& context, Shape shape,
                 absl::FunctionRef<absl::Status(const Call&)> work) {
  const CallRecord* record = CallRecord::Of(context);
  OVERROUND_CHECK(record != nullptr);
  return record->edge().Run(context, record->method(), shape, work);
}

}  // namespace internal

bool Call::Cancelled() const {
  if (draining != nullptr && draining->load()) return true;
  return context->IsCancelled();
}

Edge::Edge(const ServerParts& parts, const ServerOptions& options)
    : parts_(parts),
      deadline_max_(options.deadline_max),
      open_before_(options.open_before),
      is_open_(options.open_before.empty()) {}

grpc::Status Edge::Run(grpc::ServerContext& context, const std::string& method,
                       internal::Shape shape, absl::FunctionRef<absl::Status(const Call&)> work) {
  const absl::Time start = parts_.wall.Now();
  const absl::string_view asked_id = MetadataOf(context, "x-request-id");
  Call call{
      .caller = {},
      .deadline = absl::InfiniteFuture(),
      .request_id = IsRequestId(asked_id) ? std::string(asked_id) : RandomUuid(start).ToString(),
      .method = method,
      .context = &context,
      .draining = shape == internal::Shape::kStream ? &draining_ : nullptr};
  context.AddInitialMetadata("x-request-id", call.request_id);
  absl::Status status = Admit(context, shape, call);
  if (status.ok()) status = RunGuarded(work, call);
  // A stream that ends because the server stops is to be opened again, at another replica.
  if (shape == internal::Shape::kStream && draining_ && !context.IsCancelled() &&
      (status.ok() || status.code() == absl::StatusCode::kCancelled)) {
    status = absl::UnavailableError("server: stopping, want another replica");
  }
  Report(call, status, parts_.wall.Now() - start);
  if (IsOurFault(status)) {
    return {static_cast<grpc::StatusCode>(status.code()),
            absl::StrCat("internal error; request id ", call.request_id)};
  }
  return ToGrpc(status);
}

absl::Status Edge::MustBeOpen(const std::string& method) const {
  const bool may_pass =
      is_open_ || std::any_of(open_before_.begin(), open_before_.end(),
                              [&](const auto& prefix) { return absl::StartsWith(method, prefix); });
  return may_pass ? absl::OkStatus() : absl::UnavailableError("server: starting, try again");
}

absl::Status Edge::Admit(const grpc::ServerContext& context, internal::Shape shape, Call& call) {
  if (context.deadline() != std::chrono::system_clock::time_point::max()) {
    call.deadline = absl::FromChrono(context.deadline());
  }
  if (shape == internal::Shape::kUnary) {
    call.deadline = std::min(call.deadline, parts_.wall.Now() + deadline_max_);
  }
  absl::string_view authorization = MetadataOf(context, "authorization");
  if (absl::StartsWithIgnoreCase(authorization, "bearer ")) authorization.remove_prefix(7);
  OVERROUND_ASSIGN_OR_RETURN(call.caller, parts_.verifier.Verify(authorization));
  return MustBeOpen(call.method);
}

void Edge::Report(const Call& call, const absl::Status& status, absl::Duration took) {
  Count(call.method, status.code(), took);
  const bool is_farewell = draining_ && absl::IsUnavailable(status);
  const telemetry::Level level = is_farewell ? telemetry::Level::kInfo : LevelOf(status);
  if (!parts_.logger.Enabled(level)) return;
  if (status.ok()) {
    parts_.logger.Write(level, "call",
                        {{"request_id", call.request_id},
                         {"method", call.method},
                         {"code", "OK"},
                         {"caller", call.caller.subject},
                         {"took_ms", took}});
  } else {
    parts_.logger.Write(level, "call",
                        {{"request_id", call.request_id},
                         {"method", call.method},
                         {"code", CodeName(status.code())},
                         {"caller", call.caller.subject},
                         {"took_ms", took},
                         {"error", status.message()}});
  }
}

void Edge::Count(const std::string& method, absl::StatusCode code, absl::Duration took) {
  const size_t index = std::min<size_t>(static_cast<size_t>(code), 16);
  const std::lock_guard lock(mutex_);
  MethodMetrics& metrics = methods_[method];
  if (metrics.seconds == nullptr) {
    metrics.seconds = &parts_.metrics.GetHistogram("overround_rpc_seconds",
                                                   "Time to answer a call.", {{"method", method}});
  }
  if (metrics.calls[index] == nullptr) {
    metrics.calls[index] =
        &parts_.metrics.GetCounter("overround_rpc_calls_total", "Calls answered.",
                                   {{"method", method}, {"code", CodeName(code)}});
  }
  metrics.seconds->Observe(absl::ToDoubleSeconds(took));
  metrics.calls[index]->Increment();
}

std::unique_ptr<grpc::experimental::ServerInterceptorFactoryInterface> NewEdgeInterceptor(
    Edge& edge) {
  return std::make_unique<CallRecords>(edge);
}

}  // namespace overround::rpc
