#include "services/user_model/models/models.h"

#include <algorithm>

#include <absl/strings/str_cat.h>

#include "libs/base/status_macros.h"
#include "services/user_model/events.h"

namespace overround::user_model {
namespace {

// As the tables keep it: whole microseconds.
absl::Time MicrosOf(absl::Time time) { return absl::FromUnixMicros(absl::ToUnixMicros(time)); }

absl::StatusOr<UserModel> FindOwn(pg::Transaction& tx, const UserId& owner, const UserModelId& id) {
  OVERROUND_ASSIGN_OR_RETURN(const auto found, store::FindModel(tx, owner, id));
  if (found) return *found;
  return absl::NotFoundError(
      absl::StrCat("name: user-models/", id.ToString(), ", want one of your own"));
}

absl::StatusOr<UserModel> LockOwn(pg::Transaction& tx, const UserId& owner, const UserModelId& id) {
  OVERROUND_RETURN_IF_ERROR(store::LockOwner(tx, owner));
  return FindOwn(tx, owner, id);
}

absl::Status CheckEtag(const UserModel& model, const std::string& etag) {
  if (etag.empty() || etag == model.Etag()) return absl::OkStatus();
  return absl::AbortedError(absl::StrCat("etag: not the present one of user-models/",
                                         model.id.ToString(), ", want the model read again"));
}

absl::Status UsedRequest(const std::string& request_id, absl::string_view how) {
  return absl::AlreadyExistsError(
      absl::StrCat("request_id: \"", request_id, "\" was used ", how, ", want a new one"));
}

// The model an earlier request made, if it asked for the same: what version 1 was made with.
absl::StatusOr<UserModel> SameOrRefused(pg::Transaction& tx, const UserId& owner,
                                        const UserModelId& id, const NewUserModel& asked) {
  OVERROUND_ASSIGN_OR_RETURN(const auto made, store::FindModel(tx, owner, id));
  if (!made) return UsedRequest(asked.request_id, "for a model deleted since");
  OVERROUND_ASSIGN_OR_RETURN(const auto first, store::ListVersions(tx, owner, id, 2, 1));
  if (first.front().content != asked.content) {
    return UsedRequest(asked.request_id, "with other content");
  }
  return *made;
}

}  // namespace

absl::Status Models::CheckNameIsFree(pg::Transaction& tx, const UserModel& model) const {
  const std::string& name = model.content.display_name;
  OVERROUND_ASSIGN_OR_RETURN(const auto namesake, store::FindByDisplayName(tx, model.owner, name));
  if (!namesake || *namesake == model.id) return absl::OkStatus();
  return absl::AlreadyExistsError(absl::StrCat("user_model.display_name: \"", name,
                                               "\", want one that no other of your models has"));
}

absl::StatusOr<UserModel> Models::Create(const UserId& owner, const NewUserModel& asked,
                                         absl::Time deadline) const {
  return parts_.pool.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::StatusOr<UserModel> {
    OVERROUND_RETURN_IF_ERROR(store::ClaimOwner(tx, owner));
    OVERROUND_ASSIGN_OR_RETURN(const auto earlier, store::FindRequest(tx, owner, asked.request_id));
    if (earlier) return SameOrRefused(tx, owner, *earlier, asked);
    OVERROUND_ASSIGN_OR_RETURN(const int64_t count, store::CountModels(tx, owner));
    if (count >= kModelsMax) {
      return absl::ResourceExhaustedError(
          absl::StrCat("user_model: ", count, " are yours already, want at most ", kModelsMax));
    }
    return Insert(tx, owner, asked);
  });
}

absl::StatusOr<UserModel> Models::Insert(pg::Transaction& tx, const UserId& owner,
                                         const NewUserModel& asked) const {
  const absl::Time now = MicrosOf(parts_.world.Now());
  const UserModelId id(parts_.ids.Derive(
      now, "user_model", absl::StrCat("users/", owner.ToString(), "/", asked.request_id)));
  const UserModel made = {
      .id = id, .owner = owner, .content = asked.content, .create_time = now, .update_time = now};
  OVERROUND_RETURN_IF_ERROR(CheckNameIsFree(tx, made));
  OVERROUND_RETURN_IF_ERROR(store::InsertModel(tx, made));
  OVERROUND_RETURN_IF_ERROR(store::InsertVersion(tx, made));
  OVERROUND_RETURN_IF_ERROR(store::InsertRequest(tx, made, asked.request_id));
  OVERROUND_RETURN_IF_ERROR(parts_.events.Append(tx, UserModelChanged(made)));
  return made;
}

absl::StatusOr<UserModel> Models::Get(const UserId& owner, const UserModelId& id,
                                      absl::Time deadline) const {
  return parts_.pool.InTransaction(deadline, pg::kReadSnapshot,
                                   [&](pg::Transaction& tx) { return FindOwn(tx, owner, id); });
}

absl::StatusOr<std::vector<UserModel>> Models::List(const UserId& owner,
                                                    const store::AfterModel& after, int limit,
                                                    absl::Time deadline) const {
  return parts_.pool.InTransaction(deadline, pg::kReadSnapshot, [&](pg::Transaction& tx) {
    return store::ListModels(tx, owner, after, limit);
  });
}

absl::StatusOr<std::vector<UserModel>> Models::ListVersions(const UserId& owner,
                                                            const UserModelId& id, int32_t before,
                                                            int limit, absl::Time deadline) const {
  return parts_.pool.InTransaction(
      deadline, pg::kReadSnapshot,
      [&](pg::Transaction& tx) -> absl::StatusOr<std::vector<UserModel>> {
        OVERROUND_RETURN_IF_ERROR(FindOwn(tx, owner, id).status());
        return store::ListVersions(tx, owner, id, before, limit);
      });
}

absl::StatusOr<UserModel> Models::Update(const UserId& owner, const Change& asked,
                                         absl::Time deadline) const {
  return parts_.pool.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::StatusOr<UserModel> {
    OVERROUND_ASSIGN_OR_RETURN(const UserModel before, LockOwn(tx, owner, asked.id));
    OVERROUND_RETURN_IF_ERROR(CheckEtag(before, asked.etag));
    UserModel changed = before;
    changed.content = Changed(before.content, asked.content, asked.fields);
    OVERROUND_RETURN_IF_ERROR(CheckNameIsFree(tx, changed));
    return Finish(tx, before, changed);
  });
}

absl::StatusOr<UserModel> Models::SetState(const UserId& owner, const UserModelId& id, State state,
                                           absl::Time deadline) const {
  return parts_.pool.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::StatusOr<UserModel> {
    OVERROUND_ASSIGN_OR_RETURN(const UserModel before, LockOwn(tx, owner, id));
    UserModel changed = before;
    changed.state = state;
    return Finish(tx, before, changed);
  });
}

absl::StatusOr<UserModel> Models::Finish(pg::Transaction& tx, const UserModel& before,
                                         UserModel model) const {
  if (model.content == before.content && model.state == before.state) return before;
  const bool is_new_version = model.content.definition != before.content.definition;
  ++model.revision;
  if (is_new_version) ++model.version;
  // Replicas' clocks may differ a little; a model's times never run backwards.
  model.update_time = std::max(MicrosOf(parts_.world.Now()), before.update_time);
  OVERROUND_RETURN_IF_ERROR(store::UpdateModel(tx, model));
  if (is_new_version) OVERROUND_RETURN_IF_ERROR(store::InsertVersion(tx, model));
  OVERROUND_RETURN_IF_ERROR(parts_.events.Append(tx, UserModelChanged(model)));
  return model;
}

absl::Status Models::Delete(const UserId& owner, const UserModelId& id, const std::string& etag,
                            absl::Time deadline) const {
  return parts_.pool.InTransaction(deadline, [&](pg::Transaction& tx) -> absl::Status {
    OVERROUND_ASSIGN_OR_RETURN(const UserModel last, LockOwn(tx, owner, id));
    OVERROUND_RETURN_IF_ERROR(CheckEtag(last, etag));
    OVERROUND_RETURN_IF_ERROR(store::DeleteModel(tx, owner, id));
    return parts_.events.Append(tx, UserModelDeleted(last, MicrosOf(parts_.world.Now())));
  });
}

}  // namespace overround::user_model
