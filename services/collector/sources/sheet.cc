#include "services/collector/sources/sheet.h"

#include <iterator>

namespace overround::collector {

absl::string_view ToString(Refusal reason) {
  static constexpr absl::string_view kNames[] = {"malformed",
                                                 "outright",
                                                 "unknown_market",
                                                 "unknown_outcome",
                                                 "wrong_outcomes",
                                                 "impossible_price",
                                                 "impossible_line",
                                                 "duplicate",
                                                 "overround_range",
                                                 "swapped_sides",
                                                 "in_play",
                                                 "stale_stamp",
                                                 "unknown_sport",
                                                 "unmatched_game",
                                                 "not_final",
                                                 "missing_score",
                                                 "missing_price",
                                                 "scrambled",
                                                 "late",
                                                 "not_open",
                                                 "exhibition",
                                                 "undated",
                                                 "unknown_team",
                                                 "unknown_state",
                                                 "contradicted",
                                                 "thin_market",
                                                 "mangled_date"};
  static_assert(std::size(kNames) == static_cast<size_t>(Refusal::kMangledDate) + 1);
  return kNames[static_cast<size_t>(reason)];
}

int OddsSheet::PricesKept() const {
  int kept = 0;
  for (const GameSheet& game : games) {
    for (const BookSheet& book : game.books) kept += static_cast<int>(book.offers.size());
  }
  return kept;
}

int OddsSheet::PricesRefused() const {
  int count = 0;
  for (const Refused& each : refused) count += each.count;
  return count;
}

}  // namespace overround::collector
