#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>

#include "libs/http_server/request_reader.h"
#include "libs/http_server/responder.h"
#include "libs/http_server/stream_queue.h"
#include "libs/http_server/worker.h"

namespace overround::http_server {

// One client's connection: reads a request, hands it to the handler, writes the answer, and so on.
// Lives on one worker's thread; what a Responder calls from other threads is posted there. Private
// to this library.
class Connection : public std::enable_shared_from_this<Connection> {
 public:
  Connection(std::shared_ptr<Worker> worker, boost::asio::ip::tcp::socket socket, std::string peer);

  void Start();
  // Answers 503 whatever is asked, and closes.
  void StartRefused();

  // From any thread. An exchange that is over, or not the present one, changes nothing.
  void Complete(uint64_t exchange, Response response);
  void CompleteDropped(uint64_t exchange);
  std::shared_ptr<StreamQueue> Open(uint64_t exchange, Response head,
                                    std::function<void(CloseReason)> on_close);

  // On the worker's thread.
  void WatchForGone(uint64_t exchange, std::function<void()> on_gone);
  // When the deadline has passed.
  void Expire();
  void Drain();
  void Abort(CloseReason reason);

  SteadyTime deadline() const { return deadline_; }
  size_t place() const { return place_; }
  void set_place(size_t place) { place_ = place; }

 private:
  enum class Phase { kIdle, kHead, kBody, kHandling, kWriting, kStreaming, kLingering, kClosed };

  // Runs `function` on the worker's thread: now, if this is it. False once the server has stopped.
  template <typename Function>
  bool OnThread(Function&& function) {
    if (worker_->OnOwnThread()) {
      function();
      return true;
    }
    return worker_->Post([self = shared_from_this(),
                          function = std::forward<Function>(function)]() mutable { function(); });
  }

  void Enter(Phase phase, absl::Duration timeout);
  void EnterUntimed(Phase phase);

  void Read();
  void OnRead(const boost::system::error_code& error, size_t size);
  void Advance();
  bool FeedReader();
  void SkipEmptyLines();
  void BeginBody();
  void Dispatch();
  void NameRequest();

  void Answer(Response response);
  void Refuse(int status, absl::string_view message);
  Response MakeError(int status, absl::string_view message);
  void FormatHead(const Response& response, absl::string_view framing);
  void AnswerWritten();
  void NextRequest();
  void Linger();

  void BeginStream(Response head, std::shared_ptr<StreamQueue> queue);
  void PumpStream();
  bool CutOff(StreamQueue::Fate fate);
  bool FormatChunks(const StreamQueue::Taken& taken);
  void AppendChunk(absl::string_view bytes);
  void FinishStream();

  bool WriteOut();
  void OnWritable(const boost::system::error_code& error);
  void NoteProgress(size_t written);

  void WatchPeer();
  void OnPeerReadable(const boost::system::error_code& error);

  bool InExchange(uint64_t exchange) const {
    return exchange == exchange_ && phase_ == Phase::kHandling;
  }

  // First, so that its io_context outlives the socket.
  std::shared_ptr<Worker> worker_;
  boost::asio::ip::tcp::socket socket_;
  std::string peer_;
  size_t place_ = 0;

  Phase phase_ = Phase::kIdle;
  SteadyTime deadline_ = SteadyTime::max();
  bool reading_ = false;
  bool watching_ = false;
  // Inside Advance(): whoever finishes an answer lets that loop go on instead of starting another.
  bool advancing_ = false;
  bool keep_alive_ = true;
  // The client may still be sending what nobody will read: closing at once would reset the
  // connection before it has read the answer.
  bool lingers_ = false;
  uint64_t exchange_ = 0;

  boost::beast::flat_buffer input_;
  RequestReader reader_;
  Request request_;
  std::string request_id_;
  std::function<void()> on_gone_;

  // What is being written: `output_`, then `response_`'s body unless it was copied into the first.
  std::string output_;
  Response response_;
  absl::string_view body_left_;
  size_t output_written_ = 0;
  size_t progress_ = 0;
  bool write_waiting_ = false;

  std::shared_ptr<StreamQueue> stream_;
  bool stream_chunked_ = true;
  bool stream_last_ = false;
  CloseReason stream_reason_ = CloseReason::kFinished;
};

}  // namespace overround::http_server
