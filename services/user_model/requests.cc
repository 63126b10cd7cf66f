#include "services/user_model/requests.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <utility>

#include <absl/strings/escaping.h>
#include <absl/strings/numbers.h>
#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "libs/wire/field.h"
#include "libs/wire/resource_name.h"
#include "services/user_model/convert.h"

namespace overround::user_model {
namespace {

constexpr char kSettable[] =
    "display_name, description, sports, kinds, weights, thresholds or staking_plan";
constexpr size_t kEchoedLengthMax = 100;

// What is not output only, as a mask names it.
constexpr std::array<std::pair<const char*, Field>, 7> kFields = {{
    {"display_name", Field::kDisplayName},
    {"description", Field::kDescription},
    {"sports", Field::kSports},
    {"kinds", Field::kKinds},
    {"weights", Field::kWeights},
    {"thresholds", Field::kThresholds},
    {"staking_plan", Field::kStakingPlan},
}};

absl::StatusOr<Field> FieldNamed(const std::string& path) {
  for (const auto& [name, field] : kFields) {
    if (path == name) return field;
  }
  return wire::Refused("update_mask",
                       absl::StrCat("\"", absl::CHexEscape(path.substr(0, kEchoedLengthMax)), "\""),
                       kSettable);
}

std::vector<Field> AllFields() {
  std::vector<Field> fields;
  fields.reserve(std::size(kFields));
  for (const auto& [name, field] : kFields) fields.push_back(field);
  return fields;
}

absl::StatusOr<std::vector<Field>> FieldsOf(const google::protobuf::FieldMask& mask) {
  if (mask.paths().empty()) return AllFields();
  std::vector<Field> fields;
  fields.reserve(std::size(kFields));
  for (const std::string& path : mask.paths()) {
    OVERROUND_ASSIGN_OR_RETURN(const Field field, FieldNamed(path));
    // A path said twice is read once.
    if (std::find(fields.begin(), fields.end(), field) == fields.end()) fields.push_back(field);
  }
  return fields;
}

absl::StatusOr<Content> ReadFields(const v1::UserModel& message, const std::vector<Field>& fields) {
  Content content;
  for (const Field field : fields) {
    OVERROUND_RETURN_IF_ERROR(ReadField(message, field, content));
  }
  return content;
}

absl::Status DamagedToken() { return wire::Refused("page_token", "damaged", "one we gave"); }

}  // namespace

absl::StatusOr<NewUserModel> ParseNewUserModel(const v1::CreateUserModelRequest& request) {
  OVERROUND_RETURN_IF_ERROR(CheckLine(request.request_id(), "request_id"));
  OVERROUND_ASSIGN_OR_RETURN(const Content content, ReadFields(request.user_model(), AllFields()));
  return NewUserModel{.content = content, .request_id = request.request_id()};
}

absl::StatusOr<Change> ParseChange(const v1::UpdateUserModelRequest& request) {
  const v1::UserModel& message = request.user_model();
  OVERROUND_ASSIGN_OR_RETURN(const UserModelId id, ParseName(message.name(), "user_model.name"));
  OVERROUND_ASSIGN_OR_RETURN(const std::vector<Field> fields, FieldsOf(request.update_mask()));
  OVERROUND_ASSIGN_OR_RETURN(const Content content, ReadFields(message, fields));
  return Change{.id = id, .content = content, .fields = fields, .etag = message.etag()};
}

absl::StatusOr<UserModelId> ParseName(const std::string& name, absl::string_view field) {
  return wire::IdFromName<UserModelId>(name, "user-models", field);
}

absl::StatusOr<store::AfterModel> ParseAfterModel(const wire::Page& page) {
  if (page.is_first()) return store::AfterModel();
  int64_t micros = 0;
  const auto id = UserModelId::Parse(page.after[1]);
  if (!absl::SimpleAtoi(page.after[0], &micros) || !id.ok()) return DamagedToken();
  return store::AfterModel{.create_time = absl::FromUnixMicros(micros), .id = *id};
}

absl::StatusOr<int32_t> ParseBeforeVersion(const wire::Page& page) {
  if (page.is_first()) return INT32_MAX;
  int32_t version = 0;
  if (!absl::SimpleAtoi(page.after[0], &version)) return DamagedToken();
  return version;
}

std::vector<std::string> ModelKey(const UserModel& last) {
  return {absl::StrCat(absl::ToUnixMicros(last.create_time)), last.id.ToString()};
}

std::vector<std::string> VersionKey(const UserModel& last) { return {absl::StrCat(last.version)}; }

}  // namespace overround::user_model
