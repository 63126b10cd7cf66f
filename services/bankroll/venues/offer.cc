#include "services/bankroll/venues/offer.h"

#include <absl/strings/str_cat.h>

namespace overround::bankroll {
namespace {

std::string TimeText(absl::Time time) {
  return absl::FormatTime("%Y-%m-%dT%H:%M:%SZ", time, absl::UTCTimeZone());
}

}  // namespace

std::vector<FillFinding> FindFillFaults(const Offer& offer, const std::optional<Odds>& asked,
                                        absl::Time world_now) {
  std::vector<FillFinding> faults;
  if (!offer.is_upcoming || offer.game_start_time <= world_now) {
    faults.push_back({FillFault::kNotUpcoming,
                      absl::StrCat("game: start ", TimeText(offer.game_start_time), " at ",
                                   TimeText(world_now), ", want one that has not started")});
  }
  if (!offer.is_offered || !offer.is_takeable) {
    faults.push_back({FillFault::kNotOffered,
                      "odds: not offered to backers now, want a price "
                      "that can be taken"});
  }
  if (world_now - offer.sight_time > kOfferAgeMax) {
    faults.push_back(
        {FillFault::kStale, absl::StrCat("odds: last sighted ", TimeText(offer.sight_time), " at ",
                                         TimeText(world_now), ", want at most ",
                                         absl::FormatDuration(kOfferAgeMax), " ago")});
  }
  if (asked && offer.price.odds < *asked) {
    faults.push_back(
        {FillFault::kWorse, absl::StrCat("odds: ", asked->ToFractionText(), ", want at most ",
                                         offer.price.odds.ToFractionText(), ", now offered")});
  }
  return faults;
}

}  // namespace overround::bankroll
