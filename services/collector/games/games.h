#pragma once

#include <optional>
#include <string>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/base/ids.h"
#include "libs/eventlog/appender.h"
#include "libs/pg/transaction.h"
#include "services/collector/games/game.h"
#include "services/collector/games/store.h"
#include "services/collector/games/teams.h"

namespace overround::collector {

// Who plays whom, when, and how it ended. Every change is a fact with an event, in the caller's
// transaction, which holds the sport's turn (games::LockIntake).
class Games {
 public:
  // Both outlive this.
  Games(const IdSource& ids, const eventlog::Appender& events) : ids_(ids), events_(events) {}

  // The game a source names for the first time: one we know from others, else a new one
  // (GameScheduled). A game's own start is left alone: see Move.
  absl::StatusOr<Game> Adopt(pg::Transaction& tx, const Sport& sport, Teams& teams,
                             const Described& described, const Provenance& from);

  // The plan has another start (GameMoved). A game that was on is off again. Where that makes it
  // one with another record of the same pairing, they are merged (GameMerged) and the survivor is
  // what becomes of `game`. Nothing where the start is the same or the game is over.
  absl::Status Move(pg::Transaction& tx, const Sport& sport, absl::Time start,
                    const Provenance& from, Game& game);

  // The game has begun, or the start we took for actual was another (GameStarted): true when that
  // is news, and its lines must be closed.
  absl::StatusOr<bool> Start(pg::Transaction& tx, absl::Time actual_start, const Provenance& from,
                             Game& game);

  // The game has ended (GameFinal), or otherwise than we said (ResultCorrected): true when that is
  // news. FAILED_PRECONDITION for a void game.
  absl::StatusOr<bool> Finish(pg::Transaction& tx, const Score& score, const Provenance& from,
                              Game& game);

  // The game is put off, nobody says to when (GameMoved, with its old start): true when that is
  // news. Its next start ends it: see Move.
  absl::StatusOr<bool> Postpone(pg::Transaction& tx, const Provenance& from, Game& game);

  // Who put the game off says that it is on as planned after all (GameMoved, with its old start):
  // true when that is news.
  absl::StatusOr<bool> Reinstate(pg::Transaction& tx, const Provenance& from, Game& game);

  // The game will not count (GameVoided). FAILED_PRECONDITION unless it is open.
  absl::Status Void(pg::Transaction& tx, const std::string& reason, const Provenance& from,
                    Game& game);

  // For facts that are collected first: GameBatch.
  const eventlog::Appender& events() const { return events_; }

 private:
  Stamp NextStamp(const Game& game, FactKind kind, const Provenance& from) const;
  // Writes the game and the fact that changed it.
  absl::Status Record(pg::Transaction& tx, FactKind kind, const Provenance& from, Game& game,
                      GameFact fact) const;
  // Another status at the same start (GameMoved).
  absl::Status Restate(pg::Transaction& tx, GameStatus status, const Provenance& from, Game& game);
  absl::Status MergeTwin(pg::Transaction& tx, const Sport& sport, const Provenance& from,
                         Game& game);
  absl::Status Merge(pg::Transaction& tx, const Provenance& from, Game& survivor, Game& loser);

  const IdSource& ids_;
  const eventlog::Appender& events_;
};

}  // namespace overround::collector
