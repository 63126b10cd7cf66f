#include "tools/simbook/serve.h"

#include <optional>
#include <utility>

#include <absl/strings/match.h>
#include <absl/strings/str_cat.h>
#include <zlib.h>

#include "libs/base/status_macros.h"

namespace overround::simbook {
namespace {

namespace hs = http_server;

constexpr size_t kCompressFrom = 512;
constexpr int kGzipWindowBits = 15 + 16;

// Nothing where zlib has no memory: the answer then goes as it is.
std::optional<std::string> Gzip(const std::string& text) {
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_SPEED, Z_DEFLATED, kGzipWindowBits, 8, Z_DEFAULT_STRATEGY) !=
      Z_OK) {
    return std::nullopt;
  }
  std::string out(deflateBound(&stream, text.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const bool done = deflate(&stream, Z_FINISH) == Z_STREAM_END;
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (!done) return std::nullopt;
  return out;
}

bool TakesGzip(const hs::Request& request) {
  const auto accepted = request.FindHeader("Accept-Encoding");
  return accepted && absl::StrContains(*accepted, "gzip");
}

hs::Response ToResponse(Answer answer, bool compress) {
  hs::Response response(answer.status);
  response.AddHeader("Content-Type", answer.content_type);
  for (const auto& [name, value] : answer.headers) response.AddHeader(name, value);
  if (compress && answer.body.size() >= kCompressFrom) {
    if (auto compressed = Gzip(answer.body)) {
      response.AddHeader("Content-Encoding", "gzip");
      answer.body = *std::move(compressed);
    }
  }
  response.SetBody(std::move(answer.body));
  return response;
}

// Whole by its length, and no gzip from its middle on.
hs::Response ToBrokenGzip(const Answer& answer) {
  hs::Response response(answer.status);
  response.AddHeader("Content-Type", answer.content_type);
  response.AddHeader("Content-Encoding", "gzip");
  for (const auto& [name, value] : answer.headers) response.AddHeader(name, value);
  std::string bytes = Gzip(answer.body).value_or("");
  for (size_t i = bytes.size() / 2; i < bytes.size(); ++i) bytes[i] = '\xff';
  response.SetBody(std::move(bytes));
  return response;
}

// Half the body, then the connection is cut.
void SendTruncated(Answer answer, hs::Responder responder) {
  answer.body.resize(answer.body.size() / 2);
  hs::Stream stream =
      responder.OpenStream(ToResponse(std::move(answer), false), [](hs::CloseReason) {});
  stream.Abort();
}

}  // namespace

DelayedSender::DelayedSender() : thread_([this] { Run(); }) {}

DelayedSender::~DelayedSender() {
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    stopping_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

void DelayedSender::Send(absl::Duration delay, hs::Responder responder, hs::Response response) {
  const auto when = std::chrono::steady_clock::now() + absl::ToChronoNanoseconds(delay);
  const std::lock_guard<std::mutex> lock(mutex_);
  waiting_.push({when, std::make_shared<hs::Responder>(std::move(responder)),
                 std::make_shared<hs::Response>(std::move(response))});
  changed_.notify_all();
}

void DelayedSender::Run() {
  std::unique_lock<std::mutex> lock(mutex_);
  while (!stopping_ || !waiting_.empty()) {
    if (waiting_.empty()) {
      changed_.wait(lock);
    } else if (!stopping_ && waiting_.top().when > std::chrono::steady_clock::now()) {
      changed_.wait_until(lock, std::chrono::steady_clock::time_point(waiting_.top().when));
    } else {
      const Waiting next = waiting_.top();
      waiting_.pop();
      next.responder->Send(std::move(*next.response));
    }
  }
}

absl::StatusOr<std::unique_ptr<SimbookServer>> SimbookServer::Start(const ServeOptions& options,
                                                                    const Clock& wall) {
  std::unique_ptr<SimbookServer> simbook(new SimbookServer(options, wall));
  hs::Options server_options;
  server_options.address = options.address;
  server_options.wall = &wall;
  OVERROUND_ASSIGN_OR_RETURN(
      simbook->server_,
      hs::Server::Start(std::move(server_options),
                        [at = simbook.get()](const hs::Request& request, hs::Responder responder) {
                          at->Serve(request, std::move(responder));
                        }));
  return simbook;
}

// On the server's thread: an answer costs a few milliseconds at most, but for a season once.
void SimbookServer::Serve(const hs::Request& request, hs::Responder responder) {
  Answer answer = simulator_.Reply(request);
  if (answer.delivery == Answer::Delivery::kTruncated) {
    return SendTruncated(std::move(answer), std::move(responder));
  }
  if (answer.delivery == Answer::Delivery::kBrokenGzip) {
    return responder.Send(ToBrokenGzip(answer));
  }
  const absl::Duration delay = answer.delay;
  hs::Response response = ToResponse(std::move(answer), TakesGzip(request));
  if (delay > absl::ZeroDuration()) {
    return delayed_.Send(delay, std::move(responder), std::move(response));
  }
  responder.Send(std::move(response));
}

}  // namespace overround::simbook
