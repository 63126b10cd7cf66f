#include "services/user_model/events.h"

#include <string>

#include <google/protobuf/any.pb.h>
#include <google/protobuf/io/coded_stream.h>
#include <google/protobuf/io/zero_copy_stream_impl_lite.h>
#include <overround/user_model/v1/events.pb.h>

#include "libs/base/check.h"
#include "services/user_model/convert.h"

namespace overround::user_model {
namespace {

// The weights are a map, which protobuf otherwise writes in another order each time.
std::string Serialized(const google::protobuf::Message& message) {
  std::string bytes;
  {
    google::protobuf::io::StringOutputStream stream(&bytes);
    google::protobuf::io::CodedOutputStream coded(&stream);
    coded.SetSerializationDeterministic(true);
    OVERROUND_CHECK(message.SerializeToCodedStream(&coded));
  }
  return bytes;
}

template <typename Message>
eventlog::Event Tell(const UserModel& model, absl::Time world_time) {
  Message message;
  *message.mutable_user_model() = ToProto(model);
  google::protobuf::Any any;
  OVERROUND_CHECK(any.PackFrom(message));
  any.set_value(Serialized(message));
  eventlog::Event event;
  event.aggregate = message.user_model().name();
  event.type = Message::descriptor()->name();
  OVERROUND_CHECK(any.SerializeToString(&event.payload));
  event.world_time = world_time;
  event.visibility = eventlog::Visibility::kOwner;
  event.owner = message.user_model().owner();
  return event;
}

}  // namespace

eventlog::Event UserModelChanged(const UserModel& after) {
  return Tell<v1::UserModelChanged>(after, after.update_time);
}

eventlog::Event UserModelDeleted(const UserModel& last, absl::Time world_time) {
  return Tell<v1::UserModelDeleted>(last, world_time);
}

}  // namespace overround::user_model
