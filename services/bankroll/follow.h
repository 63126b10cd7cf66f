#pragma once

#include <string>

#include "libs/eventlog/follower.h"
#include "libs/rpc/channel.h"
#include "services/bankroll/agent/agent.h"
#include "services/bankroll/bets/settling.h"
#include "services/bankroll/venues/offer.h"

namespace overround::bankroll {

// How this service follows its neighbours' logs and asks them. What is passed outlives the result.

// Collector's facts about games settle bets. Money: an event that cannot be applied stops it. When
// the log is another than before, every game with bets is read anew and the log followed from its
// end.
eventlog::FollowerOptions FollowGames(const Settling& settling, const rpc::Channel& collector);

// What the analyst ("ensemble") says of main lines, and of games it abstains from, goes to the
// agent. Stops likewise: a forecast passed over is a bet not placed in one replay and placed in
// another. When the log is another than before it is followed from its end: what is proposed stays
// until the analyst speaks again.
eventlog::FollowerOptions FollowAnalyst(const Agent& agent, const std::string& analyst,
                                        const rpc::Channel& prediction);

// collector.FindOfferedQuote.
FindOffer AskCollector(const rpc::Channel& collector);

}  // namespace overround::bankroll
