#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/domain/market.h"
#include "libs/domain/odds.h"

namespace overround::bankroll {

// A price and how it was written: the format is one of "american", "decimal", "fraction",
// "probability".
struct Price {
  Odds odds;
  std::string format = "fraction";
  std::string text = odds.ToFractionText();

  friend bool operator==(const Price&, const Price&) = default;
};

// What a book offers on one selection now, as collector confirms it.
struct Offer {
  Price price;
  // games/{game}/quotes/{quote}.
  std::string quote = {};
  bool is_offered = true;
  // Somebody can take it as a backer, before the game.
  bool is_takeable = true;
  absl::Time sight_time = {};
  std::string sport = {};
  std::string game_title = {};
  absl::Time game_start_time = {};
  // Scheduled and not begun.
  bool is_upcoming = true;
};

// Asks collector. NOT_FOUND: not offered at that line. The deadline is Wall time.
using FindOffer = std::function<absl::StatusOr<Offer>(
    const Selection& selection, const std::string& sportsbook, absl::Time deadline)>;

// Why the paper venue does not fill.
enum class FillFault { kNotOffered, kStale, kWorse, kNotUpcoming };

// How old a sighting may be (World).
inline constexpr absl::Duration kOfferAgeMax = absl::Minutes(10);

struct FillFinding {
  FillFault fault = {};
  // With the numbers.
  std::string message = {};
};

// All that stands against filling at `asked` or better now; empty where nothing does. Without
// `asked` any price will do.
std::vector<FillFinding> FindFillFaults(const Offer& offer, const std::optional<Odds>& asked,
                                        absl::Time world_now);

}  // namespace overround::bankroll
