#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/base/ids.h"
#include "libs/base/strong_id.h"
#include "libs/domain/market.h"
#include "libs/domain/odds.h"
#include "libs/domain/outcome_chances.h"
#include "libs/history/as_of.h"
#include "libs/models/consensus.h"
#include "libs/models/model.h"

namespace overround::prediction {

using AnalysisId = StrongId<struct AnalysisTag>;
using PredictionId = StrongId<struct PredictionTag>;

// The best price one can take on a selection.
struct OfferedPrice {
  Odds odds;
  std::string sportsbook;
  Uuid quote;
  // Expected profit per unit staked, by the forecast.
  double edge = 0;
  // Of the bankroll: a diagnostic, not a stake.
  double kelly_fraction = 0;
};

// What a forecast says of one selection.
struct Prediction {
  PredictionId id;
  PredictionId counterpart;
  MarketKey market;
  Side side = Side::kHome;
  bool inverse = false;
  bool negated = false;
  bool main_line = true;
  // That the bet wins; half results count half.
  double probability = 0;
  // That the stake comes back; half results count half.
  double push_probability = 0;
  std::optional<double> market_probability = std::nullopt;
  std::optional<OfferedPrice> price = std::nullopt;
  std::string salt = {};
  std::string hash = {};

  // That the bet wins, given that it is decided.
  double confidence() const {
    return push_probability < 1 ? probability / (1 - push_probability) : 0.5;
  }
};

// A score distribution in a few numbers.
struct ScoreSummary {
  double home_score_mean = 0;
  double away_score_mean = 0;
  double margin_deviation = 0;
  double total_deviation = 0;
  double home_probability = 0;
  double draw_probability = 0;
  double away_probability = 0;
  int32_t margin_min = 0;
  std::vector<double> margin_probabilities = {};
};

// One model's forecast of one game: predictions, or why there are none.
struct Analysis {
  AnalysisId id;
  std::string model;
  std::string model_version;
  history::Game game;
  std::string game_title;
  Uuid as_of_log;
  int64_t as_of_position = 0;
  absl::Time make_time;
  std::optional<models::Abstention> abstention = std::nullopt;
  ScoreSummary score = {};
  std::vector<models::Feature> features = {};
  // Each original is followed by its inverse.
  std::vector<Prediction> predictions = {};
  // Over all that was said, not over when: a forecast that says the same again is not stored again.
  std::string content_hash = {};
};

// What a forecast may know and is stamped with.
struct Occasion {
  const history::AsOf& as_of;
  Uuid log_id;
  const IdSource& ids;
  // Kept secret until a prediction is opened, so that its hash tells nothing before.
  const std::string& salt_seed;
};

// Asks one model about one game: its predictions of the main moneyline (or three-way), spread and
// total, each for the side it thinks more likely, with its inverse, the market's opinion and the
// best price on offer. Where no book quotes a spread or total, its line is the forecast's own even
// one. NOT_FOUND for a game the view does not know.
absl::StatusOr<Analysis> Analyse(const models::Model& model, const GameId& game,
                                 const Occasion& occasion);

}  // namespace overround::prediction
