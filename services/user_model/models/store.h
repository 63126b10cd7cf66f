#pragma once

#include <optional>
#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "libs/pg/transaction.h"
#include "services/user_model/models/user_model.h"

// Every SQL statement of the models, and nothing but. All give the owner, which is the key.
namespace overround::user_model::store {

// Makes an owner known, and holds its row until the transaction ends: the lock of all its models.
absl::Status ClaimOwner(pg::Transaction& tx, const UserId& owner);
// Holds the row where there is one; who is not known has no models.
absl::Status LockOwner(pg::Transaction& tx, const UserId& owner);

// Which model the request made, if it was ever used.
absl::StatusOr<std::optional<UserModelId>> FindRequest(pg::Transaction& tx, const UserId& owner,
                                                       const std::string& request_id);
absl::Status InsertRequest(pg::Transaction& tx, const UserModel& made,
                           const std::string& request_id);

absl::StatusOr<int64_t> CountModels(pg::Transaction& tx, const UserId& owner);
// Which of the owner's models has this name.
absl::StatusOr<std::optional<UserModelId>> FindByDisplayName(pg::Transaction& tx,
                                                             const UserId& owner,
                                                             const std::string& display_name);

absl::StatusOr<std::optional<UserModel>> FindModel(pg::Transaction& tx, const UserId& owner,
                                                   const UserModelId& id);

// The last row of the page before: oldest first, then by id.
struct AfterModel {
  absl::Time create_time = absl::InfinitePast();
  UserModelId id = {};
};
absl::StatusOr<std::vector<UserModel>> ListModels(pg::Transaction& tx, const UserId& owner,
                                                  const AfterModel& after, int limit);
// Newest first, below `before`.
absl::StatusOr<std::vector<UserModel>> ListVersions(pg::Transaction& tx, const UserId& owner,
                                                    const UserModelId& id, int32_t before,
                                                    int limit);

// The model without its version.
absl::Status InsertModel(pg::Transaction& tx, const UserModel& made);
absl::Status UpdateModel(pg::Transaction& tx, const UserModel& changed);
// The model as it is now, as its version `model.version`.
absl::Status InsertVersion(pg::Transaction& tx, const UserModel& model);
// With its versions.
absl::Status DeleteModel(pg::Transaction& tx, const UserId& owner, const UserModelId& id);

}  // namespace overround::user_model::store
