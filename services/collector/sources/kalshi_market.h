#pragma once

#include <absl/status/statusor.h>

#include "libs/json/json.h"
#include "services/collector/sources/kalshi.h"

namespace overround::collector::kalshi {

// One market as /markets and /events write it. INVALID_ARGUMENT, with the way to the value, where
// it is not as documented.
absl::StatusOr<Contract> ReadContract(const json::Value& market);

// The cursor of a page; empty on the last one.
absl::StatusOr<std::string> ReadCursor(const json::Value& root);

}  // namespace overround::collector::kalshi
