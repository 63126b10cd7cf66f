#pragma once

#include "libs/base/clock.h"
#include "libs/eventlog/appender.h"
#include "services/prediction/forecasting/forecasting.h"

namespace overround::prediction {

// Tells prediction's log of every forecast and edge. Both outlive the announcer.
Announcer AnnounceInLog(const eventlog::Appender& appender, const Clock& world);

}  // namespace overround::prediction
