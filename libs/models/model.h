#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include <absl/status/statusor.h>
#include <absl/strings/string_view.h>
#include <absl/time/time.h>

#include "libs/history/as_of.h"
#include "libs/models/score_distribution.h"

namespace overround::models {

// One number a model looked at, named with its unit: {"elo_difference", 84.2}.
struct Feature {
  std::string feature;
  double value = 0;

  friend bool operator==(const Feature&, const Feature&) = default;
};

struct Forecast {
  ScoreDistribution distribution;
  std::vector<Feature> features;
  // The known time of the latest fact that anything fitted was fitted on; none where nothing is.
  std::optional<absl::Time> trained_through;

  friend bool operator==(const Forecast&, const Forecast&) = default;
};

// A model that knows too little says so instead of guessing.
struct Abstention {
  std::string reason;   // a stable key: "few_games", "few_quotes", "unknown_sport"
  std::string message;  // for a person: "Boston has 4 rated games, 10 are needed"

  friend bool operator==(const Abstention&, const Abstention&) = default;
};

using Verdict = std::variant<Forecast, Abstention>;

// Turns what was known into a distribution of a game's score. Stateless: the same view of the same
// facts gives the same bits, live and in a backtest.
class Model {
 public:
  virtual ~Model() = default;

  virtual absl::string_view key() const = 0;      // "elo"
  virtual absl::string_view version() const = 0;  // changes whenever an answer might

  // NOT_FOUND for a game that was not known.
  virtual absl::StatusOr<Verdict> Judge(const history::AsOf& as_of, const GameId& game) const = 0;
};

}  // namespace overround::models
