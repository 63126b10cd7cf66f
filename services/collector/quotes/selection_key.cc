#include "services/collector/quotes/selection_key.h"

#include <absl/strings/str_cat.h>

#include "libs/base/check.h"

namespace overround::collector {

std::string SelectionText(const Quote& quote) {
  return absl::StrCat(quote.sportsbook, ".", quote.market.ToString(), ".", ToString(quote.side),
                      quote.is_lay ? ".lay" : "");
}

MarketKey MarketOf(absl::string_view slot, std::optional<int32_t> line_quarters) {
  const absl::StatusOr<Slot> parsed = Slot::Parse(slot);
  OVERROUND_CHECK(parsed.ok());
  return {parsed->kind,    parsed->period,    parsed->overtime,
          parsed->subject, parsed->statistic, line_quarters};
}

}  // namespace overround::collector
