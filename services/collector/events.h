#pragma once

#include <string>

#include <absl/time/time.h>
#include <google/protobuf/message.h>

#include "libs/domain/market.h"
#include "libs/eventlog/event.h"

namespace overround::collector {

// The event that tells of `message`: public, about the game, under the message's name.
eventlog::Event GameEvent(const GameId& game, const google::protobuf::Message& message,
                          absl::Time world_time);

// The same about something else: "players/...".
eventlog::Event PublicEvent(const std::string& aggregate, const google::protobuf::Message& message,
                            absl::Time world_time);

}  // namespace overround::collector
