#pragma once

#include <string>

#include <absl/strings/string_view.h>

namespace overround::collector {

// Our sport behind a key of The Odds API, for files that name every sport it has. A tournament of
// tennis is its tour. Empty for a sport we do not keep. The live feed asks provider_sports; a
// layout reads rows without a database.
std::string SportOfOddsApiKey(absl::string_view key);

}  // namespace overround::collector
