#include "services/user_model/models/definition.h"

#include <algorithm>
#include <array>
#include <cmath>

#include <absl/strings/ascii.h>
#include <absl/strings/escaping.h>
#include <absl/strings/str_cat.h>

#include "libs/base/check.h"
#include "libs/base/status_macros.h"
#include "libs/wire/field.h"

namespace overround::user_model {
namespace {

using wire::Refused;

constexpr size_t kLineMax = 100;
constexpr size_t kDescriptionMax = 1000;

// Not bytes: the wire has checked that it is UTF-8.
size_t CharactersIn(absl::string_view text) {
  return std::count_if(text.begin(), text.end(),
                       [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

bool IsControl(char c) { return absl::ascii_iscntrl(static_cast<unsigned char>(c)); }

// Whatever a client sent, as text that is safe to show.
std::string Shown(absl::string_view text) {
  return absl::StrCat("\"", absl::CHexEscape(text.substr(0, kFeatureNameMax)), "\"");
}

absl::Status CheckDescription(const std::string& text) {
  const bool has_control = std::any_of(text.begin(), text.end(), [](char c) {
    return IsControl(c) && c != '\n' && c != '\r' && c != '\t';
  });
  if (has_control) return Refused("description", "a control character", "text");
  const size_t characters = CharactersIn(text);
  if (characters <= kDescriptionMax) return absl::OkStatus();
  return Refused("description", absl::StrCat(characters, " characters"), "at most 1000");
}

// The first value that was there before; the end where none was.
template <typename T>
auto FirstRepeated(const std::vector<T>& values) {
  auto each = values.begin();
  while (each != values.end() && std::find(values.begin(), each, *each) == each) ++each;
  return each;
}

absl::Status CheckSports(const std::vector<std::string>& sports) {
  if (sports.empty() || sports.size() > kSportsMax) {
    return Refused("sports", absl::StrCat(sports.size()), absl::StrCat("1 to ", kSportsMax));
  }
  const auto repeated = FirstRepeated(sports);
  if (repeated == sports.end()) return absl::OkStatus();
  return Refused("sports", absl::StrCat("sports/", *repeated, " twice"), "no two equal");
}

absl::Status CheckKinds(const std::vector<MarketKind>& kinds) {
  if (kinds.empty()) return Refused("kinds", "none", "at least one");
  if (std::find(kinds.begin(), kinds.end(), MarketKind::kProp) != kinds.end()) {
    return Refused("kinds", "KIND_PROP", "a market of a game or a team");
  }
  const auto repeated = FirstRepeated(kinds);
  if (repeated == kinds.end()) return absl::OkStatus();
  return Refused("kinds", absl::StrCat(ToString(*repeated), " twice"), "no two equal");
}

absl::Status CheckFeatureName(const std::string& name) {
  const bool is_spelt = std::all_of(name.begin(), name.end(), [](char c) {
    return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '.' || c == '-';
  });
  if (is_spelt && !name.empty() && name.size() <= kFeatureNameMax) return absl::OkStatus();
  return Refused("weights", Shown(name), "a feature's name, 1 to 64 of [a-zA-Z0-9_.-]");
}

absl::Status CheckWeights(const std::map<std::string, double>& weights) {
  if (weights.empty() || weights.size() > kWeightsMax) {
    return Refused("weights", absl::StrCat(weights.size()), absl::StrCat("1 to ", kWeightsMax));
  }
  bool is_any_set = false;
  for (const auto& [feature, weight] : weights) {
    OVERROUND_RETURN_IF_ERROR(CheckFeatureName(feature));
    // Written so that it refuses what is not a number.
    if (!(std::abs(weight) <= kWeightMax)) {
      return Refused(absl::StrCat("weights[", feature, "]"), absl::StrCat(weight),
                     "a number in [-10, 10]");
    }
    is_any_set = is_any_set || weight != 0;
  }
  if (is_any_set) return absl::OkStatus();
  return Refused("weights", "all zero", "at least one that is not");
}

absl::Status CheckShare(double share, absl::string_view field) {
  if (share >= 0 && share <= 1) return absl::OkStatus();
  return Refused(field, absl::StrCat(share), "a number in [0, 1]");
}

absl::Status CheckThresholds(const Thresholds& thresholds) {
  OVERROUND_RETURN_IF_ERROR(CheckShare(thresholds.probability_min, "thresholds.probability_min"));
  return CheckShare(thresholds.edge_min, "thresholds.edge_min");
}

absl::Status CheckFraction(const std::optional<double>& fraction, absl::string_view field) {
  if (!fraction || (*fraction > 0 && *fraction <= 1)) return absl::OkStatus();
  return Refused(field, absl::StrCat(*fraction), "a number in (0, 1]");
}

absl::Status CheckStakingPlan(const StakingPlan& plan) {
  OVERROUND_RETURN_IF_ERROR(CheckFraction(plan.fraction, "staking_plan.fraction"));
  OVERROUND_RETURN_IF_ERROR(CheckFraction(plan.fraction_max, "staking_plan.fraction_max"));
  const bool is_wanted = plan.kind != StakingKind::kFlat;
  if (is_wanted == plan.fraction.has_value()) return absl::OkStatus();
  return is_wanted ? Refused("staking_plan.fraction", "unset", "a number in (0, 1]")
                   : Refused("staking_plan.fraction", absl::StrCat(*plan.fraction),
                             "unset where the stake is flat");
}

constexpr std::array<const char*, 3> kStakingKinds = {"FLAT", "PERCENT", "KELLY"};

}  // namespace

Content Changed(const Content& present, const Content& asked, const std::vector<Field>& fields) {
  Content changed = present;
  const auto take = [&](Field field) {
    switch (field) {
      case Field::kDisplayName:
        changed.display_name = asked.display_name;
        return;
      case Field::kDescription:
        changed.description = asked.description;
        return;
      case Field::kSports:
        changed.definition.sports = asked.definition.sports;
        return;
      case Field::kKinds:
        changed.definition.kinds = asked.definition.kinds;
        return;
      case Field::kWeights:
        changed.definition.weights = asked.definition.weights;
        return;
      case Field::kThresholds:
        changed.definition.thresholds = asked.definition.thresholds;
        return;
      case Field::kStakingPlan:
        changed.definition.staking_plan = asked.definition.staking_plan;
        return;
    }
  };
  std::for_each(fields.begin(), fields.end(), take);
  return changed;
}

absl::Status CheckLine(absl::string_view text, absl::string_view field) {
  if (std::any_of(text.begin(), text.end(), IsControl)) {
    return Refused(field, "a control character", "text");
  }
  const size_t characters = CharactersIn(text);
  if (characters >= 1 && characters <= kLineMax) return absl::OkStatus();
  return Refused(field, absl::StrCat(characters, " characters"), "1 to 100");
}

absl::Status CheckContent(const Content& content, Field field) {
  const Definition& definition = content.definition;
  switch (field) {
    case Field::kDisplayName:
      return CheckLine(content.display_name, "display_name");
    case Field::kDescription:
      return CheckDescription(content.description);
    case Field::kSports:
      return CheckSports(definition.sports);
    case Field::kKinds:
      return CheckKinds(definition.kinds);
    case Field::kWeights:
      return CheckWeights(definition.weights);
    case Field::kThresholds:
      return CheckThresholds(definition.thresholds.value_or(Thresholds()));
    case Field::kStakingPlan:
      return CheckStakingPlan(definition.staking_plan.value_or(StakingPlan()));
  }
  OVERROUND_CHECK(false);
}

absl::string_view ToString(StakingKind kind) { return kStakingKinds[static_cast<size_t>(kind)]; }

// The schema allows no other word, so an unknown one is our own mistake.
StakingKind StakingKindFromText(absl::string_view text) {
  const auto* const found = std::find(kStakingKinds.begin(), kStakingKinds.end(), text);
  OVERROUND_CHECK(found != kStakingKinds.end());
  return static_cast<StakingKind>(found - kStakingKinds.begin());
}

}  // namespace overround::user_model
