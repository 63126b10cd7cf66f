#pragma once

#include "libs/base/strong_id.h"

namespace overround::gateway {

using UserId = StrongId<struct UserTag>;
using SessionId = StrongId<struct SessionTag>;

}  // namespace overround::gateway
