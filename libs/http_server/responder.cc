#include "libs/http_server/responder.h"

#include <utility>

#include "libs/base/check.h"
#include "libs/http_server/connection.h"
#include "libs/http_server/stream_queue.h"

namespace overround::http_server {

bool Stream::Send(std::string bytes) {
  return Send(std::make_shared<const std::string>(std::move(bytes)));
}

bool Stream::Send(std::shared_ptr<const std::string> bytes) {
  return queue_->Push(std::move(bytes));
}

void Stream::Close() { queue_->Close(); }

void Stream::Abort() { queue_->Abort(); }

bool Stream::closed() const { return queue_->ended(); }

Responder& Responder::operator=(Responder&& other) noexcept {
  std::swap(connection_, other.connection_);
  std::swap(exchange_, other.exchange_);
  return *this;
}

Responder::~Responder() {
  if (connection_) connection_->CompleteDropped(exchange_);
}

void Responder::Send(Response response) {
  OVERROUND_CHECK(connection_ != nullptr);
  const std::shared_ptr<Connection> connection = std::exchange(connection_, nullptr);
  connection->Complete(exchange_, std::move(response));
}

Stream Responder::OpenStream(Response head, std::function<void(CloseReason)> on_close) {
  OVERROUND_CHECK(connection_ != nullptr);
  const std::shared_ptr<Connection> connection = std::exchange(connection_, nullptr);
  const std::shared_ptr<StreamQueue> queue =
      connection->Open(exchange_, std::move(head), std::move(on_close));
  // The handles share a second count, so that the last of them closes the stream although the
  // connection still holds the queue.
  return Stream(
      std::shared_ptr<StreamQueue>(queue.get(), [queue](StreamQueue* held) { held->Close(); }));
}

void Responder::OnGone(std::function<void()> on_gone) {
  OVERROUND_CHECK(connection_ != nullptr);
  connection_->WatchForGone(exchange_, std::move(on_gone));
}

}  // namespace overround::http_server
