#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "libs/http_server/responder.h"

namespace overround::http_server {

// What senders on any thread have queued for one stream, and the connection's thread takes away.
// Private to this library.
class StreamQueue {
 public:
  using Bytes = std::shared_ptr<const std::string>;

  // Asks the connection's thread to come and Take(). Called without the lock, and not again for
  // more bytes until they are taken.
  using Wake = std::function<void()>;

  enum class Fate { kOpen, kClosing, kAborted, kOverflown };

  struct Taken {
    std::vector<Bytes> chunks;
    Fate fate = Fate::kOpen;
  };

  StreamQueue(size_t bytes_max, std::function<void(CloseReason)> on_close)
      : bytes_max_(bytes_max), on_close_(std::move(on_close)) {}

  void SetWake(Wake wake);

  // False when the stream has ended, or ends because this is more than it may hold.
  bool Push(Bytes bytes);
  // Writes what is held, then ends.
  void Close();
  // Ends without writing what is held.
  void Abort();
  bool ended() const;
  Fate fate() const;

  // On the connection's thread. What is taken still counts as held until Written().
  Taken Take();
  void Written();
  // Ends the stream for its senders; the first call tells `on_close`.
  void End(CloseReason reason);

 private:
  void EndWith(Fate fate, std::unique_lock<std::mutex> lock);
  void WakeOutside(std::unique_lock<std::mutex> lock);

  const size_t bytes_max_;
  mutable std::mutex mutex_;
  std::function<void(CloseReason)> on_close_;
  Wake wake_;
  std::vector<Bytes> pending_;
  size_t pending_bytes_ = 0;
  size_t taken_bytes_ = 0;
  Fate fate_ = Fate::kOpen;
  bool ended_ = false;
  bool woken_ = false;
};

}  // namespace overround::http_server
