#include "libs/http_server/connection.h"

#include <algorithm>
#include <array>
#include <utility>

#include <absl/strings/ascii.h>
#include <absl/strings/str_cat.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

namespace overround::http_server {
namespace {

namespace net = boost::asio;
using boost::system::error_code;

constexpr size_t kReadBytes = size_t{4} << 10;
constexpr size_t kBodyReadBytes = size_t{16} << 10;
constexpr size_t kProgressBytes = size_t{16} << 10;
// A body up to here is copied behind its head: cheaper than a second buffer for the kernel.
constexpr size_t kCopiedBodyBytes = size_t{4} << 10;
constexpr size_t kOutputKeptMax = size_t{64} << 10;
constexpr size_t kRequestIdMax = 64;
constexpr absl::Duration kLingerMax = absl::Seconds(2);

bool IsRequestId(absl::string_view text) {
  if (text.empty() || text.size() > kRequestIdMax) return false;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (!absl::ascii_isalnum(byte) && c != '.' && c != '_' && c != '-') return false;
  }
  return true;
}

absl::string_view StatusNameOf(int status) {
  switch (status) {
    case 408:
      return "DEADLINE_EXCEEDED";
    case 413:
    case 431:
      return "OUT_OF_RANGE";
    case 500:
      return "INTERNAL";
    case 503:
      return "UNAVAILABLE";
    default:
      return "INVALID_ARGUMENT";
  }
}

bool HasNoBody(int status) { return status == 204 || status == 304; }

}  // namespace

Connection::Connection(std::shared_ptr<Worker> worker, net::ip::tcp::socket socket,
                       std::string peer)
    : worker_(std::move(worker)),
      socket_(std::move(socket)),
      peer_(std::move(peer)),
      reader_(worker_->limits()) {
  error_code ignored;
  socket_.non_blocking(true, ignored);
  socket_.set_option(net::ip::tcp::no_delay(true), ignored);
}

void Connection::Start() {
  worker_->Enter(*this);
  Enter(Phase::kIdle, worker_->limits().idle_timeout);
  Read();
}

void Connection::StartRefused() {
  worker_->Enter(*this);
  Refuse(503, "too many connections");
}

void Connection::Complete(uint64_t exchange, Response response) {
  OnThread([this, exchange, response = std::move(response)]() mutable {
    if (InExchange(exchange)) Answer(std::move(response));
  });
}

void Connection::CompleteDropped(uint64_t exchange) {
  OnThread([this, exchange] {
    if (!InExchange(exchange)) return;
    worker_->shared().counters.errors_made.fetch_add(1, std::memory_order_relaxed);
    Answer(MakeError(500, "the request was dropped without an answer"));
  });
}

void Connection::Enter(Phase phase, absl::Duration timeout) {
  phase_ = phase;
  // `now()` may be a tick old; a tick more keeps a time-out from coming early.
  deadline_ = timeout == absl::InfiniteDuration()
                  ? SteadyTime::max()
                  : worker_->now() + absl::ToChronoNanoseconds(timeout + worker_->tick());
}

void Connection::EnterUntimed(Phase phase) {
  phase_ = phase;
  deadline_ = SteadyTime::max();
}

void Connection::Expire() {
  Shared::Counters& counters = worker_->shared().counters;
  if (phase_ != Phase::kIdle && phase_ != Phase::kLingering) {
    counters.timeouts.fetch_add(1, std::memory_order_relaxed);
  }
  switch (phase_) {
    case Phase::kHead:
      return Refuse(408, "the head took too long");
    case Phase::kBody:
      return Refuse(408, "the body took too long");
    case Phase::kWriting:
    case Phase::kStreaming:
      counters.slow_readers_cut.fetch_add(1, std::memory_order_relaxed);
      return Abort(CloseReason::kSlowReader);
    default:
      return Abort(CloseReason::kFinished);
  }
}

void Connection::Drain() {
  keep_alive_ = false;
  if (phase_ == Phase::kIdle) return Abort(CloseReason::kDraining);
  if (phase_ == Phase::kStreaming) {
    stream_reason_ = CloseReason::kDraining;
    stream_->Close();
  }
}

void Connection::Abort(CloseReason reason) {
  if (phase_ == Phase::kClosed) return;
  EnterUntimed(Phase::kClosed);
  error_code ignored;
  socket_.close(ignored);
  worker_->Leave(*this);
  if (const auto stream = std::exchange(stream_, nullptr)) stream->End(reason);
  if (const auto on_gone = std::exchange(on_gone_, nullptr)) on_gone();
}

// --- Reading ---

void Connection::Read() {
  if (reading_) return;
  reading_ = true;
  const size_t room = phase_ == Phase::kBody ? kBodyReadBytes : kReadBytes;
  socket_.async_read_some(input_.prepare(room),
                          [self = shared_from_this()](const error_code& error, size_t size) {
                            self->OnRead(error, size);
                          });
}

void Connection::OnRead(const error_code& error, size_t size) {
  reading_ = false;
  switch (phase_) {
    case Phase::kIdle:
    case Phase::kHead:
    case Phase::kBody:
      if (error) return Abort(CloseReason::kPeerGone);
      input_.commit(size);
      return Advance();
    case Phase::kLingering:
      // What arrives now is thrown away: it is never committed.
      return error ? Abort(CloseReason::kFinished) : Read();
    default:
      return;
  }
}

// Serves what has arrived, one request after the other, until more must be read or an answer is
// outstanding.
void Connection::Advance() {
  if (advancing_) return;
  advancing_ = true;
  while (phase_ <= Phase::kBody && input_.size() > 0 && FeedReader()) continue;
  advancing_ = false;
  if (phase_ <= Phase::kBody) Read();
}

// False when it wants more bytes, or the connection has turned to something else.
bool Connection::FeedReader() {
  if (phase_ == Phase::kIdle) {
    SkipEmptyLines();
    if (input_.size() == 0) return false;
    Enter(Phase::kHead, worker_->limits().head_timeout);
  }
  const auto bytes = input_.data();
  const size_t taken = reader_.Feed({static_cast<const char*>(bytes.data()), bytes.size()});
  input_.consume(taken);
  switch (reader_.state()) {
    case RequestReader::State::kRefused:
      Refuse(reader_.refusal_status(), reader_.refusal_message());
      return false;
    case RequestReader::State::kComplete:
      Dispatch();
      return true;
    case RequestReader::State::kBody:
      if (phase_ == Phase::kHead) BeginBody();
      return taken > 0;
    default:
      return taken > 0;
  }
}

// RFC 9112 2.2: some clients send an empty line behind a body.
void Connection::SkipEmptyLines() {
  const auto bytes = input_.data();
  const auto* begin = static_cast<const char*>(bytes.data());
  size_t count = 0;
  while (count < bytes.size() && (begin[count] == '\r' || begin[count] == '\n')) ++count;
  input_.consume(count);
}

void Connection::BeginBody() {
  Enter(Phase::kBody, worker_->limits().body_timeout);
  if (!reader_.expects_continue() || reader_.http_1_0() || input_.size() > 0) return;
  constexpr absl::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  error_code error;
  const size_t written =
      socket_.write_some(net::const_buffer(kContinue.data(), kContinue.size()), error);
  // Nothing else is unsent here, so it fits unless the other end is gone.
  if (written != kContinue.size()) Abort(CloseReason::kPeerGone);
}

void Connection::Dispatch() {
  EnterUntimed(Phase::kHandling);
  ++exchange_;
  keep_alive_ = reader_.keep_alive();
  reader_.Fill(request_);
  request_.peer = peer_;
  NameRequest();
  worker_->shared().counters.requests.fetch_add(1, std::memory_order_relaxed);
  worker_->shared().handler(request_, Responder(shared_from_this(), exchange_));
}

void Connection::NameRequest() {
  const std::optional<absl::string_view> given = request_.FindHeader("X-Request-Id");
  if (given && IsRequestId(*given)) {
    request_id_.assign(given->data(), given->size());
  } else {
    Shared& shared = worker_->shared();
    request_id_.clear();
    absl::StrAppend(&request_id_, absl::Hex(shared.id_salt, absl::kZeroPad16), "-",
                    absl::Hex(shared.ids_made.fetch_add(1, std::memory_order_relaxed)));
  }
  request_.id = request_id_;
}

// --- Answering ---

void Connection::Answer(Response response) {
  on_gone_ = nullptr;
  response_ = std::move(response);
  const bool bodiless = HasNoBody(response_.status());
  FormatHead(response_,
             bodiless ? "" : absl::StrCat("Content-Length: ", response_.body().size(), "\r\n"));
  body_left_ = bodiless || reader_.is_head_request() ? absl::string_view() : response_.body();
  if (body_left_.size() <= kCopiedBodyBytes) {
    output_.append(body_left_.data(), body_left_.size());
    body_left_ = {};
  }
  Enter(Phase::kWriting, worker_->limits().write_timeout);
  if (WriteOut()) AnswerWritten();
}

void Connection::Refuse(int status, absl::string_view message) {
  worker_->shared().counters.errors_made.fetch_add(1, std::memory_order_relaxed);
  ++exchange_;
  keep_alive_ = false;
  lingers_ = true;
  // The request may have no head yet, so no id of its own; a new one lets the log name it.
  request_.headers.clear();
  NameRequest();
  Answer(MakeError(status, message));
}

Response Connection::MakeError(int status, absl::string_view message) {
  const ErrorFormat& format = worker_->shared().options.error_format;
  if (format) return format(status, message);
  return Response(
      status, "application/json",
      absl::StrCat(R"({"error":{"code":)", status, R"(,"status":")", StatusNameOf(status),
                   R"(","message":")", message, R"(","details":[]}})"));
}

// By hand: a field container would allocate for every line.
void Connection::FormatHead(const Response& response, absl::string_view framing) {
  if (worker_->shared().draining) keep_alive_ = false;
  output_.clear();
  output_written_ = 0;
  const absl::string_view connection = !keep_alive_         ? "Connection: close\r\n"
                                       : reader_.http_1_0() ? "Connection: keep-alive\r\n"
                                                            : "";
  absl::StrAppend(&output_, "HTTP/1.1 ", response.status(), " ", ReasonPhrase(response.status()),
                  "\r\n");
  absl::StrAppend(&output_, worker_->date_line(), "X-Request-Id: ", request_id_, "\r\n");
  absl::StrAppend(&output_, response.header_lines(), framing, connection, "\r\n");
}

void Connection::AnswerWritten() {
  response_ = Response();
  if (keep_alive_) return NextRequest();
  if (lingers_ || input_.size() > 0) return Linger();
  Abort(CloseReason::kFinished);
}

void Connection::NextRequest() {
  if (output_.capacity() > kOutputKeptMax) output_ = std::string();
  reader_.Reset();
  Enter(Phase::kIdle, worker_->limits().idle_timeout);
  Advance();
}

void Connection::Linger() {
  Enter(Phase::kLingering, kLingerMax);
  error_code error;
  socket_.shutdown(net::ip::tcp::socket::shutdown_send, error);
  input_.consume(input_.size());
  Read();
}

// --- Writing ---

// True when everything has been written; else it goes on when the socket takes more, or has
// aborted.
bool Connection::WriteOut() {
  while (output_written_ < output_.size() || !body_left_.empty()) {
    const std::array<net::const_buffer, 2> parts = {
        net::const_buffer(output_.data() + output_written_, output_.size() - output_written_),
        net::const_buffer(body_left_.data(), body_left_.size())};
    error_code error;
    const size_t written = socket_.write_some(parts, error);
    if (error == net::error::would_block || error == net::error::try_again) {
      write_waiting_ = true;
      socket_.async_wait(
          net::ip::tcp::socket::wait_write,
          [self = shared_from_this()](const error_code& waited) { self->OnWritable(waited); });
      return false;
    }
    if (error) {
      Abort(CloseReason::kPeerGone);
      return false;
    }
    NoteProgress(written);
  }
  return true;
}

void Connection::OnWritable(const error_code& error) {
  write_waiting_ = false;
  if (phase_ == Phase::kClosed) return;
  if (error) return Abort(CloseReason::kPeerGone);
  if (!WriteOut()) return;
  if (phase_ == Phase::kStreaming) return PumpStream();
  AnswerWritten();
}

void Connection::NoteProgress(size_t written) {
  const size_t of_output = std::min(written, output_.size() - output_written_);
  output_written_ += of_output;
  body_left_.remove_prefix(written - of_output);
  progress_ += written;
  if (progress_ < kProgressBytes) return;
  progress_ = 0;
  Enter(phase_, worker_->limits().write_timeout);
}

}  // namespace overround::http_server
