#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/strings/string_view.h>

#include "libs/domain/market.h"

namespace overround::user_model {

// What a user says of a model, and the rules for it. Pure.

inline constexpr size_t kSportsMax = 100;
inline constexpr size_t kWeightsMax = 20;
inline constexpr double kWeightMax = 10;
inline constexpr size_t kFeatureNameMax = 64;

// When a model says something.
struct Thresholds {
  double probability_min = 0;
  double edge_min = 0;

  friend bool operator==(const Thresholds&, const Thresholds&) = default;
};

enum class StakingKind : uint8_t { kFlat, kPercent, kKelly };

// How much it would stake.
struct StakingPlan {
  StakingKind kind = StakingKind::kFlat;
  std::optional<double> fraction = {};
  std::optional<double> fraction_max = {};

  friend bool operator==(const StakingPlan&, const StakingPlan&) = default;
};

// What a model computes: a change of it is a new version.
struct Definition {
  // Keys: "nfl".
  std::vector<std::string> sports = {};
  std::vector<MarketKind> kinds = {};
  // By feature.
  std::map<std::string, double> weights = {};
  std::optional<Thresholds> thresholds = {};
  std::optional<StakingPlan> staking_plan = {};

  friend bool operator==(const Definition&, const Definition&) = default;
};

// All that its owner chooses.
struct Content {
  std::string display_name = {};
  std::string description = {};
  Definition definition = {};

  friend bool operator==(const Content&, const Content&) = default;
};

// Which part of the content an update sets.
enum class Field : uint8_t {
  kDisplayName,
  kDescription,
  kSports,
  kKinds,
  kWeights,
  kThresholds,
  kStakingPlan,
};

// `present` with these fields taken from `asked`.
Content Changed(const Content& present, const Content& asked, const std::vector<Field>& fields);

// INVALID_ARGUMENT throughout, naming the field and what was wanted. Each field is judged by
// itself, so an update needs to look at no others.

// 1 to 100 characters, none a control character: names and request ids.
absl::Status CheckLine(absl::string_view text, absl::string_view field);
absl::Status CheckContent(const Content& content, Field field);

// "FLAT": the words of the tables.
absl::string_view ToString(StakingKind kind);
StakingKind StakingKindFromText(absl::string_view text);

}  // namespace overround::user_model
