#include "services/collector/events.h"

#include <absl/strings/str_cat.h>
#include <google/protobuf/any.pb.h>

#include "libs/base/check.h"

namespace overround::collector {

eventlog::Event GameEvent(const GameId& game, const google::protobuf::Message& message,
                          absl::Time world_time) {
  return PublicEvent(absl::StrCat("games/", game.ToString()), message, world_time);
}

eventlog::Event PublicEvent(const std::string& aggregate, const google::protobuf::Message& message,
                            absl::Time world_time) {
  google::protobuf::Any any;
  OVERROUND_CHECK(any.PackFrom(message));
  eventlog::Event event;
  event.aggregate = aggregate;
  event.type = message.GetDescriptor()->name();
  OVERROUND_CHECK(any.SerializeToString(&event.payload));
  event.world_time = world_time;
  return event;
}

}  // namespace overround::collector
