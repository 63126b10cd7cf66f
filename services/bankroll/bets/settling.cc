#include "services/bankroll/bets/settling.h"

#include <algorithm>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/bankroll/bets/store.h"
#include "services/bankroll/events.h"
#include "services/bankroll/games/store.h"

namespace overround::bankroll {
namespace {

constexpr size_t kWorkMax = 1000;
using game_store::kMergesMax;
using game_store::ListRecords;

// The record that stands for a game. FAILED_PRECONDITION for merges in a circle.
absl::StatusOr<std::optional<Game>> FindSurvivor(pg::Transaction& tx, GameId id) {
  for (int hop = 0; hop < kMergesMax; ++hop) {
    OVERROUND_ASSIGN_OR_RETURN(auto game, game_store::FindGame(tx, id));
    if (!game || !game->merged_into) return game;
    id = *game->merged_into;
  }
  return absl::FailedPreconditionError(
      absl::StrCat("games/", id.ToString(), ": merged in a circle"));
}

}  // namespace

absl::Status EnqueueSettling(pg::Transaction& tx, const GameId& game, absl::Time world_time) {
  OVERROUND_RETURN_IF_ERROR(game_store::EnqueueWork(tx, game, world_time));
  return schedule::Wake(tx, kSettleTask, world_time);
}

absl::Status Settling::Learn(pg::Transaction& tx, const Game& told) const {
  OVERROUND_RETURN_IF_ERROR(game_store::UpsertGame(tx, told));
  if (told.outcome == GameOutcome::kNone) return absl::OkStatus();
  return EnqueueSettling(tx, told.id, MicrosOf(parts_.world.Now()));
}

absl::Status Settling::LearnMerged(pg::Transaction& tx, const GameId& merged,
                                   const Game& survivor) const {
  OVERROUND_ASSIGN_OR_RETURN(const auto known, game_store::FindGame(tx, merged));
  Game record = known.value_or(survivor);
  record.id = merged;
  record.merged_into = survivor.id;
  OVERROUND_RETURN_IF_ERROR(game_store::UpsertGame(tx, record));
  return Learn(tx, survivor);
}

absl::Status Settling::SettleDue(schedule::TaskRun& run) const {
  OVERROUND_ASSIGN_OR_RETURN(const auto work,
                             parts_.pool.InTransaction(Soon(), [](pg::Transaction& tx) {
                               return game_store::ListWork(tx, static_cast<int>(kWorkMax));
                             }));
  if (work.size() == kWorkMax) run.next_run_time = run.world_time;
  absl::Status first_failure;
  for (const game_store::Work& item : work) {
    if (run.stop.stop_requested()) return absl::CancelledError("settle_bets: stopped");
    absl::Status settled = SettleGame(run, item.game);
    // Somebody else has the task now.
    if (absl::IsAborted(settled)) return settled;
    if (settled.ok()) {
      settled = parts_.pool.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::Status {
        // Who holds the task now may have seen newer work of the same number.
        OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
        return game_store::DeleteWork(tx, item);
      });
      if (absl::IsAborted(settled)) return settled;
    }
    first_failure.Update(settled);
  }
  return first_failure;
}

absl::StatusOr<Settling::Family> Settling::FindFamily(const GameId& game,
                                                      absl::Time deadline) const {
  return parts_.pool.InTransaction(
      deadline, pg::kReadSnapshot, [&](pg::Transaction& tx) -> absl::StatusOr<Family> {
        OVERROUND_ASSIGN_OR_RETURN(const auto survivor, FindSurvivor(tx, game));
        Family family;
        if (!survivor) return family;
        OVERROUND_ASSIGN_OR_RETURN(family.records, ListRecords(tx, survivor->id));
        OVERROUND_ASSIGN_OR_RETURN(family.bankrolls,
                                   bet_store::ListBankrollsOnGames(tx, family.records));
        return family;
      });
}

absl::Status Settling::SettleGame(const schedule::TaskRun& run, const GameId& game) const {
  OVERROUND_ASSIGN_OR_RETURN(const Family family, FindFamily(game, Soon()));
  for (const BankrollId& bankroll : family.bankrolls) {
    OVERROUND_RETURN_IF_ERROR(
        parts_.pool.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::Status {
          OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
          return SettleBankroll(tx, bankroll, family.records);
        }));
  }
  return absl::OkStatus();
}

absl::Status Settling::SettleBankroll(pg::Transaction& tx, const BankrollId& id,
                                      const std::vector<GameId>& records) const {
  OVERROUND_ASSIGN_OR_RETURN(Bankroll locked, parts_.ledger.Lock(tx, id));
  OVERROUND_ASSIGN_OR_RETURN(const auto bets, bet_store::ListOnGames(tx, id, records));
  for (const Bet& bet : bets) {
    // Read under the lock: whatever was learnt before is seen, and what is learnt later enqueues
    // the game again.
    OVERROUND_ASSIGN_OR_RETURN(const auto game, FindSurvivor(tx, bet.asked.selection.game));
    if (!game) continue;
    OVERROUND_RETURN_IF_ERROR(SettleBet(tx, locked, *game, bet));
  }
  return absl::OkStatus();
}

absl::Status Settling::SettleBet(pg::Transaction& tx, Bankroll& locked, const Game& game,
                                 Bet bet) const {
  const absl::StatusOr<std::optional<Settlement>> judged = Judge(bet, game);
  if (absl::IsFailedPrecondition(judged.status())) {
    // The result does not tell the score of the bet's period: it stays open until one does.
    logger_.Warning("bet cannot be settled yet",
                    {{"bet", bet.id.ToString()}, {"reason", judged.status()}});
    return absl::OkStatus();
  }
  OVERROUND_RETURN_IF_ERROR(judged.status());
  if (!*judged || !MustSettle(bet, **judged)) return absl::OkStatus();

  const absl::Time now = MicrosOf(parts_.world.Now());
  Settlement settlement = **judged;
  settlement.number = bet.settlement_count + 1;
  settlement.settle_time = now;
  bet.state = settlement.state;
  bet.settlement_count = settlement.number;
  bet.settle_time = now;
  bet.profit_minor = settlement.profit_minor;
  bet.game_start_time = game.start_time;
  OVERROUND_RETURN_IF_ERROR(parts_.ledger.Settle(
      tx, locked, bet.id, settlement.number, bet.asked.stake.minor_units, settlement.payout_minor));
  OVERROUND_RETURN_IF_ERROR(bet_store::InsertSettlement(tx, bet, settlement));
  OVERROUND_RETURN_IF_ERROR(bet_store::UpdateState(tx, bet));
  std::vector<Bet> told = {bet};
  OVERROUND_RETURN_IF_ERROR(bet_store::LoadSettlements(tx, told));
  return parts_.events.Append(tx, BetSettled(told.front(), locked, now));
}

absl::Status Settling::ReviewOpenBets(const schedule::TaskRun& run) const {
  return parts_.pool.InTransaction(Soon(), [&](pg::Transaction& tx) -> absl::Status {
    OVERROUND_RETURN_IF_ERROR(run.fence.Check(tx));
    OVERROUND_ASSIGN_OR_RETURN(const auto games, bet_store::ListGamesWithOpenBets(tx));
    for (const GameId& id : games) {
      OVERROUND_ASSIGN_OR_RETURN(const auto game, FindSurvivor(tx, id));
      if (!game || game->outcome == GameOutcome::kNone) continue;
      OVERROUND_RETURN_IF_ERROR(EnqueueSettling(tx, id, run.world_time));
    }
    return absl::OkStatus();
  });
}

}  // namespace overround::bankroll
