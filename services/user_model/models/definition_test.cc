#include "services/user_model/models/definition.h"

#include <cmath>
#include <limits>

#include <catch2/catch.hpp>

#include "libs/testing/status_matchers.h"

namespace overround::user_model {
namespace {

constexpr auto kInvalid = absl::StatusCode::kInvalidArgument;

absl::Status CheckDefinition(const Definition& definition, Field field) {
  return CheckContent({.definition = definition}, field);
}

absl::Status CheckOneWeight(double weight, const std::string& feature = "injuries") {
  return CheckDefinition({.weights = {{feature, weight}, {"team_stats", 1}}}, Field::kWeights);
}

absl::Status CheckPlan(const StakingPlan& plan) {
  return CheckDefinition({.staking_plan = plan}, Field::kStakingPlan);
}

std::map<std::string, double> Weights(int count) {
  std::map<std::string, double> weights;
  for (int i = 0; i < count; ++i) weights["feature_" + std::to_string(i)] = 1;
  return weights;
}

TEST_CASE("a weight is a number in [-10, 10]") {
  CHECK(IsOk(CheckOneWeight(-10)));
  CHECK(IsOk(CheckOneWeight(0)));
  CHECK(IsOk(CheckOneWeight(10)));
  const double wrong = GENERATE(-10.000001, 10.000001, std::nan(""),
                                std::numeric_limits<double>::infinity(), -HUGE_VAL);
  CHECK(Fails(CheckOneWeight(wrong), kInvalid, "weights[injuries]: "));
  CHECK(Fails(CheckOneWeight(wrong), kInvalid, "want a number in [-10, 10]"));
}

TEST_CASE("there are 1 to 20 weights, not all zero") {
  CHECK(IsOk(CheckDefinition({.weights = Weights(1)}, Field::kWeights)));
  CHECK(IsOk(CheckDefinition({.weights = Weights(20)}, Field::kWeights)));
  CHECK(Fails(CheckDefinition({.weights = Weights(21)}, Field::kWeights), kInvalid,
              "weights: 21, want 1 to 20"));
  CHECK(Fails(CheckDefinition({}, Field::kWeights), kInvalid, "weights: 0, want 1 to 20"));
  CHECK(Fails(CheckDefinition({.weights = {{"a", 0}, {"b", -0.0}}}, Field::kWeights), kInvalid,
              "weights: all zero"));
}

TEST_CASE("a feature's name is 1 to 64 plain characters") {
  CHECK(IsOk(CheckOneWeight(1, "elo.home-advantage_2")));
  CHECK(IsOk(CheckOneWeight(1, std::string(64, 'a'))));
  const std::string wrong = GENERATE(std::string(), std::string(65, 'a'), "two words", "é",
                                     std::string("a\0b", 3), "a/b", "a\n");
  CHECK(Fails(CheckOneWeight(1, wrong), kInvalid, "want a feature's name"));
}

TEST_CASE("a display name is 1 to 100 characters, none a control character") {
  const auto check = [](const std::string& name) {
    return CheckContent({.display_name = name}, Field::kDisplayName);
  };
  std::string accented;
  for (int i = 0; i < 100; ++i) accented += "é";
  CHECK(IsOk(check("a")));
  CHECK(IsOk(check(accented)));
  CHECK(Fails(check(accented + "é"), kInvalid, "display_name: 101 characters, want 1 to 100"));
  CHECK(Fails(check(""), kInvalid, "display_name: 0 characters"));
  CHECK(Fails(check("a\nb"), kInvalid, "display_name: a control character"));
  CHECK(Fails(check(std::string("a\0b", 3)), kInvalid, "display_name"));
}

TEST_CASE("a description is at most 1000 characters and may have lines") {
  const auto check = [](const std::string& text) {
    return CheckContent({.description = text}, Field::kDescription);
  };
  CHECK(IsOk(check("")));
  CHECK(IsOk(check("one\r\n\ttwo")));
  CHECK(IsOk(check(std::string(1000, 'a'))));
  CHECK(Fails(check(std::string(1001, 'a')), kInvalid, "description: 1001 characters"));
  CHECK(Fails(check(std::string("a\0b", 3)), kInvalid, "description: a control character"));
}

TEST_CASE("sports are at least one and no two equal") {
  const auto check = [](std::vector<std::string> sports) {
    return CheckDefinition({.sports = std::move(sports)}, Field::kSports);
  };
  CHECK(IsOk(check({"nfl"})));
  CHECK(Fails(check({}), kInvalid, "sports: 0, want 1 to 100"));
  CHECK(Fails(check({"nfl", "mlb", "nfl"}), kInvalid, "sports: sports/nfl twice"));
  std::vector<std::string> many;
  for (int i = 0; i < 101; ++i) many.push_back(std::to_string(i));
  CHECK(Fails(check(many), kInvalid, "sports: 101"));
}

TEST_CASE("kinds are at least one, no two equal, and never a prop") {
  const auto check = [](std::vector<MarketKind> kinds) {
    return CheckDefinition({.kinds = std::move(kinds)}, Field::kKinds);
  };
  CHECK(IsOk(check({MarketKind::kTeamTotal, MarketKind::kThreeWay})));
  CHECK(Fails(check({}), kInvalid, "kinds: none"));
  CHECK(Fails(check({MarketKind::kTotal, MarketKind::kTotal}), kInvalid, "kinds: total twice"));
  CHECK(Fails(check({MarketKind::kTotal, MarketKind::kProp}), kInvalid, "kinds: KIND_PROP"));
}

TEST_CASE("thresholds lie in [0, 1], or are left out") {
  const auto check = [](std::optional<Thresholds> thresholds) {
    return CheckDefinition({.thresholds = thresholds}, Field::kThresholds);
  };
  CHECK(IsOk(check(std::nullopt)));
  CHECK(IsOk(check(Thresholds{})));
  CHECK(IsOk(check(Thresholds{.probability_min = 1, .edge_min = 1})));
  const double wrong = GENERATE(-0.001, 1.001, std::nan(""), HUGE_VAL);
  CHECK(Fails(check(Thresholds{.probability_min = wrong}), kInvalid, "thresholds.probability_min"));
  CHECK(Fails(check(Thresholds{.edge_min = wrong}), kInvalid, "thresholds.edge_min"));
}

TEST_CASE("a staking plan has a fraction exactly where it uses one") {
  CHECK(IsOk(CheckDefinition({}, Field::kStakingPlan)));
  CHECK(IsOk(CheckPlan({.kind = StakingKind::kFlat, .fraction_max = 1.0})));
  CHECK(Fails(CheckPlan({.kind = StakingKind::kFlat, .fraction = 0.5}), kInvalid,
              "staking_plan.fraction: 0.5, want unset"));
  const StakingKind sized = GENERATE(StakingKind::kPercent, StakingKind::kKelly);
  CHECK(IsOk(CheckPlan({.kind = sized, .fraction = 1.0})));
  CHECK(Fails(CheckPlan({.kind = sized}), kInvalid, "staking_plan.fraction: unset"));
  const double wrong = GENERATE(0.0, -0.5, 1.001, std::nan(""));
  CHECK(Fails(CheckPlan({.kind = sized, .fraction = wrong}), kInvalid, "staking_plan.fraction: "));
  CHECK(Fails(CheckPlan({.kind = sized, .fraction = 0.5, .fraction_max = wrong}), kInvalid,
              "staking_plan.fraction_max: "));
}

TEST_CASE("a change takes the fields it names and leaves the others") {
  const Content present = {
      .display_name = "old",
      .description = "kept",
      .definition = {.weights = {{"injuries", 1}}, .thresholds = Thresholds{}}};
  const Content asked = {.display_name = "new", .description = "ignored"};
  const Content changed = Changed(present, asked, {Field::kDisplayName, Field::kThresholds});
  CHECK(changed.display_name == "new");
  CHECK(changed.description == "kept");
  CHECK(changed.definition.weights == present.definition.weights);
  CHECK_FALSE(changed.definition.thresholds);
}

}  // namespace
}  // namespace overround::user_model
