#include "services/user_model/convert.h"

#include <absl/status/statusor.h>

#include "libs/base/status_macros.h"
#include "libs/wire/enum_wire.h"
#include "libs/wire/market_wire.h"
#include "libs/wire/resource_name.h"
#include "libs/wire/time_wire.h"

namespace overround::user_model {
namespace {

constexpr wire::EnumTable<StakingKind, v1::StakingPlan::Kind, 3> kStakingKinds = {{
    {StakingKind::kFlat, v1::StakingPlan::KIND_FLAT},
    {StakingKind::kPercent, v1::StakingPlan::KIND_PERCENT},
    {StakingKind::kKelly, v1::StakingPlan::KIND_KELLY},
}};

v1::Thresholds ToProto(const Thresholds& thresholds) {
  v1::Thresholds message;
  message.set_probability_min(thresholds.probability_min);
  message.set_edge_min(thresholds.edge_min);
  return message;
}

v1::StakingPlan ToProto(const StakingPlan& plan) {
  v1::StakingPlan message;
  message.set_kind(wire::ToTable(kStakingKinds, plan.kind));
  if (plan.fraction) message.set_fraction(*plan.fraction);
  if (plan.fraction_max) message.set_fraction_max(*plan.fraction_max);
  return message;
}

absl::StatusOr<std::vector<std::string>> SportsFromProto(const v1::UserModel& message) {
  std::vector<std::string> sports;
  for (const std::string& name : message.sports()) {
    OVERROUND_ASSIGN_OR_RETURN(const std::string key, wire::KeyFromName(name, "sports", "sports"));
    sports.push_back(key);
  }
  return sports;
}

absl::StatusOr<std::vector<MarketKind>> KindsFromProto(const v1::UserModel& message) {
  std::vector<MarketKind> kinds;
  for (const int number : message.kinds()) {
    OVERROUND_ASSIGN_OR_RETURN(
        const MarketKind kind,
        wire::FromProto(static_cast<common::v1::MarketKey::Kind>(number), "kinds"));
    kinds.push_back(kind);
  }
  return kinds;
}

std::optional<Thresholds> ThresholdsFromProto(const v1::UserModel& message) {
  if (!message.has_thresholds()) return std::nullopt;
  return Thresholds{.probability_min = message.thresholds().probability_min(),
                    .edge_min = message.thresholds().edge_min()};
}

absl::StatusOr<std::optional<StakingPlan>> StakingPlanFromProto(const v1::UserModel& message) {
  if (!message.has_staking_plan()) return std::optional<StakingPlan>();
  const v1::StakingPlan& plan = message.staking_plan();
  StakingPlan read;
  OVERROUND_ASSIGN_OR_RETURN(
      read.kind, wire::FromTable(kStakingKinds, plan.kind(),
                                 v1::StakingPlan::Kind_Name(plan.kind()), "staking_plan.kind"));
  if (plan.has_fraction()) read.fraction = plan.fraction();
  if (plan.has_fraction_max()) read.fraction_max = plan.fraction_max();
  return std::optional<StakingPlan>(read);
}

absl::Status Take(const v1::UserModel& message, Field field, Content& content) {
  Definition& definition = content.definition;
  switch (field) {
    case Field::kDisplayName:
      content.display_name = message.display_name();
      break;
    case Field::kDescription:
      content.description = message.description();
      break;
    case Field::kSports: {
      OVERROUND_ASSIGN_OR_RETURN(definition.sports, SportsFromProto(message));
      break;
    }
    case Field::kKinds: {
      OVERROUND_ASSIGN_OR_RETURN(definition.kinds, KindsFromProto(message));
      break;
    }
    case Field::kWeights:
      definition.weights = {message.weights().begin(), message.weights().end()};
      break;
    case Field::kThresholds:
      definition.thresholds = ThresholdsFromProto(message);
      break;
    case Field::kStakingPlan: {
      OVERROUND_ASSIGN_OR_RETURN(definition.staking_plan, StakingPlanFromProto(message));
      break;
    }
  }
  return absl::OkStatus();
}

void PrintDefinition(const Definition& definition, v1::UserModel& message) {
  for (const std::string& sport : definition.sports) {
    message.add_sports(wire::ResourceName("sports", sport));
  }
  for (const MarketKind kind : definition.kinds) message.add_kinds(wire::ToProto(kind));
  for (const auto& [feature, weight] : definition.weights) {
    (*message.mutable_weights())[feature] = weight;
  }
  if (definition.thresholds) *message.mutable_thresholds() = ToProto(*definition.thresholds);
  if (definition.staking_plan) *message.mutable_staking_plan() = ToProto(*definition.staking_plan);
}

}  // namespace

v1::UserModel ToProto(const UserModel& model) {
  v1::UserModel message;
  message.set_name(wire::ResourceName("user-models", model.id.ToString()));
  message.set_owner(wire::ResourceName("users", model.owner.ToString()));
  message.set_display_name(model.content.display_name);
  message.set_description(model.content.description);
  PrintDefinition(model.content.definition, message);
  message.set_state(model.state == State::kActive ? v1::UserModel::STATE_ACTIVE
                                                  : v1::UserModel::STATE_PAUSED);
  message.set_version(model.version);
  *message.mutable_create_time() = wire::ToProto(model.create_time);
  *message.mutable_update_time() = wire::ToProto(model.update_time);
  message.set_etag(model.Etag());
  return message;
}

absl::Status ReadField(const v1::UserModel& message, Field field, Content& content) {
  absl::Status read = Take(message, field, content);
  if (read.ok()) read = CheckContent(content, field);
  return read.ok() ? read : wire::Below("user_model", read);
}

}  // namespace overround::user_model
