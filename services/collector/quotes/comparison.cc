#include "services/collector/quotes/comparison.h"

#include <absl/cleanup/cleanup.h>

namespace overround::collector {
namespace {

// Enough for the server to be busy with while the next are found.
constexpr size_t kToldAtOnce = 256;

}  // namespace

Comparison::Comparison(Board& board, const Shown& shown)
    : change_(std::async(std::launch::async, [this, &board, &shown] {
        // However it ends, nobody waits for more.
        const absl::Cleanup end = [this] { TellEnd(); };
        BoardChange change = board.Take(shown, [this](const BoardChange& so_far) {
          if (so_far.changed.size() >= found_.size() + kToldAtOnce) Tell(so_far.changed);
        });
        Tell(change.changed);
        return change;  // Moved: its quotes stay where they are.
      })) {}

std::span<const Quote> Comparison::NextChanged() {
  std::unique_lock lock(mutex_);
  told_.wait(lock, [&] { return is_all_found_ || given_ < found_.size(); });
  const std::span<const Quote> next = found_.subspan(given_);
  given_ = found_.size();
  return next;
}

void Comparison::Tell(std::span<const Quote> found) {
  const std::lock_guard lock(mutex_);
  found_ = found;
  told_.notify_one();
}

void Comparison::TellEnd() {
  const std::lock_guard lock(mutex_);
  is_all_found_ = true;
  told_.notify_one();
}

}  // namespace overround::collector
