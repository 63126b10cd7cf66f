#pragma once

#include <string>
#include <vector>

#include <absl/time/time.h>

#include "services/collector/sources/sheet.h"

namespace overround::collector {

// A market of one book whose margin lies outside is not a market, but a mistake. Contracts have no
// maximum: what both sides cost is how far apart buyers and sellers are (see thin_contracts.h).
inline constexpr double kOverroundMin = 0.98;
inline constexpr double kOverroundMax = 1.35;

// The prices of one market of one book that the gate holds back.
struct Held {
  Refusal reason;
  std::string sportsbook;
  // What a person needs to decide.
  std::string detail;
  std::vector<Offer> offers;
};

struct GateReport {
  std::vector<Held> held;
  int checked = 0;
  // Priced in play: let through, but flagged.
  int in_play = 0;
  // Stamped later than we received them: let through, without the stamp.
  int future_stamps = 0;
};

// Takes out of a game's prices what cannot be believed: margins outside the believable, lines far
// from all other books', sides that contradict the other books until they are swapped. What needs
// the other books needs at least three of them. Pure.
GateReport PassGate(absl::Time receive_time, absl::Time game_start, GameSheet& game);

}  // namespace overround::collector
