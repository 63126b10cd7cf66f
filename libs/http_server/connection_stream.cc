// The part of a connection that serves answers without an end.
#include <utility>

#include <absl/strings/str_cat.h>
#include <boost/asio/buffer.hpp>
#include <boost/asio/error.hpp>

#include "libs/http_server/connection.h"

namespace overround::http_server {

namespace net = boost::asio;
using boost::system::error_code;

// Always posted, so that `on_close` never runs inside the caller, who may hold a lock it wants.
std::shared_ptr<StreamQueue> Connection::Open(uint64_t exchange, Response head,
                                              std::function<void(CloseReason)> on_close) {
  const auto queue =
      std::make_shared<StreamQueue>(worker_->limits().stream_buffer_bytes_max, std::move(on_close));
  const bool posted =
      worker_->Post([self = shared_from_this(), exchange, queue, head = std::move(head)]() mutable {
        if (!self->InExchange(exchange)) return queue->End(CloseReason::kPeerGone);
        self->BeginStream(std::move(head), queue);
      });
  if (!posted) queue->End(CloseReason::kDraining);
  return queue;
}

void Connection::BeginStream(Response head, std::shared_ptr<StreamQueue> queue) {
  worker_->shared().counters.streams_opened.fetch_add(1, std::memory_order_relaxed);
  on_gone_ = nullptr;
  stream_chunked_ = !reader_.http_1_0();
  if (!stream_chunked_) keep_alive_ = false;
  stream_ = std::move(queue);
  stream_reason_ = CloseReason::kFinished;
  stream_last_ = reader_.is_head_request();
  FormatHead(head, stream_chunked_ ? "Transfer-Encoding: chunked\r\n" : "");
  if (!stream_last_ && !head.body().empty()) AppendChunk(head.body());
  Enter(Phase::kStreaming, worker_->limits().write_timeout);
  // Holds the connection, which nothing else may do while nothing is read or written; End() lets
  // go of it.
  stream_->SetWake(
      [self = shared_from_this()] { self->worker_->Post([self] { self->PumpStream(); }); });
  if (worker_->shared().draining) Drain();
  WatchPeer();
  if (WriteOut()) PumpStream();
}

void Connection::PumpStream() {
  if (phase_ != Phase::kStreaming || CutOff(stream_->fate()) || write_waiting_) return;
  do {
    stream_->Written();
    if (stream_last_) return FinishStream();
    const StreamQueue::Taken taken = stream_->Take();
    if (CutOff(taken.fate)) return;
    if (!FormatChunks(taken)) return EnterUntimed(Phase::kStreaming);
    Enter(Phase::kStreaming, worker_->limits().write_timeout);
  } while (WriteOut());
}

// True when the stream is not to end well, and has ended.
bool Connection::CutOff(StreamQueue::Fate fate) {
  if (fate == StreamQueue::Fate::kAborted) {
    Abort(CloseReason::kAborted);
    return true;
  }
  if (fate != StreamQueue::Fate::kOverflown) return false;
  worker_->shared().counters.slow_readers_cut.fetch_add(1, std::memory_order_relaxed);
  Abort(CloseReason::kSlowReader);
  return true;
}

// False when there is nothing to write.
bool Connection::FormatChunks(const StreamQueue::Taken& taken) {
  output_.clear();
  output_written_ = 0;
  for (const StreamQueue::Bytes& bytes : taken.chunks) AppendChunk(*bytes);
  stream_last_ = taken.fate == StreamQueue::Fate::kClosing;
  if (stream_last_ && stream_chunked_) output_.append("0\r\n\r\n");
  return stream_last_ || !output_.empty();
}

void Connection::AppendChunk(absl::string_view bytes) {
  if (!stream_chunked_) {
    output_.append(bytes.data(), bytes.size());
    return;
  }
  absl::StrAppend(&output_, absl::Hex(bytes.size()), "\r\n", bytes, "\r\n");
}

void Connection::FinishStream() {
  const auto stream = std::exchange(stream_, nullptr);
  const CloseReason reason = stream_reason_;
  AnswerWritten();
  stream->End(reason);
}

// A client that waits for an answer sends nothing, so readable means it hung up, or that it sends
// its next request already; then nothing more can be learned by looking.
void Connection::WatchPeer() {
  if (watching_ || phase_ == Phase::kClosed) return;
  watching_ = true;
  socket_.async_wait(
      net::ip::tcp::socket::wait_read,
      [self = shared_from_this()](const error_code& error) { self->OnPeerReadable(error); });
}

void Connection::OnPeerReadable(const error_code& error) {
  watching_ = false;
  const bool wanted = phase_ == Phase::kStreaming || (phase_ == Phase::kHandling && on_gone_);
  if (error || !wanted) return;
  char byte = 0;
  error_code peeked;
  const size_t size =
      socket_.receive(net::mutable_buffer(&byte, 1), net::ip::tcp::socket::message_peek, peeked);
  if (peeked == net::error::would_block || peeked == net::error::try_again) return WatchPeer();
  if (peeked || size == 0) Abort(CloseReason::kPeerGone);
}

void Connection::WatchForGone(uint64_t exchange, std::function<void()> on_gone) {
  OnThread([this, exchange, on_gone = std::move(on_gone)]() mutable {
    if (!InExchange(exchange)) return;
    on_gone_ = std::move(on_gone);
    WatchPeer();
  });
}

}  // namespace overround::http_server
