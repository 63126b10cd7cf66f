#include "services/gateway/edge/live_stream.h"

#include <utility>

#include <absl/strings/str_cat.h>
#include <overround/gateway/v1/gateway_service.pb.h>

#include "libs/json/json.h"
#include "services/gateway/edge/http_error.h"
#include "services/gateway/edge/text_values.h"

namespace overround::gateway {
namespace {

constexpr absl::Duration kUserStreamMax = absl::Minutes(10);

http_server::Response StreamHead(const WebHeaders::ForRequest& headers) {
  http_server::Response response(200);
  headers.AddTo(&response);
  response.AddHeader("Content-Type", "text/event-stream");
  response.AddHeader("Cache-Control", "no-store");
  // nginx would hold events back to fill a buffer.
  response.AddHeader("X-Accel-Buffering", "no");
  return response;
}

}  // namespace

// Holds back what comes between subscribing and the opening of the stream.
class LiveStreams::EventReader {
 public:
  bool Send(std::shared_ptr<const std::string> frame) {
    const std::lock_guard lock(mutex_);
    if (stream_) return stream_->Send(std::move(frame));
    waiting_.push_back(std::move(frame));
    return true;
  }

  void Close() {
    const std::lock_guard lock(mutex_);
    if (stream_) stream_->Close();
  }

  void Open(http_server::Stream stream, std::string first) {
    const std::lock_guard lock(mutex_);
    stream.Send(std::move(first));
    for (auto& frame : waiting_) stream.Send(std::move(frame));
    waiting_.clear();
    stream_ = std::move(stream);
  }

 private:
  std::mutex mutex_;
  std::vector<std::shared_ptr<const std::string>> waiting_;
  std::optional<http_server::Stream> stream_;
};

// One RPC on its way to one reader. The responder is spent by the first of: a message, the headers,
// an error.
class LiveStreams::RpcStream : public std::enable_shared_from_this<RpcStream> {
 public:
  RpcStream(const Schema& schema, const Route& route, WebHeaders::ForRequest headers,
            http_server::Responder responder)
      : schema_(schema),
        route_(route),
        headers_(std::move(headers)),
        responder_(std::move(responder)) {}

  void Begin(const Backends& backends, const std::string& service, absl::string_view request_wire,
             const CallOptions& options) {
    auto self = shared_from_this();
    const std::weak_ptr<RpcStream> weak = self;
    responder_->OnGone([weak] {
      if (const auto stream = weak.lock()) stream->Cancel();
    });
    StreamEvents events;
    // Headers come with an error, too, so they tell nothing.
    events.on_message = [self](std::string wire) { return self->Pass(wire); };
    events.on_done = [self](const grpc::Status& status) { self->End(status); };
    auto call = backends.Stream(service, route_.rpc_path, request_wire, options, std::move(events));
    const std::lock_guard lock(call_mutex_);
    call_ = std::move(call);
    if (is_cancelled_) call_->Cancel();
  }

  bool Beat() {
    const std::lock_guard lock(mutex_);
    return !is_done_ && (!stream_ || stream_->Send(": alive\n\n"));
  }

  // Nothing has come for a while, neither a message nor an error: a stream, then.
  void OpenIfWaiting() {
    const std::lock_guard lock(mutex_);
    if (!is_done_ && has_waited_) OpenLocked();
    has_waited_ = true;
  }

 private:
  // May come while a message is passed on, from within it.
  void Cancel() {
    const std::lock_guard lock(call_mutex_);
    is_cancelled_ = true;
    if (call_ != nullptr) call_->Cancel();
  }

  void OpenLocked() {
    if (!responder_) return;
    const std::weak_ptr<RpcStream> weak = weak_from_this();
    stream_ = responder_->OpenStream(StreamHead(headers_), [weak](http_server::CloseReason) {
      if (const auto stream = weak.lock()) stream->Cancel();
    });
    responder_.reset();
  }

  bool Pass(absl::string_view wire) {
    std::string frame = "data: ";
    const absl::Status printed = route_.transcoder.AppendResponse(wire, &frame);
    const std::lock_guard lock(mutex_);
    OpenLocked();
    if (!printed.ok()) {
      stream_->Send(absl::StrCat("event: error\ndata: ", ErrorBody(printed), "\n\n"));
      return false;
    }
    frame.append("\n\n");
    return stream_->Send(std::move(frame));
  }

  void End(const grpc::Status& status) {
    const std::lock_guard lock(mutex_);
    is_done_ = true;
    if (responder_ && !status.ok()) {
      http_server::Response response = ErrorResponse(schema_, status);
      headers_.AddTo(&response);
      std::exchange(responder_, std::nullopt)->Send(std::move(response));
      return;
    }
    OpenLocked();
    stream_->Send(status.ok()
                      ? std::string("event: end\ndata: {}\n\n")
                      : absl::StrCat("event: error\ndata: ", ErrorBody(schema_, status), "\n\n"));
    stream_->Close();
  }

  const Schema& schema_;
  const Route& route_;
  const WebHeaders::ForRequest headers_;
  std::mutex mutex_;
  std::optional<http_server::Responder> responder_;
  std::optional<http_server::Stream> stream_;
  bool is_done_ = false;
  bool has_waited_ = false;
  std::mutex call_mutex_;
  std::shared_ptr<CallHandle> call_;
  bool is_cancelled_ = false;
};

LiveStreams::LiveStreams(const Schema& schema, const Backends& backends, EventHub& hub,
                         const Clock& wall, std::function<std::optional<absl::Time>()> world_now)
    : schema_(schema),
      backends_(backends),
      hub_(hub),
      wall_(wall),
      world_now_(std::move(world_now)) {}

LiveStreams::~LiveStreams() = default;

std::string LiveStreams::ClockData() const {
  const std::optional<absl::Time> now = world_now_();
  if (!now) return "{}";
  const int64_t micros = absl::ToUnixMicros(*now);
  std::string text = "{\"worldTime\":\"";
  AppendTimestamp({micros / 1'000'000, static_cast<int32_t>(micros % 1'000'000) * 1'000}, &text);
  text.append("\"}");
  return text;
}

void LiveStreams::ServeEvents(const http_server::Request& request, absl::string_view request_wire,
                              const Caller& caller, const WebHeaders::ForRequest& headers,
                              http_server::Responder responder) {
  v1::StreamEventsRequest asked;
  asked.ParseFromArray(request_wire.data(), static_cast<int>(request_wire.size()));
  std::string after = asked.after();
  if (const auto last = request.FindHeader("last-event-id")) after = std::string(*last);
  HubFilter filter{caller,
                   {asked.types().begin(), asked.types().end()},
                   {asked.games().begin(), asked.games().end()}};

  const absl::Time end_time =
      caller.subject.empty() ? absl::InfiniteFuture() : wall_.Now() + kUserStreamMax;
  const auto reader = std::make_shared<EventReader>();
  const auto subscribed = hub_.Subscribe(
      filter, after,
      [reader](const std::shared_ptr<const HubEvent>& event) { return reader->Send(event->frame); },
      [reader, end_time, this](const std::string& id) {
        if (wall_.Now() >= end_time) {
          reader->Close();
          return false;
        }
        return reader->Send(
            std::make_shared<const std::string>(EventFrame(id, "clock", ClockData())));
      });
  if (!subscribed.ok()) {
    http_server::Response response = ErrorResponse(subscribed.status());
    headers.AddTo(&response);
    responder.Send(std::move(response));
    return;
  }
  std::string first =
      absl::StrCat("retry: 1000\n", EventFrame(subscribed->id, "hello", ClockData()));
  if (subscribed->gap) {
    json::Writer reason;
    reason.BeginObject().Key("reason").Text(*subscribed->gap).EndObject();
    absl::StrAppend(&first, EventFrame(subscribed->id, "reset", reason.text()));
  }
  const int64_t id = subscribed->reader;
  reader->Open(responder.OpenStream(StreamHead(headers),
                                    [this, id](http_server::CloseReason) { hub_.Unsubscribe(id); }),
               std::move(first));
}

void LiveStreams::ServeRpc(const Route& route, const std::string& service,
                           absl::string_view request_wire, const CallOptions& options,
                           const WebHeaders::ForRequest& headers,
                           http_server::Responder responder) {
  const auto stream = std::make_shared<RpcStream>(schema_, route, headers, std::move(responder));
  {
    const std::lock_guard lock(mutex_);
    rpc_streams_.push_back(stream);
  }
  stream->Begin(backends_, service, request_wire, options);
}

void LiveStreams::OpenWaiting() {
  std::vector<std::shared_ptr<RpcStream>> streams;
  {
    const std::lock_guard lock(mutex_);
    for (const auto& weak : rpc_streams_) streams.push_back(weak.lock());
  }
  for (const auto& stream : streams) {
    if (stream != nullptr) stream->OpenIfWaiting();
  }
}

void LiveStreams::Beat() {
  hub_.Beat();
  const std::lock_guard lock(mutex_);
  std::erase_if(rpc_streams_, [](const std::weak_ptr<RpcStream>& weak) {
    const auto stream = weak.lock();
    return stream == nullptr || !stream->Beat();
  });
}

}  // namespace overround::gateway
