#include "services/collector/quotes/quote.h"

#include "libs/base/check.h"

namespace overround::collector {
namespace {

constexpr absl::string_view kCloseStates[] = {"CLOSED", "STALE", "GONE", "START_UNKNOWN"};
constexpr absl::string_view kFormats[] = {"american", "decimal", "probability"};

}  // namespace

absl::string_view ToString(CloseState state) { return kCloseStates[static_cast<size_t>(state)]; }

CloseState CloseStateFromText(absl::string_view text) {
  for (size_t i = 0; i < std::size(kCloseStates); ++i) {
    if (kCloseStates[i] == text) return static_cast<CloseState>(i);
  }
  OVERROUND_CHECK(false);
}

absl::string_view ToString(QuoteState state) {
  return state == QuoteState::kOffered ? "OFFERED" : "GONE";
}

absl::string_view ToString(QuoteFormat format) { return kFormats[static_cast<size_t>(format)]; }

QuoteFormat QuoteFormatFromText(absl::string_view text) {
  for (size_t i = 0; i < std::size(kFormats); ++i) {
    if (kFormats[i] == text) return static_cast<QuoteFormat>(i);
  }
  OVERROUND_CHECK(false);
}

}  // namespace overround::collector
