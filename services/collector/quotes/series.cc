#include "services/collector/quotes/series.h"

#include <map>
#include <tuple>
#include <utility>

#include <absl/strings/string_view.h>

namespace overround::collector {
namespace {

using quotes::PriceChange;

bool IsFrom(absl::Time end, const PriceChange& change) {
  return change.known_time >= end || (change.provider_time && *change.provider_time >= end);
}

// The last of several changes of one instant is what holds, and an offer holds against an end.
void AddPoint(PriceChange change, std::vector<PriceChange>& points) {
  const bool is_same_instant = !points.empty() && points.back().known_time == change.known_time;
  if (is_same_instant && change.state == QuoteState::kGone) return;
  if (is_same_instant && points.back().state == QuoteState::kGone) points.pop_back();
  points.push_back(std::move(change));
}

}  // namespace

std::vector<Series> SeriesOf(std::vector<PriceChange> changes, std::optional<absl::Time> end) {
  std::map<std::tuple<std::string, std::string, std::string, bool>, std::vector<PriceChange>>
      sorted;
  for (PriceChange& change : changes) {
    if (end && IsFrom(*end, change)) continue;
    auto& points = sorted[{change.slot, change.side, change.sportsbook, change.is_lay}];
    AddPoint(std::move(change), points);
  }
  std::vector<Series> series;
  for (auto& [key, points] : sorted) {
    const auto& [slot, side, sportsbook, is_lay] = key;
    series.push_back({sportsbook, slot, side, is_lay, std::move(points)});
  }
  return series;
}

}  // namespace overround::collector
