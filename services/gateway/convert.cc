#include "services/gateway/convert.h"

#include <array>
#include <utility>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/wire/time_wire.h"

namespace overround::gateway {
namespace {

constexpr std::array<std::pair<absl::string_view, v1::User::Role>, 4> kRoles = {{
    {"user", v1::User::ROLE_USER},
    {"pro_user", v1::User::ROLE_PRO_USER},
    {"admin", v1::User::ROLE_ADMIN},
    {"super_admin", v1::User::ROLE_SUPER_ADMIN},
}};

constexpr std::array<std::pair<absl::string_view, v1::Preferences::OddsFormat>, 4> kFormats = {{
    {"AMERICAN", v1::Preferences::ODDS_FORMAT_AMERICAN},
    {"DECIMAL", v1::Preferences::ODDS_FORMAT_DECIMAL},
    {"FRACTION", v1::Preferences::ODDS_FORMAT_FRACTION},
    {"PROBABILITY", v1::Preferences::ODDS_FORMAT_PROBABILITY},
}};

absl::StatusOr<std::string> FormatName(const v1::Preferences& preferences) {
  // Unset means the default.
  if (!preferences.has_odds_format()) return "AMERICAN";
  for (const auto& [name, format] : kFormats) {
    if (format == preferences.odds_format()) return std::string(name);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("odds_format: ", preferences.odds_format(), ", want one of its names"));
}

}  // namespace

v1::User ToProto(const UserRow& user) {
  v1::User message;
  message.set_name(absl::StrCat("users/", user.id.ToString()));
  message.set_email(user.email);
  message.set_display_name(user.display_name);
  for (const std::string& role : user.roles) {
    for (const auto& [name, value] : kRoles) {
      if (role == name) message.add_roles(value);
    }
  }
  *message.mutable_create_time() = wire::ToProto(user.create_time);
  return message;
}

v1::Session ToProto(const OpenedSession& session) {
  v1::Session message;
  message.set_access_token(session.access.token);
  *message.mutable_access_token_expire_time() = wire::ToProto(session.access.expire_time);
  message.set_refresh_token(session.refresh_token);
  *message.mutable_refresh_token_expire_time() = wire::ToProto(session.refresh_expire_time);
  *message.mutable_user() = ToProto(session.user);
  return message;
}

v1::Preferences ToProto(const UserId& user, const PreferencesRow& preferences) {
  v1::Preferences message;
  message.set_name(absl::StrCat("users/", user.ToString(), "/preferences"));
  message.set_time_zone(preferences.time_zone);
  for (const auto& [name, value] : kFormats) {
    if (preferences.odds_format == name) message.set_odds_format(value);
  }
  return message;
}

absl::StatusOr<Accounts::PreferencesChange> ParseChange(const v1::UpdatePreferencesRequest& asked) {
  bool has_time_zone = !asked.has_update_mask() || asked.update_mask().paths().empty();
  bool has_odds_format = has_time_zone;
  for (const std::string& path : asked.update_mask().paths()) {
    if (path == "time_zone") {
      has_time_zone = true;
    } else if (path == "odds_format") {
      has_odds_format = true;
    } else {
      return absl::InvalidArgumentError(
          absl::StrCat("update_mask: ", path, ", want time_zone or odds_format"));
    }
  }
  Accounts::PreferencesChange change;
  if (has_time_zone) {
    const std::string& zone = asked.preferences().time_zone();
    change.time_zone = zone.empty() ? "UTC" : zone;
  }
  if (has_odds_format) {
    OVERROUND_ASSIGN_OR_RETURN(change.odds_format, FormatName(asked.preferences()));
  }
  return change;
}

}  // namespace overround::gateway
