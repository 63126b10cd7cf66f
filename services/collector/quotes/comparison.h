#pragma once

#include <condition_variable>
#include <cstddef>
#include <future>
#include <mutex>
#include <span>

#include "services/collector/quotes/board.h"

namespace overround::collector {

// An answer compared with the board by a thread of its own, so that the first changes are stored
// while the rest is looked for.
class Comparison {
 public:
  // Both outlive this, and nobody else touches the board until Change has returned.
  Comparison(Board& board, const Shown& shown);

  // The quotes that changed and were not given yet, some hundreds; waits for them. None at the end.
  // One caller.
  std::span<const Quote> NextChanged();

  // All that changes; waits for the end. Any number of callers.
  const BoardChange& Change() const { return change_.get(); }

 private:
  void Tell(std::span<const Quote> found);
  void TellEnd();

  std::mutex mutex_;
  std::condition_variable told_;
  // Those found and told of: they stand in one place while more are added behind them.
  std::span<const Quote> found_;
  size_t given_ = 0;
  bool is_all_found_ = false;
  std::shared_future<BoardChange> change_;
};

}  // namespace overround::collector
