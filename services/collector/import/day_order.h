#pragma once

#include <vector>

#include <absl/time/civil_time.h>

#include "services/collector/import/rows.h"

namespace overround::collector {

// How many other days before and after a row must be in order, for the row alone to be out of it.
inline constexpr size_t kDaysInOrder = 3;

// Refuses rows of games whose day and month were changed about within their season (mangled_date):
// those whose day is out of the order of the days around it, which are in order, and in its place
// with day and month changed about. At an end of the rows fewer days say it, but never none. Pure.
void RefuseSwappedDays(std::vector<ImportRow>& rows, std::vector<RefusedImport>& refused);

}  // namespace overround::collector
