#include "services/collector/injuries/injury.h"

#include <iterator>

#include "libs/base/check.h"

namespace overround::collector {
namespace {

constexpr absl::string_view kNames[] = {"OUT",        "DOUBTFUL", "QUESTIONABLE",
                                        "DAY_TO_DAY", "PROBABLE", "INJURED_RESERVE",
                                        "SUSPENDED",  "OTHER",    "RECOVERED"};

}  // namespace

absl::string_view ToString(InjuryState state) { return kNames[static_cast<size_t>(state)]; }

InjuryState InjuryStateFromText(absl::string_view text) {
  for (size_t i = 0; i < std::size(kNames); ++i) {
    if (text == kNames[i]) return static_cast<InjuryState>(i);
  }
  OVERROUND_CHECK(false);
}

}  // namespace overround::collector
