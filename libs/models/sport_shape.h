#pragma once

#include <vector>

#include <absl/strings/string_view.h>

#include "libs/history/as_of.h"
#include "libs/models/elo.h"
#include "libs/models/sport_parameters.h"

namespace overround::models {

// A sport's parameters after the results known so far: total mean and deviation, margin deviation
// and, once there are `kKeyNumberGames`, the weights of its key numbers. Each is the mean of the
// last kShapeGames games, shrunk towards the starting value; the margin's is around what the
// ratings expected. What was fitted was known at the view's time, so there is no date to carry.
SportParameters ShapedBy(const std::vector<RatedGame>& rated, SportParameters start);

inline constexpr size_t kShapeGames = 1000;
inline constexpr size_t kKeyNumberGames = 500;

}  // namespace overround::models
