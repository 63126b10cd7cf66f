#include "services/prediction/edges/edge.h"

#include <algorithm>

namespace overround::prediction {
namespace {

bool SameSelection(const Prediction& a, const Prediction& b) {
  return a.market == b.market && a.side == b.side && a.negated == b.negated;
}

bool SamePrice(const OfferedPrice& a, const OfferedPrice& b) {
  return a.odds == b.odds && a.sportsbook == b.sportsbook;
}

}  // namespace

std::vector<Edge> EdgesOf(const Analysis& analysis, const IdSource& ids) {
  std::vector<Edge> edges;
  for (const Prediction& prediction : analysis.predictions) {
    if (!prediction.price || prediction.price->edge < kEdgeMin) continue;
    edges.push_back(
        {.id = EdgeId(ids.Derive(analysis.make_time, "edge", prediction.id.ToString())),
         .model = analysis.model,
         .game = analysis.game,
         .game_title = analysis.game_title,
         .prediction = prediction,
         .find_time = analysis.make_time,
         .expire_time = std::min(analysis.game.start_time, analysis.make_time + kEdgeLifetime)});
  }
  return edges;
}

EdgeState StateAfter(const Edge& before, const Analysis& newer) {
  for (const Prediction& prediction : newer.predictions) {
    if (!SameSelection(prediction, before.prediction)) continue;
    if (!prediction.price || !SamePrice(*prediction.price, *before.prediction.price))
      return EdgeState::kPriceGone;
    return prediction.price->edge < kEdgeMin ? EdgeState::kForecastChanged : EdgeState::kOpen;
  }
  // The other side is predicted now, or the line has moved.
  return newer.abstention ? EdgeState::kForecastChanged : EdgeState::kPriceGone;
}

}  // namespace overround::prediction
