#pragma once

#include <absl/status/status.h>
#include <absl/time/time.h>

#include "libs/pg/pool.h"
#include "libs/schedule/task_runner.h"
#include "services/collector/games/games.h"
#include "services/collector/intake/turns.h"
#include "services/collector/quotes/quotes.h"

namespace overround::collector {

inline constexpr char kCloseTask[] = "close_lines";
inline constexpr char kScoresTask[] = "poll_scores";
// When abandoned games are voided.
inline constexpr char kVoidCron[] = "23 5 * * *";
// A game without a result for so long after its start is void.
inline constexpr absl::Duration kAbandonedAfter = absl::Hours(24 * 14);

// Starts games whose planned start has come, as planned until a provider says otherwise, and closes
// their lines.
class Closer {
 public:
  // All outlive this.
  Closer(pg::Pool& pool, Games& games, Quotes& quotes, const Clock& wall)
      : pool_(pool), games_(games), quotes_(quotes), wall_(wall) {}

  // Answers whose turns these are belong to a close if they were received before the start, and are
  // awaited; not those that cannot be taken in now. They outlive this.
  void SetTurns(const Turns& turns) { turns_ = &turns; }

  // Due at each planned start.
  absl::Status CloseDue(schedule::TaskRun& run);

  // Voids games that started long ago and nobody has told the result of.
  absl::Status VoidAbandoned(schedule::TaskRun& run);

 private:
  absl::Status CloseOne(const schedule::TaskRun& run, const Game& due);
  absl::Status VoidOne(const schedule::TaskRun& run, const Game& abandoned);
  absl::Time Soon() const { return wall_.Now() + absl::Seconds(30); }

  pg::Pool& pool_;
  Games& games_;
  Quotes& quotes_;
  const Clock& wall_;
  const Turns* turns_ = nullptr;
};

// Who starts games and closes their lines.
struct ClosingParts {
  Games& games;
  Quotes& quotes;
};

// What was due in a sport by the time an answer about it was received and nobody has come round to:
// in the transaction that takes it in, and before it, as a rebuild has it.
absl::Status CloseBefore(pg::Transaction& tx, const Sport& sport, absl::Time receive_time,
                         const ClosingParts& parts);

// Plans the next close and, where a game is on, the next look at the scores, in the transaction
// that learned of a game. A task that this process does not have is passed over.
absl::Status PlanCloses(pg::Transaction& tx);

}  // namespace overround::collector
