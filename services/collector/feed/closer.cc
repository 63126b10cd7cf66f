#include "services/collector/feed/closer.h"

#include <algorithm>

#include "libs/base/status_macros.h"
#include "services/collector/games/store.h"

namespace overround::collector {
namespace {

// What we conclude ourselves, from the clock alone.
Provenance ByTheClock(absl::Time now) { return {"collector", "", now, now, Basis::kAssumed}; }

// What is concluded in time is dated by when it was due, not by when a process came round to it:
// a rebuilt database concludes the same at the same time.
constexpr absl::Duration kInTime = absl::Minutes(1);
absl::Time DatedBy(absl::Time due, absl::Time world_time) {
  return world_time - due <= kInTime ? due : world_time;
}

// Starts one game and closes its lines, where that is due by then and nobody has done it.
absl::Status StartAndClose(pg::Transaction& tx, const Game& due, absl::Time world_time,
                           const ClosingParts& parts) {
  OVERROUND_RETURN_IF_ERROR(games::LockIntake(tx, due.sport));
  OVERROUND_ASSIGN_OR_RETURN(std::optional<Game> game, games::FindGame(tx, due.id));
  const bool is_due = game && game->status == GameStatus::kScheduled && game->start <= world_time;
  if (!is_due) return absl::OkStatus();
  // Due at the start, or once we knew of a game whose start lies behind us.
  const absl::Time due_time = std::max(game->start, game->stamp.receive_time);
  const Provenance from = ByTheClock(DatedBy(due_time, world_time));
  OVERROUND_RETURN_IF_ERROR(parts.games.Start(tx, game->start, from, *game).status());
  return parts.quotes.CloseLines(tx, from, *game);
}

absl::Status WakeIfThere(pg::Transaction& tx, absl::string_view task, absl::Time at) {
  const absl::Status woken = schedule::Wake(tx, task, at);
  return absl::IsNotFound(woken) ? absl::OkStatus() : woken;
}

}  // namespace

absl::Status PlanCloses(pg::Transaction& tx) {
  OVERROUND_ASSIGN_OR_RETURN(const auto next, games::FindNextStart(tx));
  if (!next) return absl::OkStatus();
  OVERROUND_RETURN_IF_ERROR(WakeIfThere(tx, kCloseTask, *next));
  return WakeIfThere(tx, kScoresTask, *next);
}

absl::Status CloseBefore(pg::Transaction& tx, const Sport& sport, absl::Time receive_time,
                         const ClosingParts& parts) {
  OVERROUND_ASSIGN_OR_RETURN(const auto due, games::ListDueToStart(tx, receive_time));
  for (const Game& game : due) {
    if (game.sport != sport.key) continue;
    OVERROUND_RETURN_IF_ERROR(StartAndClose(tx, game, receive_time, parts));
  }
  return absl::OkStatus();
}

absl::Status Closer::CloseDue(schedule::TaskRun& run) {
  // One for all: no sport's answers may keep the others from being closed for long.
  const absl::Time patience = Soon();
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<Game> due,
                             pool_.InTransaction(Soon(), [&](pg::Transaction& tx) {
                               return games::ListDueToStart(tx, run.world_time);
                             }));
  for (const Game& game : due) {
    if (run.stop.stop_requested()) return absl::CancelledError("close_lines: asked to stop");
    // Where it cannot be taken in now, the close goes on without, and is corrected later.
    if (turns_ != nullptr) turns_->Await(game.sport, game.start, patience).IgnoreError();
    OVERROUND_RETURN_IF_ERROR(CloseOne(run, game));
  }
  OVERROUND_ASSIGN_OR_RETURN(
      run.next_run_time,
      pool_.InTransaction(Soon(), [](pg::Transaction& tx) { return games::FindNextStart(tx); }));
  return absl::OkStatus();
}

absl::Status Closer::CloseOne(const schedule::TaskRun& run, const Game& due) {
  return pool_.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::Status {
    OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
    return StartAndClose(tx, due, run.world_time, {games_, quotes_});
  });
}

absl::Status Closer::VoidAbandoned(schedule::TaskRun& run) {
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<Game> abandoned,
                             pool_.InTransaction(Soon(), [&](pg::Transaction& tx) {
                               return games::ListAbandoned(tx, run.world_time - kAbandonedAfter);
                             }));
  for (const Game& game : abandoned) OVERROUND_RETURN_IF_ERROR(VoidOne(run, game));
  return absl::OkStatus();
}

absl::Status Closer::VoidOne(const schedule::TaskRun& run, const Game& abandoned) {
  return pool_.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::Status {
    OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
    OVERROUND_RETURN_IF_ERROR(games::LockIntake(tx, abandoned.sport));
    OVERROUND_ASSIGN_OR_RETURN(std::optional<Game> game, games::FindGame(tx, abandoned.id));
    if (!game || !game->IsOpen()) return absl::OkStatus();
    const Provenance from = ByTheClock(DatedBy(run.due_time, run.world_time));
    return games_.Void(tx, "no result within 14 days", from, *game);
  });
}

}  // namespace overround::collector
