#pragma once

#include <absl/time/time.h>

#include "libs/eventlog/event.h"
#include "services/user_model/models/user_model.h"

namespace overround::user_model {

// What is told of a model: to its owner alone, as of the model.

// As it is after the change, at its update time.
eventlog::Event UserModelChanged(const UserModel& after);
// As it last was.
eventlog::Event UserModelDeleted(const UserModel& last, absl::Time world_time);

}  // namespace overround::user_model
