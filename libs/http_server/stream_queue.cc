#include "libs/http_server/stream_queue.h"

#include <utility>

namespace overround::http_server {
namespace {

// What a queued chunk costs beside its bytes, so that many tiny ones are bounded too.
constexpr size_t kChunkOverhead = 64;

}  // namespace

void StreamQueue::SetWake(Wake wake) {
  const std::lock_guard<std::mutex> lock(mutex_);
  wake_ = std::move(wake);
}

bool StreamQueue::Push(Bytes bytes) {
  std::unique_lock<std::mutex> lock(mutex_);
  if (ended_ || fate_ != Fate::kOpen) return false;
  // An empty chunk would mean the end of the answer.
  if (bytes == nullptr || bytes->empty()) return true;
  const size_t cost = bytes->size() + kChunkOverhead;
  if (pending_bytes_ + taken_bytes_ + cost > bytes_max_) {
    EndWith(Fate::kOverflown, std::move(lock));
    return false;
  }
  pending_bytes_ += cost;
  pending_.push_back(std::move(bytes));
  if (!std::exchange(woken_, true)) WakeOutside(std::move(lock));
  return true;
}

void StreamQueue::Close() {
  std::unique_lock<std::mutex> lock(mutex_);
  if (!ended_ && fate_ == Fate::kOpen) EndWith(Fate::kClosing, std::move(lock));
}

void StreamQueue::Abort() {
  std::unique_lock<std::mutex> lock(mutex_);
  if (!ended_ && fate_ == Fate::kOpen) EndWith(Fate::kAborted, std::move(lock));
}

// Wakes although a call is outstanding: that one may have come while a write was waiting, and gone.
void StreamQueue::EndWith(Fate fate, std::unique_lock<std::mutex> lock) {
  fate_ = fate;
  if (fate != Fate::kClosing) pending_.clear();
  WakeOutside(std::move(lock));
}

bool StreamQueue::ended() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return ended_ || fate_ != Fate::kOpen;
}

StreamQueue::Fate StreamQueue::fate() const {
  const std::lock_guard<std::mutex> lock(mutex_);
  return fate_;
}

StreamQueue::Taken StreamQueue::Take() {
  const std::lock_guard<std::mutex> lock(mutex_);
  woken_ = false;
  taken_bytes_ += pending_bytes_;
  pending_bytes_ = 0;
  return {std::exchange(pending_, {}), fate_};
}

void StreamQueue::Written() {
  const std::lock_guard<std::mutex> lock(mutex_);
  taken_bytes_ = 0;
}

void StreamQueue::End(CloseReason reason) {
  std::function<void(CloseReason)> on_close;
  Wake wake;
  {
    const std::lock_guard<std::mutex> lock(mutex_);
    ended_ = true;
    pending_.clear();
    on_close = std::exchange(on_close_, nullptr);
    // The wake-up holds the connection, which holds this.
    wake = std::exchange(wake_, nullptr);
  }
  if (on_close) on_close(reason);
}

void StreamQueue::WakeOutside(std::unique_lock<std::mutex> lock) {
  const Wake wake = wake_;
  lock.unlock();
  if (wake) wake();
}

}  // namespace overround::http_server
