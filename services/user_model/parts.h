#pragma once

#include "libs/base/clock.h"
#include "libs/base/ids.h"
#include "libs/eventlog/appender.h"
#include "libs/pg/pool.h"

namespace overround::user_model {

// What every core of this service is built from. All outlive the core.
struct Parts {
  pg::Pool& pool;
  const eventlog::Appender& events;
  const IdSource& ids;
  const Clock& world;
};

}  // namespace overround::user_model
