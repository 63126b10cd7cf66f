#pragma once

#include <map>
#include <string>

#include <absl/status/statusor.h>

#include "libs/pg/transaction.h"
#include "services/collector/quotes/quote.h"

namespace overround::collector {

// Adds those of an answer's books that nobody has named before; all that are known then, by key.
absl::StatusOr<std::map<std::string, Sportsbook>> MeetSportsbooks(
    pg::Transaction& tx, std::map<std::string, Sportsbook> shown);

}  // namespace overround::collector
