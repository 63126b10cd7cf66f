#include "services/collector/quotes/selection_key.h"

#include <algorithm>

#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/base/sha256.h"

namespace overround::collector {

std::string SelectionText(const Quote& quote) {
  return absl::StrCat(quote.sportsbook, ".", quote.market.ToString(), ".", ToString(quote.side),
                      quote.is_lay ? ".lay" : "");
}

Uuid SelectionKey(const Quote& quote) {
  const Sha256Digest digest = Sha256(SelectionText(quote));
  std::array<uint8_t, 16> bytes;
  std::copy_n(digest.begin(), bytes.size(), bytes.begin());
  return Uuid(bytes);
}

MarketKey MarketOf(absl::string_view slot, std::optional<int32_t> line_quarters) {
  const absl::StatusOr<Slot> parsed = Slot::Parse(slot);
  OVERROUND_CHECK(parsed.ok());
  return {parsed->kind,    parsed->period,    parsed->overtime,
          parsed->subject, parsed->statistic, line_quarters};
}

}  // namespace overround::collector
