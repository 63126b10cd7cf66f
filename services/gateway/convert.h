#pragma once

#include <absl/status/statusor.h>
#include <overround/gateway/v1/gateway_service.pb.h>

#include "services/gateway/identity/accounts.h"

namespace overround::gateway {

v1::User ToProto(const UserRow& user);
v1::Session ToProto(const OpenedSession& session);
v1::Preferences ToProto(const UserId& user, const PreferencesRow& preferences);

// What an UpdatePreferences asks for: the masked fields, both without a mask.
// INVALID_ARGUMENT for a mask that names another field, or an unspecified format.
absl::StatusOr<Accounts::PreferencesChange> ParseChange(const v1::UpdatePreferencesRequest& asked);

}  // namespace overround::gateway
