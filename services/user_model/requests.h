#pragma once

#include <string>
#include <vector>

#include <absl/status/statusor.h>
#include <overround/user_model/v1/user_model_service.pb.h>

#include "libs/wire/page_token.h"
#include "services/user_model/models/store.h"
#include "services/user_model/models/user_model.h"

namespace overround::user_model {

// What the requests ask for, checked: INVALID_ARGUMENT throughout.

absl::StatusOr<NewUserModel> ParseNewUserModel(const v1::CreateUserModelRequest& request);
absl::StatusOr<Change> ParseChange(const v1::UpdateUserModelRequest& request);

// The id in a `name`, or in another field.
absl::StatusOr<UserModelId> ParseName(const std::string& name, absl::string_view field = "name");

// A page of models begins after one, a page of versions below one.
inline constexpr size_t kModelKeyParts = 2;
inline constexpr size_t kVersionKeyParts = 1;
absl::StatusOr<store::AfterModel> ParseAfterModel(const wire::Page& page);
absl::StatusOr<int32_t> ParseBeforeVersion(const wire::Page& page);
std::vector<std::string> ModelKey(const UserModel& last);
std::vector<std::string> VersionKey(const UserModel& last);

}  // namespace overround::user_model
