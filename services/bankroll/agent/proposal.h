#pragma once

#include <optional>
#include <string>

#include <absl/time/time.h>

#include "libs/base/strong_id.h"
#include "libs/domain/market.h"
#include "services/bankroll/venues/offer.h"

namespace overround::bankroll {

using PredictionId = StrongId<struct PredictionTag>;

// A price somebody offered when the analyst spoke.
struct ProposedPrice {
  Price price;
  std::string sportsbook = {};
};

// What the analyst forecasts of one selection.
struct Forecast {
  PredictionId prediction = {};
  Selection selection = {};
  // That the bet wins, and that the stake comes back.
  double probability = 0;
  double push_probability = 0;
  double confidence = 0;
  // The best bettable price then. Unset where there was none.
  std::optional<ProposedPrice> price = {};
};

// Says that nothing is forecast of a game, and why.
struct Abstention {
  // "few_games"
  std::string reason = {};
};

// The analyst's latest word on one market of a game.
struct Proposal {
  GameId game = {};
  // The slot it speaks of, or kAbstained: a model makes one claim about a market, at the main line,
  // and a later one takes its place whatever line and side it names.
  std::string key = {};
  std::string model = {};
  std::string sport = {};
  std::string game_title = {};
  // As known then.
  absl::Time game_start_time = {};
  absl::Time forecast_time = {};
  // Unset where the analyst abstained.
  std::optional<Forecast> forecast = {};
  Abstention abstention = {};
  // What the gate last said to this market, as Decision::Gist. Kept when a later word comes.
  std::optional<std::string> last_decision = {};
};

// The key of an abstention, which speaks of the whole game.
inline constexpr char kAbstained[] = "abstained";

}  // namespace overround::bankroll
