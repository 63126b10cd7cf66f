#pragma once

#include <string>
#include <vector>

#include <absl/status/status.h>
#include <absl/status/statusor.h>
#include <absl/time/time.h>

#include "services/user_model/models/store.h"
#include "services/user_model/models/user_model.h"
#include "services/user_model/parts.h"

namespace overround::user_model {

inline constexpr int64_t kModelsMax = 5;

// What users do with their models, each in a transaction of its own, told to the log. Every change
// takes the owner's lock first, so nothing of one owner races. NOT_FOUND throughout for a model
// that is not `owner`'s, whoever else's it is.
class Models {
 public:
  explicit Models(const Parts& parts) : parts_(parts) {}

  // Active, in version 1. The same request again answers with the model it made, as it is now.
  // ALREADY_EXISTS: the owner has one of that display name, or the request id was used with other
  // content or for a model deleted since. RESOURCE_EXHAUSTED: the owner has kModelsMax.
  absl::StatusOr<UserModel> Create(const UserId& owner, const NewUserModel& asked,
                                   absl::Time deadline) const;

  absl::StatusOr<UserModel> Get(const UserId& owner, const UserModelId& id,
                                absl::Time deadline) const;
  // Oldest first.
  absl::StatusOr<std::vector<UserModel>> List(const UserId& owner, const store::AfterModel& after,
                                              int limit, absl::Time deadline) const;
  // Newest first, below the version `before`, each as the model was when it was made.
  absl::StatusOr<std::vector<UserModel>> ListVersions(const UserId& owner, const UserModelId& id,
                                                      int32_t before, int limit,
                                                      absl::Time deadline) const;

  // A new version where the definition changes; nothing at all where nothing does. ABORTED: the
  // etag is not the present one. ALREADY_EXISTS: another of the owner's has that display name.
  absl::StatusOr<UserModel> Update(const UserId& owner, const Change& asked,
                                   absl::Time deadline) const;

  // Pauses or resumes; nothing where it is so already.
  absl::StatusOr<UserModel> SetState(const UserId& owner, const UserModelId& id, State state,
                                     absl::Time deadline) const;

  // With its versions. ABORTED: the etag is given and not the present one.
  absl::Status Delete(const UserId& owner, const UserModelId& id, const std::string& etag,
                      absl::Time deadline) const;

 private:
  absl::Status CheckNameIsFree(pg::Transaction& tx, const UserModel& model) const;
  absl::StatusOr<UserModel> Insert(pg::Transaction& tx, const UserId& owner,
                                   const NewUserModel& asked) const;
  // Stores and tells `model`, changed from what `before` was.
  absl::StatusOr<UserModel> Finish(pg::Transaction& tx, const UserModel& before,
                                   UserModel model) const;

  const Parts parts_;
};

}  // namespace overround::user_model
