#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>

#include "services/collector/sources/sheet.h"

namespace overround::collector {

// Offers as quarantine keeps them.
std::string WriteOffers(const std::vector<Offer>& offers);
// INVALID_ARGUMENT for anything WriteOffers could not have written.
absl::StatusOr<std::vector<Offer>> ParseOffers(std::string text);

}  // namespace overround::collector
