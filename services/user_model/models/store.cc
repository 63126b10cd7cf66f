#include "services/user_model/models/store.h"

#include "libs/base/check.h"
#include "libs/base/status_macros.h"

namespace overround::user_model::store {
namespace {

std::vector<MarketKind> KindsFrom(const pg::Row& row) {
  std::vector<MarketKind> kinds;
  for (const std::string& text : row.Get<std::vector<std::string>>("kinds")) {
    const auto kind = ParseMarketKind(text);
    OVERROUND_CHECK(kind.ok());
    kinds.push_back(*kind);
  }
  return kinds;
}

std::map<std::string, double> WeightsFrom(const pg::Row& row) {
  const auto features = row.Get<std::vector<std::string>>("feature_names");
  const auto weights = row.Get<std::vector<double>>("weights");
  std::map<std::string, double> by_feature;
  for (size_t i = 0; i < features.size(); ++i) by_feature[features[i]] = weights[i];
  return by_feature;
}

std::optional<Thresholds> ThresholdsFrom(const pg::Row& row) {
  const auto probability_min = row.Get<std::optional<double>>("probability_min");
  if (!probability_min) return std::nullopt;
  return Thresholds{.probability_min = *probability_min, .edge_min = row.Get<double>("edge_min")};
}

std::optional<StakingPlan> StakingPlanFrom(const pg::Row& row) {
  const auto kind = row.Get<std::optional<std::string>>("staking_kind");
  if (!kind) return std::nullopt;
  return StakingPlan{.kind = StakingKindFromText(*kind),
                     .fraction = row.Get<std::optional<double>>("staking_fraction"),
                     .fraction_max = row.Get<std::optional<double>>("staking_fraction_max")};
}

UserModel ModelFrom(const pg::Row& row) {
  return {.id = row.Get<UserModelId>("user_model_id"),
          .owner = row.Get<UserId>("user_id"),
          .content = {.display_name = row.Get<std::string>("display_name"),
                      .description = row.Get<std::string>("description"),
                      .definition = {.sports = row.Get<std::vector<std::string>>("sports"),
                                     .kinds = KindsFrom(row),
                                     .weights = WeightsFrom(row),
                                     .thresholds = ThresholdsFrom(row),
                                     .staking_plan = StakingPlanFrom(row)}},
          .state = StateFromText(row.Get<std::string>("state")),
          .version = row.Get<int32_t>("version"),
          .revision = row.Get<int64_t>("revision"),
          .create_time = row.Get<absl::Time>("create_time"),
          .update_time = row.Get<absl::Time>("update_time")};
}

std::optional<UserModel> OneFrom(const pg::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return ModelFrom(rows.front());
}

std::optional<UserModelId> IdFrom(const pg::Rows& rows) {
  if (rows.empty()) return std::nullopt;
  return rows.front().Get<UserModelId>(0);
}

std::vector<UserModel> ModelsFrom(const pg::Rows& rows) {
  std::vector<UserModel> models;
  for (const pg::Row row : rows) models.push_back(ModelFrom(row));
  return models;
}

}  // namespace

constexpr char kInsertOwner[] = R"sql(
  INSERT INTO user_model.owners (user_id) VALUES ($1) ON CONFLICT (user_id) DO NOTHING
)sql";

constexpr char kLockOwner[] = R"sql(
  SELECT user_id FROM user_model.owners WHERE user_id = $1 FOR UPDATE
)sql";

absl::Status ClaimOwner(pg::Transaction& tx, const UserId& owner) {
  OVERROUND_RETURN_IF_ERROR(tx.Execute(kInsertOwner, {owner}).status());
  return LockOwner(tx, owner);
}

// What follows is read in statements of their own, so that they see what the last holder committed.
absl::Status LockOwner(pg::Transaction& tx, const UserId& owner) {
  return tx.Query(kLockOwner, {owner}).status();
}

constexpr char kFindRequest[] = R"sql(
  SELECT user_model_id FROM user_model.user_model_requests WHERE user_id = $1 AND request_id = $2
)sql";

absl::StatusOr<std::optional<UserModelId>> FindRequest(pg::Transaction& tx, const UserId& owner,
                                                       const std::string& request_id) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindRequest, {owner, request_id}));
  return IdFrom(rows);
}

constexpr char kInsertRequest[] = R"sql(
  INSERT INTO user_model.user_model_requests (user_id, request_id, user_model_id) VALUES ($1, $2, $3)
)sql";

absl::Status InsertRequest(pg::Transaction& tx, const UserModel& made,
                           const std::string& request_id) {
  return tx.Execute(kInsertRequest, {made.owner, request_id, made.id}).status();
}

constexpr char kCountModels[] = R"sql(
  SELECT count(*) FROM user_model.user_models WHERE user_id = $1
)sql";

absl::StatusOr<int64_t> CountModels(pg::Transaction& tx, const UserId& owner) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kCountModels, {owner}));
  return rows.front().Get<int64_t>(0);
}

constexpr char kFindByDisplayName[] = R"sql(
  SELECT user_model_id FROM user_model.user_models WHERE user_id = $1 AND display_name = $2
)sql";

absl::StatusOr<std::optional<UserModelId>> FindByDisplayName(pg::Transaction& tx,
                                                             const UserId& owner,
                                                             const std::string& display_name) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                             tx.Query(kFindByDisplayName, {owner, display_name}));
  return IdFrom(rows);
}

constexpr char kFindModel[] = R"sql(
  SELECT m.user_id, m.user_model_id, m.display_name, m.description, m.state, m.version, m.revision, m.create_time,
         m.update_time, v.sports, v.kinds, v.feature_names, v.weights, v.probability_min, v.edge_min, v.staking_kind,
         v.staking_fraction, v.staking_fraction_max
    FROM user_model.user_models m
    JOIN user_model.user_model_versions v
      ON v.user_id = m.user_id AND v.user_model_id = m.user_model_id AND v.version = m.version
   WHERE m.user_id = $1 AND m.user_model_id = $2
)sql";

absl::StatusOr<std::optional<UserModel>> FindModel(pg::Transaction& tx, const UserId& owner,
                                                   const UserModelId& id) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows, tx.Query(kFindModel, {owner, id}));
  return OneFrom(rows);
}

constexpr char kListModels[] = R"sql(
  SELECT m.user_id, m.user_model_id, m.display_name, m.description, m.state, m.version, m.revision, m.create_time,
         m.update_time, v.sports, v.kinds, v.feature_names, v.weights, v.probability_min, v.edge_min, v.staking_kind,
         v.staking_fraction, v.staking_fraction_max
    FROM user_model.user_models m
    JOIN user_model.user_model_versions v
      ON v.user_id = m.user_id AND v.user_model_id = m.user_model_id AND v.version = m.version
   WHERE m.user_id = $1
     AND (m.create_time, m.user_model_id) > ($2, $3)
   ORDER BY m.create_time, m.user_model_id
   LIMIT $4
)sql";

absl::StatusOr<std::vector<UserModel>> ListModels(pg::Transaction& tx, const UserId& owner,
                                                  const AfterModel& after, int limit) {
  OVERROUND_ASSIGN_OR_RETURN(
      const pg::Rows rows,
      tx.Query(kListModels, {owner, after.create_time, after.id, int64_t{limit}}));
  return ModelsFrom(rows);
}

constexpr char kListVersions[] = R"sql(
  SELECT v.user_id, v.user_model_id, v.display_name, v.description, v.state, v.version, v.revision, m.create_time,
         v.create_time AS update_time, v.sports, v.kinds, v.feature_names, v.weights, v.probability_min, v.edge_min,
         v.staking_kind, v.staking_fraction, v.staking_fraction_max
    FROM user_model.user_model_versions v
    JOIN user_model.user_models m ON m.user_id = v.user_id AND m.user_model_id = v.user_model_id
   WHERE v.user_id = $1 AND v.user_model_id = $2
     AND v.version < $3
   ORDER BY v.version DESC
   LIMIT $4
)sql";

absl::StatusOr<std::vector<UserModel>> ListVersions(pg::Transaction& tx, const UserId& owner,
                                                    const UserModelId& id, int32_t before,
                                                    int limit) {
  OVERROUND_ASSIGN_OR_RETURN(const pg::Rows rows,
                             tx.Query(kListVersions, {owner, id, before, int64_t{limit}}));
  return ModelsFrom(rows);
}

constexpr char kInsertModel[] = R"sql(
  INSERT INTO user_model.user_models (user_id, user_model_id, display_name, description, state, version, revision,
                                      create_time, update_time)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
)sql";

absl::Status InsertModel(pg::Transaction& tx, const UserModel& made) {
  return tx
      .Execute(kInsertModel, {made.owner, made.id, made.content.display_name,
                              made.content.description, ToString(made.state), made.version,
                              made.revision, made.create_time, made.update_time})
      .status();
}

constexpr char kUpdateModel[] = R"sql(
  UPDATE user_model.user_models
     SET display_name = $3, description = $4, state = $5, version = $6, revision = $7, update_time = $8
   WHERE user_id = $1 AND user_model_id = $2
)sql";

absl::Status UpdateModel(pg::Transaction& tx, const UserModel& changed) {
  return tx
      .Execute(kUpdateModel, {changed.owner, changed.id, changed.content.display_name,
                              changed.content.description, ToString(changed.state), changed.version,
                              changed.revision, changed.update_time})
      .status();
}

constexpr char kInsertVersion[] = R"sql(
  INSERT INTO user_model.user_model_versions (
    user_id, user_model_id, version, display_name, description, state, revision, sports, kinds, feature_names, weights,
    probability_min, edge_min, staking_kind, staking_fraction, staking_fraction_max, create_time)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)
)sql";

absl::Status InsertVersion(pg::Transaction& tx, const UserModel& model) {
  const Definition& definition = model.content.definition;
  std::vector<std::string> kinds;
  for (const MarketKind kind : definition.kinds) kinds.emplace_back(ToString(kind));
  std::vector<std::string> features;
  std::vector<double> weights;
  for (const auto& [feature, weight] : definition.weights) {
    features.push_back(feature);
    weights.push_back(weight);
  }
  std::optional<double> probability_min, edge_min, fraction, fraction_max;
  std::optional<std::string> staking_kind;
  if (definition.thresholds) {
    probability_min = definition.thresholds->probability_min;
    edge_min = definition.thresholds->edge_min;
  }
  if (definition.staking_plan) {
    staking_kind = std::string(ToString(definition.staking_plan->kind));
    fraction = definition.staking_plan->fraction;
    fraction_max = definition.staking_plan->fraction_max;
  }
  return tx
      .Execute(kInsertVersion, {model.owner, model.id, model.version, model.content.display_name,
                                model.content.description, ToString(model.state), model.revision,
                                definition.sports, kinds, features, weights, probability_min,
                                edge_min, staking_kind, fraction, fraction_max, model.update_time})
      .status();
}

constexpr char kDeleteModel[] = R"sql(
  DELETE FROM user_model.user_models WHERE user_id = $1 AND user_model_id = $2
)sql";

absl::Status DeleteModel(pg::Transaction& tx, const UserId& owner, const UserModelId& id) {
  return tx.Execute(kDeleteModel, {owner, id}).status();
}

}  // namespace overround::user_model::store
