#pragma once

#include <google/protobuf/message.h>

#include "libs/eventlog/event.h"
#include "services/bankroll/bets/bet.h"
#include "services/bankroll/ledger/ledger.h"
#include "services/bankroll/limits/limits.h"

namespace overround::bankroll {

// What bankroll tells its log. Each is of the bankroll it names, to be appended under its lock; its
// owner alone may see it, everybody what an agent does.

eventlog::Event BankrollEvent(const Bankroll& bankroll, const google::protobuf::Message& message,
                              absl::Time world_time);

eventlog::Event BetPlaced(const Bet& bet, const Bankroll& after, absl::Time world_time);
// BetSettled, or BetResettled from the second settlement on. Requires: `settlements` is complete.
eventlog::Event BetSettled(const Bet& bet, const Bankroll& after, absl::Time world_time);
eventlog::Event BankrollFunded(const Bankroll& after, int64_t amount_minor, absl::Time world_time);
eventlog::Event LimitReached(const Bankroll& bankroll, const LimitBreach& breach,
                             int64_t stake_minor, absl::Time world_time);

}  // namespace overround::bankroll
