#pragma once

#include "libs/base/clock.h"
#include "libs/base/ids.h"
#include "libs/eventlog/appender.h"
#include "libs/pg/pool.h"
#include "services/bankroll/ledger/ledger.h"

namespace overround::bankroll {

// What every core of this service is built from. All outlive the core.
struct Parts {
  pg::Pool& pool;
  const Ledger& ledger;
  const eventlog::Appender& events;
  const IdSource& ids;
  const Clock& world;
  const Clock& wall;
};

}  // namespace overround::bankroll
