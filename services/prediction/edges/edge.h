#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/time/time.h>

#include "services/prediction/forecasting/forecast.h"

namespace overround::prediction {

using EdgeId = StrongId<struct EdgeTag>;

enum class EdgeState : uint8_t { kOpen, kPriceGone, kForecastChanged, kExpired };

// A price that a model thinks is too good.
struct Edge {
  EdgeId id;
  std::string model;
  history::Game game;
  std::string game_title;
  Prediction prediction;
  EdgeState state = EdgeState::kOpen;
  absl::Time find_time;
  absl::Time expire_time;
  std::optional<absl::Time> end_time = std::nullopt;
};

// Below this expected profit per unit staked a price is not worth telling of.
inline constexpr double kEdgeMin = 0.01;
// An edge that nobody confirms by a newer forecast ends after this, and with the start of its game.
inline constexpr absl::Duration kEdgeLifetime = absl::Hours(4);

// The +EV prices of an analysis, originals and inverses alike.
std::vector<Edge> EdgesOf(const Analysis& analysis, const IdSource& ids);

// Why an edge found before is not among those of the newer analysis; kOpen where it is, at the same
// price.
EdgeState StateAfter(const Edge& before, const Analysis& newer);

}  // namespace overround::prediction
