#pragma once

// For tests: models on a database of their own.

#include <memory>
#include <string>
#include <vector>

#include "migrations/eventlog_migrations.h"
#include "migrations/schedule_migrations.h"
#include "migrations/user_model_migrations.h"

#include "libs/base/clock.h"
#include "libs/base/ids.h"
#include "libs/eventlog/appender.h"
#include "libs/testing/postgres.h"
#include "services/user_model/models/models.h"

namespace overround::user_model {

// A Thursday noon.
inline absl::Time TestTime() {
  return absl::FromCivil(absl::CivilHour(2026, 8, 13, 12), absl::UTCTimeZone());
}

inline UserId UserNumbered(int number) {
  return UserId(IdSource("test").Derive(TestTime(), "user", std::to_string(number)));
}

inline Content TestContent(const std::string& display_name = "Main") {
  return {.display_name = display_name,
          .description = "Follows the money.",
          .definition = {.sports = {"nfl", "mlb"},
                         .kinds = {MarketKind::kMoneyline, MarketKind::kSpread},
                         .weights = {{"odds_movement", 1.5}, {"injuries", -0.25}},
                         .thresholds = Thresholds{.probability_min = 0.55, .edge_min = 0.02},
                         .staking_plan = StakingPlan{
                             .kind = StakingKind::kKelly, .fraction = 0.5, .fraction_max = 0.03}}};
}

struct ModelsFixture {
  testing::TestDatabase database{"user_model",
                                 {{"eventlog", eventlog::kMigrations},
                                  {"schedule", schedule::kMigrations},
                                  {"user_model", kMigrations}}};
  SettableClock world{TestTime()};
  IdSource ids{"test"};
  eventlog::Appender events;
  Models models{{database.pool(), events, ids, world}};
  const UserId owner = UserNumbered(1);

  absl::StatusOr<UserModel> Create(const std::string& request_id, const Content& content) {
    return models.Create(owner, {.content = content, .request_id = request_id}, testing::Soon());
  }
  // Named as its request is.
  UserModel Created(const std::string& request_id = "main") {
    return Create(request_id, TestContent(request_id)).value();
  }
  absl::StatusOr<UserModel> Update(const UserModel& model, const Content& content,
                                   const std::vector<Field>& fields, const std::string& etag = "") {
    return models.Update(owner,
                         {.id = model.id, .content = content, .fields = fields, .etag = etag},
                         testing::Soon());
  }
  absl::StatusOr<UserModel> Rename(const UserModel& model, const std::string& display_name) {
    return Update(model, TestContent(display_name), {Field::kDisplayName});
  }
  // One more version.
  absl::StatusOr<UserModel> Weigh(const UserModel& model, double weight,
                                  const std::string& etag = "") {
    Content content;
    content.definition.weights = {{"recent_form", weight}};
    return Update(model, content, {Field::kWeights}, etag);
  }
  absl::StatusOr<UserModel> Get(const UserModel& model) {
    return models.Get(owner, model.id, testing::Soon());
  }
  absl::StatusOr<std::vector<UserModel>> Versions(const UserModel& model) {
    return models.ListVersions(owner, model.id, INT32_MAX, 100, testing::Soon());
  }

  std::vector<std::string> EventTypes() {
    const auto rows = database.pool().Query(
        testing::Soon(), "SELECT event_type FROM user_model.events_pending ORDER BY event_id");
    std::vector<std::string> types;
    for (const pg::Row row : rows.value()) types.push_back(row.Get<std::string>(0));
    return types;
  }
};

}  // namespace overround::user_model
