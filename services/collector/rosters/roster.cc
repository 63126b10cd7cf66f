#include "services/collector/rosters/roster.h"

#include "libs/base/check.h"

namespace overround::collector {

absl::string_view ToString(SeasonPart part) {
  static constexpr absl::string_view kNames[] = {"PRESEASON", "REGULAR", "POSTSEASON", "OFFSEASON"};
  return kNames[static_cast<size_t>(part)];
}

SeasonPart SeasonPartFromText(absl::string_view text) {
  for (const SeasonPart part : {SeasonPart::kPreseason, SeasonPart::kRegular,
                                SeasonPart::kPostseason, SeasonPart::kOffseason}) {
    if (text == ToString(part)) return part;
  }
  OVERROUND_CHECK(false);
}

}  // namespace overround::collector
