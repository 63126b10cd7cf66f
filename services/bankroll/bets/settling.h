#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"
#include "libs/schedule/task_runner.h"
#include "libs/telemetry/log.h"
#include "services/bankroll/bets/bet.h"
#include "services/bankroll/games/game.h"
#include "services/bankroll/parts.h"

namespace overround::bankroll {

// The task that settles, woken by whatever may let a bet be settled.
inline constexpr char kSettleTask[] = "settle_bets";
// The task that looks at every open bet again.
inline constexpr char kSweepBetsTask[] = "review_open_bets";

// Has the bets on a game looked at, in the transaction that makes it necessary.
absl::Status EnqueueSettling(pg::Transaction& tx, const GameId& game, absl::Time world_time);

// Brings every bet to what is known of its game, in whatever order bets, results, corrections and
// merges arrive.
//
// What collector tells is stored, and the game enqueued, in one transaction with the follower's
// cursor. The task then reads which bankrolls have bets on the game (a scan) and settles each
// bankroll in a transaction of its own. A bet is settled only where the verdict differs from its
// last settlement, so that doing any of it again changes nothing: a crash between two bankrolls, or
// before the game leaves the queue, costs only the repetition.
class Settling {
 public:
  // The logger outlives this.
  Settling(const Parts& parts, const telemetry::Logger& logger) : parts_(parts), logger_(logger) {}

  // Stores what was told, in place of what was known, and wakes the task where bets may settle.
  absl::Status Learn(pg::Transaction& tx, const Game& told) const;
  // The same of a record that was another of `survivor`, which was told as well.
  absl::Status LearnMerged(pg::Transaction& tx, const GameId& merged, const Game& survivor) const;

  // The task: empties the queue. A game that cannot be settled stays in it and holds up no other;
  // the task then fails with its reason.
  absl::Status SettleDue(schedule::TaskRun& run) const;
  // The task beside it: enqueues every game with open bets of which an end is known. Finds nothing
  // unless something went wrong before.
  absl::Status ReviewOpenBets(const schedule::TaskRun& run) const;

 private:
  struct Family {
    // All records of one game.
    std::vector<GameId> records;
    std::vector<BankrollId> bankrolls;
  };

  absl::Status SettleGame(const schedule::TaskRun& run, const GameId& game) const;
  absl::StatusOr<Family> FindFamily(const GameId& game, absl::Time deadline) const;
  absl::Status SettleBankroll(pg::Transaction& tx, const BankrollId& id,
                              const std::vector<GameId>& records) const;
  absl::Status SettleBet(pg::Transaction& tx, Bankroll& locked, const Game& game, Bet bet) const;
  absl::Time Soon() const { return parts_.wall.Now() + absl::Seconds(30); }

  const Parts parts_;
  const telemetry::Logger& logger_;
};

}  // namespace overround::bankroll
