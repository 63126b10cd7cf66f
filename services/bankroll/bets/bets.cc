#include "services/bankroll/bets/bets.h"

#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/domain/settlement.h"
#include "services/bankroll/bets/settling.h"
#include "services/bankroll/events.h"
#include "services/bankroll/games/store.h"
#include "services/bankroll/ledger/access.h"
#include "services/bankroll/ledger/store.h"
#include "services/bankroll/limits/store.h"

namespace overround::bankroll {
namespace {

// So that no sum over a bankroll ever overflows.
constexpr int64_t kPayoutMax = 10'000'000'000'000;

// The currency fits and no way the bet can end is out of range.
absl::Status CheckStake(const Bankroll& bankroll, const NewBet& asked, const Odds& odds) {
  if (asked.stake.currency != bankroll.currency) {
    return absl::InvalidArgumentError(
        absl::StrCat("bet.stake: ", asked.stake.currency.code(), " at scale ",
                     asked.stake.currency.scale(), ", want the bankroll's ",
                     bankroll.currency.code(), " at scale ", bankroll.currency.scale()));
  }
  OVERROUND_ASSIGN_OR_RETURN(const Money payout, Payout(asked.stake, odds, Outcome::kWin));
  if (payout.minor_units <= kPayoutMax) return absl::OkStatus();
  return absl::OutOfRangeError(absl::StrCat("bet.stake: would pay ", payout.minor_units,
                                            " minor units, want at most ", kPayoutMax));
}

// What is known of a game of which the log has told nothing yet.
Game GameOf(const Selection& selection, const Offer& offer) {
  return {.id = selection.game,
          .sport = offer.sport,
          .title = offer.game_title,
          .start_time = offer.game_start_time};
}

absl::Status FillRefusal(const std::vector<FillFinding>& faults) {
  if (faults.empty()) return absl::OkStatus();
  return absl::FailedPreconditionError(faults.front().message);
}

absl::StatusOr<std::optional<Bet>> EarlierIn(pg::Transaction& tx, const NewBet& asked) {
  OVERROUND_ASSIGN_OR_RETURN(auto earlier,
                             bet_store::FindByRequest(tx, asked.bankroll, asked.request_id));
  if (!earlier) return std::nullopt;
  if (!IsSameRequest(*earlier, asked)) {
    return absl::AlreadyExistsError(absl::StrCat("request_id: \"", asked.request_id,
                                                 "\" was used with other content, want a new one"));
  }
  return earlier;
}

absl::Status LoadStarts(pg::Transaction& tx, std::vector<Bet>& bets) {
  std::vector<GameId> ids;
  for (const Bet& bet : bets) ids.push_back(bet.asked.selection.game);
  OVERROUND_ASSIGN_OR_RETURN(const auto games, game_store::FindGames(tx, ids));
  for (Bet& bet : bets) bet.game_start_time = games.at(bet.asked.selection.game).start_time;
  return absl::OkStatus();
}

absl::Status LoadRest(pg::Transaction& tx, std::vector<Bet>& bets) {
  OVERROUND_RETURN_IF_ERROR(LoadStarts(tx, bets));
  return bet_store::LoadSettlements(tx, bets);
}

}  // namespace

absl::StatusOr<std::optional<Bet>> Bets::FindEarlier(const std::string& principal,
                                                     const NewBet& asked,
                                                     absl::Time deadline) const {
  return parts_.pool.InTransaction(
      deadline, [&](pg::Transaction& tx) -> absl::StatusOr<std::optional<Bet>> {
        OVERROUND_ASSIGN_OR_RETURN(const Bankroll bankroll,
                                   ledger_store::FindBankroll(tx, asked.bankroll));
        OVERROUND_RETURN_IF_ERROR(MustOwn(principal, bankroll));
        OVERROUND_ASSIGN_OR_RETURN(const auto earlier, EarlierIn(tx, asked));
        if (!earlier) return std::nullopt;
        std::vector<Bet> bets = {*earlier};
        OVERROUND_RETURN_IF_ERROR(LoadRest(tx, bets));
        return bets.front();
      });
}

absl::StatusOr<Bet> Bets::Open(const std::string& principal, const NewBet& asked,
                               absl::Time deadline) const {
  // A repeated request is answered also when the price has gone since.
  OVERROUND_ASSIGN_OR_RETURN(const auto earlier, FindEarlier(principal, asked, deadline));
  if (earlier) return *earlier;
  auto offer = find_offer_(asked.selection, asked.sportsbook, deadline);
  if (absl::IsNotFound(offer.status())) {
    return absl::FailedPreconditionError(
        absl::StrCat("odds: not offered by sportsbooks/", asked.sportsbook, " at that line now"));
  }
  OVERROUND_RETURN_IF_ERROR(offer.status());

  OVERROUND_ASSIGN_OR_RETURN(
      const Opened opened,
      parts_.pool.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::StatusOr<Opened> {
        OVERROUND_ASSIGN_OR_RETURN(Bankroll locked, parts_.ledger.Lock(tx, asked.bankroll));
        OVERROUND_RETURN_IF_ERROR(MustOwn(principal, locked));
        return OpenIn(tx, locked, asked, *offer);
      }));
  if (const auto* breach = std::get_if<LimitBreach>(&opened)) {
    return absl::FailedPreconditionError(breach->message);
  }
  return std::get<Bet>(opened);
}

absl::StatusOr<Bets::Opened> Bets::OpenIn(pg::Transaction& tx, Bankroll& locked,
                                          const NewBet& asked, const Offer& offer) const {
  OVERROUND_ASSIGN_OR_RETURN(const auto earlier, EarlierIn(tx, asked));
  if (earlier) return *earlier;
  const absl::Time now = MicrosOf(parts_.world.Now());
  OVERROUND_RETURN_IF_ERROR(CheckStake(locked, asked, offer.price.odds));
  OVERROUND_RETURN_IF_ERROR(FillRefusal(FindFillFaults(offer, asked.odds, now)));

  OVERROUND_ASSIGN_OR_RETURN(const auto breach, FindBreachIn(tx, locked, asked.stake.minor_units));
  if (breach) {
    OVERROUND_RETURN_IF_ERROR(
        parts_.events.Append(tx, LimitReached(locked, *breach, asked.stake.minor_units, now)));
    return *breach;
  }

  Bet bet = {.id = BetId(parts_.ids.Derive(
                 now, "bet", absl::StrCat(locked.id.ToString(), "/", asked.request_id))),
             .owner = locked.owner,
             .asked = asked,
             .price = offer.price,
             .quote = offer.quote,
             .sport = offer.sport,
             .game_title = offer.game_title,
             .place_time = now};
  OVERROUND_RETURN_IF_ERROR(bet_store::InsertBet(tx, bet));
  OVERROUND_RETURN_IF_ERROR(parts_.ledger.Hold(tx, locked, bet.id, asked.stake.minor_units));
  OVERROUND_ASSIGN_OR_RETURN(
      const Game game, game_store::InsertIfUnknownAndLock(tx, GameOf(asked.selection, offer)));
  bet.game_start_time = game.start_time;
  if (game.outcome != GameOutcome::kNone || game.merged_into) {
    OVERROUND_RETURN_IF_ERROR(EnqueueSettling(tx, game.id, now));
  }
  OVERROUND_RETURN_IF_ERROR(parts_.events.Append(tx, BetPlaced(bet, locked, now)));
  return bet;
}

absl::StatusOr<std::optional<LimitBreach>> Bets::FindBreachIn(pg::Transaction& tx,
                                                              const Bankroll& locked,
                                                              int64_t stake_minor) const {
  const absl::Time now = MicrosOf(parts_.world.Now());
  OVERROUND_ASSIGN_OR_RETURN(const Limits stored, limits_store::FindLimits(tx, locked.id));
  const Limits limits = InForce(stored, now);
  OVERROUND_ASSIGN_OR_RETURN(const absl::Time day_begin, DayBegin(limits, now));
  OVERROUND_ASSIGN_OR_RETURN(const int64_t day_net,
                             limits_store::SumDayNet(tx, locked.id, day_begin));
  return FindBreach(limits, stake_minor, day_net);
}

absl::StatusOr<Bet> Bets::Get(const std::string& principal, const BetId& id,
                              absl::Time deadline) const {
  return parts_.pool.InTransaction(
      deadline, pg::kReadSnapshot, [&](pg::Transaction& tx) -> absl::StatusOr<Bet> {
        OVERROUND_ASSIGN_OR_RETURN(const auto found, bet_store::FindBet(tx, id));
        if (!found || !MaySee(principal, found->owner)) {
          return absl::NotFoundError(
              absl::StrCat("name: bets/", id.ToString(), ", want one that exists"));
        }
        std::vector<Bet> bets = {*found};
        OVERROUND_RETURN_IF_ERROR(LoadRest(tx, bets));
        return bets.front();
      });
}

absl::StatusOr<std::vector<Bet>> Bets::List(const std::string& principal,
                                            const bet_store::BetFilter& filter,
                                            absl::Time deadline) const {
  OVERROUND_RETURN_IF_ERROR(MustSeeOwner(principal, filter.owner.value_or("")));
  return parts_.pool.InTransaction(deadline, pg::kReadSnapshot,
                                   [&](pg::Transaction& tx) { return ListIn(tx, filter); });
}

absl::StatusOr<std::vector<Bet>> Bets::ListIn(pg::Transaction& tx,
                                              const bet_store::BetFilter& filter) {
  OVERROUND_ASSIGN_OR_RETURN(std::vector<Bet> bets, bet_store::ListBets(tx, filter));
  OVERROUND_RETURN_IF_ERROR(LoadRest(tx, bets));
  return bets;
}

}  // namespace overround::bankroll
