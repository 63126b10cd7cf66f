#pragma once

#include <absl/status/status.h>
#include <overround/user_model/v1/user_model.pb.h>

#include "services/user_model/models/user_model.h"

namespace overround::user_model {

// This service's messages and its values. What comes in is checked: INVALID_ARGUMENT.

v1::UserModel ToProto(const UserModel& model);

// Takes one field of a request's `user_model` over into `content`, and checks it.
absl::Status ReadField(const v1::UserModel& message, Field field, Content& content);

}  // namespace overround::user_model
