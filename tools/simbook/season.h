#pragma once

#include <string>

#include <absl/time/time.h>

#include "tools/simbook/league.h"

namespace overround::simbook {

// The past season of a sport as CSV, with the opening and closing prices of a sharp and of a soft
// book; the README documents the columns.
std::string SeasonCsv(const League& league, const Sport& sport, absl::Time now);

}  // namespace overround::simbook
