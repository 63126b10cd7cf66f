#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include "libs/http_server/response.h"

namespace overround::http_server {

class Connection;
class StreamQueue;

// Why an exchange or a stream ended before, or without, its answer.
enum class CloseReason {
  // Close() or the last handle went away; everything sent has been written.
  kFinished,
  // Abort().
  kAborted,
  // The other end hung up, or the connection broke.
  kPeerGone,
  // The reader let more than `stream_buffer_bytes_max` pile up, or took nothing for the write
  // time-out: it was cut off.
  kSlowReader,
  // The server drains.
  kDraining,
};

// The sending end of an answer without an end: chunked encoding over HTTP/1.1, bytes until the
// connection closes over HTTP/1.0. Safe to use from any thread; a shared handle.
class Stream {
 public:
  // Queues bytes; they become one chunk. Never waits: a reader that is too slow is cut off, which
  // ends the stream. False when the stream has ended, so the sender can forget it.
  bool Send(std::string bytes);
  // The same bytes for many readers, without a copy for each.
  bool Send(std::shared_ptr<const std::string> bytes);

  // Ends the answer once everything sent has been written. Harmless when it has ended already.
  void Close();

  // Cuts the connection without the end mark, so that the reader knows the answer is not whole.
  void Abort();

  bool closed() const;

 private:
  friend class Responder;
  explicit Stream(std::shared_ptr<StreamQueue> queue) : queue_(std::move(queue)) {}

  std::shared_ptr<StreamQueue> queue_;
};

// The right to answer one request, once, now or later, from any thread. Movable, not copyable. One
// that is dropped unused answers 500, so no client waits for an answer that never comes.
class Responder {
 public:
  Responder(Responder&& other) noexcept = default;
  Responder& operator=(Responder&& other) noexcept;
  ~Responder();

  // Answers. The Responder is spent, and the Request it came with is no longer valid.
  void Send(Response response);

  // Answers with `head` (its body, if it has one, is the first chunk) and leaves the answer open.
  // The Responder is spent. `on_close` runs exactly once, on a thread of the server, however the
  // stream ends, and maybe before this returns; it must not block. (Once the server has stopped it
  // runs in here.)
  Stream OpenStream(Response head, std::function<void(CloseReason)> on_close);

  // Runs `on_gone` at most once, on a thread of the server, if the client hangs up before it is
  // answered, so that work nobody waits for can be cancelled. Call it in the handler.
  void OnGone(std::function<void()> on_gone);

 private:
  friend class Connection;
  Responder(std::shared_ptr<Connection> connection, uint64_t exchange)
      : connection_(std::move(connection)), exchange_(exchange) {}

  std::shared_ptr<Connection> connection_;
  uint64_t exchange_;
};

}  // namespace overround::http_server
