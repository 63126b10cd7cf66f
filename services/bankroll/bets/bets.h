#pragma once

#include <string>
#include <variant>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"
#include "services/bankroll/bets/bet.h"
#include "services/bankroll/bets/store.h"
#include "services/bankroll/limits/limits.h"
#include "services/bankroll/parts.h"
#include "services/bankroll/venues/offer.h"

namespace overround::bankroll {

// Opens bets on the paper venue, and reads them.
class Bets {
 public:
  Bets(const Parts& parts, FindOffer find_offer)
      : parts_(parts), find_offer_(std::move(find_offer)) {}

  // Opens a bet for `principal`, the bankroll's owner, at the price offered now if that is as asked
  // or better. The same request again returns its bet.
  //
  // NOT_FOUND: no such bankroll of the principal's. ALREADY_EXISTS: the request id was used with
  // other content. INVALID_ARGUMENT: the stake is of another currency. FAILED_PRECONDITION: the
  // price is not offered, not fresh or worse, the game is not upcoming, a limit refuses the stake
  // (then LimitReached is told), or the cash does not cover it.
  absl::StatusOr<Bet> Open(const std::string& principal, const NewBet& asked,
                           absl::Time deadline) const;

  // The part of Open inside the transaction, for a caller that has locked the bankroll and asked
  // for the offer, and stores more with the bet. A breach has been told to the log and nothing else
  // has changed: commit it. As Open else.
  using Opened = std::variant<Bet, LimitBreach>;
  absl::StatusOr<Opened> OpenIn(pg::Transaction& tx, Bankroll& locked, const NewBet& asked,
                                const Offer& offer) const;

  // The limit that refuses a stake now, if one does. Tells nobody. Requires: `locked` is locked.
  absl::StatusOr<std::optional<LimitBreach>> FindBreachIn(pg::Transaction& tx,
                                                          const Bankroll& locked,
                                                          int64_t stake_minor) const;

  // With settlements and the start as known now. NOT_FOUND: no such bet `principal` may see.
  absl::StatusOr<Bet> Get(const std::string& principal, const BetId& id, absl::Time deadline) const;
  // NOT_FOUND where `principal` may not see what the filter names.
  absl::StatusOr<std::vector<Bet>> List(const std::string& principal,
                                        const bet_store::BetFilter& filter,
                                        absl::Time deadline) const;
  // The same in the caller's transaction.
  static absl::StatusOr<std::vector<Bet>> ListIn(pg::Transaction& tx,
                                                 const bet_store::BetFilter& filter);

  // What a book offers now; see venues/offer.h.
  absl::StatusOr<Offer> AskFor(const Selection& selection, const std::string& sportsbook,
                               absl::Time deadline) const {
    return find_offer_(selection, sportsbook, deadline);
  }

 private:
  absl::StatusOr<std::optional<Bet>> FindEarlier(const std::string& principal, const NewBet& asked,
                                                 absl::Time deadline) const;

  const Parts parts_;
  const FindOffer find_offer_;
};

}  // namespace overround::bankroll
